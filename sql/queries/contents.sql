-- Contents: what a published file holds, at a glance.
-- grain: one row, or none where no batch was published
-- columns: batch_id, flow and finished_at of the last published batch, articles

select
    batch_id,
    flow,
    coalesce(finished_at, started_at) as published_at,
    (select count(*) from fact_article) as articles
from etl_batch
where status = 'published'
order by batch_id desc
limit 1
