-- Differing facts: what the articles at hand (see changes_0_articles) say on one side only.
-- grain: one row a fact and side
-- reads: comparable_fact, compared_article
-- leaves: differing_fact, and the empty paired_fact for changes_2_pairs
-- why: a fact that says the same as before is no change, wherever it now stands (the nth of its kind meets
--   the nth). Confidence and rule are not compared.

create or replace temp table differing_fact as
with numbered as (
    select
        side,
        article_id,
        table_name,
        key,
        start_char,
        end_char,
        hash(content) as content_digest,
        row_number() over (
            partition by side, article_id, table_name, hash(content) order by start_char, key
        ) as occurrence
    from comparable_fact
),

differing as (
    select n.*
    from numbered as n
    anti join numbered as other
        on
            n.side <> other.side
            and n.article_id = other.article_id
            and n.table_name = other.table_name
            and n.content_digest = other.content_digest
            and n.occurrence = other.occurrence
)

select
    d.side,
    d.article_id,
    d.table_name,
    d.key,
    d.start_char,
    f.rule_id,
    f.content,
    regexp_replace(f.content, '[0-9][0-9.,]*', '#', 'g') as figures_masked,
    a.text[greatest(d.start_char - 16, 0) + 1:d.start_char] as words_before,
    a.text[d.end_char + 1:d.end_char + 16] as words_after
from differing as d
inner join comparable_fact as f on d.side = f.side and d.table_name = f.table_name and d.key = f.key
inner join compared_article as a on d.side = a.side and d.article_id = a.article_id;

create or replace temp table paired_fact (
    table_name varchar,
    key_before varchar,
    key_after varchar
);
