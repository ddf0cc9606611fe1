-- Search sentences: the sentences of some articles; of an article without any, the beginning of its body.
-- grain: one row a sentence
-- columns: article_id, sentence_no, surface
-- reads: variable article_ids

with wanted as (
    select unnest(getvariable('article_ids')::varchar []) as article_id
),

sentence as (
    select
        f.article_id,
        f.sentence_no,
        f.surface
    from fact_sentence as f
    semi join wanted on f.article_id = wanted.article_id
)

select
    article_id,
    sentence_no,
    surface
from sentence
union all
select
    f.article_id,
    0 as sentence_no,
    left(f.body, 300) as surface
from fact_article as f
semi join wanted on f.article_id = wanted.article_id
where f.sentence_count = 0
order by article_id, sentence_no
