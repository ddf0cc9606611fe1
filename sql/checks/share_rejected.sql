-- check: share_rejected
-- severity: warn
-- scope: batch
-- rule: at most 5 % of a file's records are rejected, where it has 20 or more; what is no page in a web archive is left out
-- remedy: see them with saring rejected list; after a fix: saring rejected replay
-- why: a delivery with another format or encoding shows first in its rejects

with no_page as (
    select
        source_file_id,
        count(*) as records
    from etl_rejected_record
    where reason = 'not_a_page'
    group by source_file_id
),

counted as (
    select
        b.source_file_id,
        b.records_in - coalesce(n.records, 0) as records_in,
        b.records_rejected - coalesce(n.records, 0) as records_rejected
    from checked_etl_source_file_batch as b
    left join no_page as n on b.source_file_id = n.source_file_id
)

select
    c.source_file_id,
    f.uri,
    c.records_in,
    c.records_rejected
from counted as c
left join etl_source_file as f on c.source_file_id = f.source_file_id
where c.records_in >= 20 and c.records_rejected > 0.05 * c.records_in
