-- Rejected one: a record that stayed outside, with its bytes.
-- grain: one row
-- variables: rejected_record_id

select
    r.rejected_record_id,
    r.reason,
    r.stage,
    f.uri,
    r.position,
    r.detail,
    r.batch_id,
    r.replayed_batch_id,
    r.original
from etl_rejected_record as r
left join etl_source_file as f on r.source_file_id = f.source_file_id
where r.rejected_record_id = getvariable('rejected_record_id')::ubigint
