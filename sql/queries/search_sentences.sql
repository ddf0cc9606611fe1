-- Search sentences: the sentences of some articles; of an article without any, the beginning of its body.
-- grain: one row a sentence
-- columns: article_id, sentence_no, surface
-- reads: variable article_ids
-- why: a list held against each article_id as it is read, so that only the texts wanted are; a join reads all texts

select
    article_id,
    sentence_no,
    surface
from fact_sentence
where list_contains(getvariable('article_ids')::varchar [], article_id)
union all
select
    article_id,
    0 as sentence_no,
    left(body, 300) as surface
from fact_article
where sentence_count = 0 and list_contains(getvariable('article_ids')::varchar [], article_id)
order by article_id, sentence_no
