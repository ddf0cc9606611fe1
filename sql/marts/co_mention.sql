-- Co-mention: which persons, organisations and places are named in one sentence.
-- grain: one row per pair of entities that share a sentence, the lesser entity_id first
-- columns: commented below
-- why: who is named with whom is the first sketch of a network. Big names are named with everybody: lift says how much
--      more often two share a sentence than chance would have it

create or replace view co_mention as
with in_sentence as (
    select distinct
        m.article_id,
        m.sentence_no,
        coalesce(e.merged_into, e.entity_id) as entity_id
    from fact_entity_mention as m
    inner join dim_entity as e on m.entity_id = e.entity_id
),

alone as (
    select
        entity_id,
        count(*) as sentences
    from in_sentence
    group by entity_id
),

pair as (
    select
        l.entity_id,
        r.entity_id as other_entity_id,
        count(*) as sentences,
        count(distinct l.article_id) as articles,
        count(distinct a.outlet_id) as outlets,
        min(a.published_on) as first_on,
        max(a.published_on) as last_on,
        min(l.article_id || ':' || l.sentence_no) as example
    from in_sentence as l
    inner join in_sentence as r
        on l.article_id = r.article_id and l.sentence_no = r.sentence_no and l.entity_id < r.entity_id
    inner join fact_article as a on l.article_id = a.article_id
    group by l.entity_id, r.entity_id
)

select
    p.entity_id,
    p.other_entity_id,
    e.name,
    o.name as other_name,
    e.entity_type,
    o.entity_type as other_entity_type,
    p.sentences,
    p.articles,
    p.outlets,
    p.sentences * (select count(*) from fact_sentence) / (one.sentences * other.sentences) as lift,
    p.first_on,
    p.last_on,
    split_part(p.example, ':', 1) as example_article_id,
    split_part(p.example, ':', 2)::integer as example_sentence_no
from pair as p
inner join alone as one on p.entity_id = one.entity_id
inner join alone as other on p.other_entity_id = other.entity_id
inner join dim_entity as e on p.entity_id = e.entity_id
inner join dim_entity as o on p.other_entity_id = o.entity_id;

comment on view co_mention is 'Two persons, organisations or places that are named in the same sentence.';
comment on column co_mention.entity_id is 'The one with the lesser id (dim_entity).';
comment on column co_mention.other_entity_id is 'The one with the greater id (dim_entity).';
comment on column co_mention.name is 'Name of the first.';
comment on column co_mention.other_name is 'Name of the second.';
comment on column co_mention.entity_type is 'PER, ORG or LOC, of the first.';
comment on column co_mention.other_entity_type is 'PER, ORG or LOC, of the second.';
comment on column co_mention.sentences is 'Sentences that name both; copies of one text count each.';
comment on column co_mention.articles is 'Articles with such a sentence.';
comment on column co_mention.outlets is 'Known outlets of these articles.';
comment on column co_mention.lift is
'Shared sentences as a multiple of what chance would give; above 1 they keep company. Unstable below about five sentences.';
comment on column co_mention.first_on is 'Day of the first such article.';
comment on column co_mention.last_on is 'Day of the last such article.';
comment on column co_mention.example_article_id is 'An article with such a sentence (fact_article).';
comment on column co_mention.example_sentence_no is 'Number of the sentence in that article (fact_sentence).';
