-- check: share_rejected
-- severity: warn
-- scope: batch
-- rule: at most 5 % of a file's records are rejected, where it has 20 or more
-- why: a delivery with another format or encoding shows first in its rejects

select
    b.source_file_id,
    f.uri,
    b.records_in,
    b.records_rejected
from checked_etl_source_file_batch as b
left join etl_source_file as f on b.source_file_id = f.source_file_id
where b.records_in >= 20 and b.records_rejected > 0.05 * b.records_in
