-- check: records_accounted
-- severity: error
-- scope: batch
-- rule: per file and batch, records in = loaded + unchanged + rejected
-- remedy: a reader loses records of this file: keep it and report it; to go back: saring rollback
-- why: nothing vanishes; a reader that skips a record is found here

select
    source_file_id,
    batch_id,
    records_in,
    records_loaded,
    records_unchanged,
    records_rejected
from checked_etl_source_file_batch
where records_in is distinct from records_loaded + records_unchanged + records_rejected
