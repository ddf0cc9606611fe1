-- check: freshness
-- severity: warn
-- scope: batch
-- rule: a nightly load brings an article published, in Jakarta, at most 3 days before it began
-- remedy: see whether the source still delivers, and whether a date is misread: saring sql "from batch_quality"
-- why: a feed that repeats old articles looks like work, and is none

select
    b.batch_id,
    b.started_at,
    max(a.published_on) as newest_on
from checked_etl_batch as b
inner join checked_fact_article as a on b.batch_id = a.batch_id
where b.flow = 'nightly'
group by b.batch_id, b.started_at
having max(a.published_on) < (b.started_at at time zone 'Asia/Jakarta')::date - 3
