-- Bodies: the texts to be signed.
-- grain: one row an unsigned article of a range of ids
-- reads: unsigned_article, fact_article; variables first_article_id, end_article_id

select
    a.article_id,
    a.body,
    a.published_on
from fact_article as a
semi join unsigned_article as p on a.article_id = p.article_id
where
    a.article_id >= coalesce(getvariable('first_article_id')::varchar, '')
    and (getvariable('end_article_id') is null or a.article_id < getvariable('end_article_id')::varchar)
order by a.article_id
