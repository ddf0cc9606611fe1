-- Articles: those that came in with the batches of the report, new or in a new version.
-- grain: one row per article
-- reads: report_batch
-- writes: report_article, a temporary table
-- why: fact_article names the batch that derived an article's facts, which after a rebuild is the rebuild; where
--   a version came from stands in raw_article

create or replace temporary table report_article as
with arrived as (
    select
        article_id,
        min(first_batch_id) not in (select batch_id from report_batch) as is_revised
    from raw_article
    group by article_id
    having bool_or(first_batch_id in (select batch_id from report_batch))
)

select
    a.article_id,
    a.outlet_id,
    coalesce(o.name, a.outlet_id, 'unknown outlet') as outlet,
    a.title,
    a.url,
    a.published_on,
    a.language,
    a.word_count,
    a.text_chars,
    a.body_chars,
    arrived.is_revised
from arrived
inner join fact_article as a on arrived.article_id = a.article_id
left join dim_outlet as o on a.outlet_id = o.outlet_id
