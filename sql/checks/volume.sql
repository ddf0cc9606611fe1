-- check: volume
-- severity: warn
-- scope: batch
-- rule: a nightly load reads half to twice as many records as the 14 nightly loads before it in the median, where there were 5
-- remedy: compare the files with those of earlier nights: saring sql "from batch_quality"
-- why: a feed that broke off half-way, or came twice, passes every other check

with nights as (
    select
        batch_id,
        started_at,
        records_in,
        median(records_in) over earlier as median_before,
        count(*) over earlier as nights_before
    from etl_batch
    where flow = 'nightly' and status in ('loaded', 'published')
    window earlier as (order by batch_id rows between 14 preceding and 1 preceding)
)

select
    n.batch_id,
    n.started_at,
    n.records_in,
    n.median_before
from nights as n
semi join checked_etl_batch as b on n.batch_id = b.batch_id
where n.nights_before >= 5 and (n.records_in < 0.5 * n.median_before or n.records_in > 2 * n.median_before)
