-- check: rejects_have_files
-- severity: error
-- scope: batch
-- rule: every rejected record names a file that is there
-- remedy: run the load again; if it stays so: saring rollback
-- why: without its file a reject cannot be replayed

select
    r.rejected_record_id,
    r.source_file_id,
    r.position
from checked_etl_rejected_record as r
anti join etl_source_file as f on r.source_file_id = f.source_file_id
