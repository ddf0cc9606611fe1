-- Rejected: the records that stayed outside, by file and place.
-- grain: one row a record
-- variables: reason, uri (null: all), also_replayed

select
    r.rejected_record_id,
    r.reason,
    f.uri,
    r.position,
    r.detail,
    r.batch_id,
    r.replayed_batch_id,
    octet_length(r.original) as original_bytes
from etl_rejected_record as r
left join etl_source_file as f on r.source_file_id = f.source_file_id
where
    (getvariable('reason') is null or r.reason = getvariable('reason')::varchar)
    and (getvariable('uri') is null or contains(f.uri, getvariable('uri')::varchar))
    and (getvariable('also_replayed') or r.replayed_batch_id is null)
order by f.uri, r.source_file_id, r.record_no
