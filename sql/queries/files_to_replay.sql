-- Files to replay: the files that have rejected records still outside.
-- grain: one row a file
-- variables: reason, uri (null: all)

select
    f.source_file_id,
    f.uri,
    f.sha256,
    f.bytes,
    f.records
from etl_source_file as f
where
    f.source_file_id in (
        select r.source_file_id
        from etl_rejected_record as r
        where r.replayed_batch_id is null and (getvariable('reason') is null or r.reason = getvariable('reason')::varchar)
    )
    and (getvariable('uri') is null or contains(f.uri, getvariable('uri')::varchar))
order by f.uri, f.source_file_id
