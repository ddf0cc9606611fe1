-- Signatures: of the texts just signed.
-- grain: one row an article
-- reads: staged_signature, staged_fact_signature, fact_article; variable algorithm

insert into article_signature by name
select
    s.article_id,
    getvariable('algorithm') as algorithm,
    s.body_hash,
    s.body_words,
    s.bands,
    f.story_on,
    coalesce(f.fact_bands, []) as fact_bands,
    title_key(a.title) as title_key,
    title_words(a.title) as title_words,
    a.batch_id
from staged_signature as s
inner join fact_article as a on s.article_id = a.article_id
left join staged_fact_signature as f on s.article_id = f.article_id;
