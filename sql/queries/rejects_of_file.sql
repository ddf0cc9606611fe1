-- Rejects of file: what a file's records still outside looked like.
-- grain: one row a record
-- variables: source_file_id, reason (null: all)

select
    rejected_record_id,
    record_no,
    position,
    stage,
    reason,
    detail,
    original
from etl_rejected_record
where
    source_file_id = getvariable('source_file_id')
    and replayed_batch_id is null
    and (getvariable('reason') is null or reason = getvariable('reason')::varchar)
order by record_no
