-- Rejects: records that stay outside, with their bytes.
-- grain: one row a refused record (source_file_id, record_no, stage, reason)
-- reads: staged_reject; variable batch_id
-- why: one that a replay had taken is open again when it is refused again
-- safe to run twice: a reject that is there is not inserted again; it is counted in each batch that meets it

insert into etl_rejected_record by name
with keyed as (
    select
        fact_key('reject|' || source_file_id || '|' || record_no || '|' || stage || '|' || reason) as rejected_record_id,
        *
    from staged_reject
)

select
    k.rejected_record_id,
    k.source_file_id,
    k.record_no,
    k.position,
    k.stage,
    k.reason,
    k.detail,
    k.original,
    getvariable('batch_id')::integer as batch_id
from keyed as k
anti join etl_rejected_record as r on k.rejected_record_id = r.rejected_record_id;

update etl_rejected_record
set replayed_batch_id = null
from staged_reject as s
where
    etl_rejected_record.replayed_batch_id is not null
    and etl_rejected_record.rejected_record_id
    = fact_key('reject|' || s.source_file_id || '|' || s.record_no || '|' || s.stage || '|' || s.reason);

insert into etl_source_file_batch by name
select distinct
    s.source_file_id,
    getvariable('batch_id')::integer as batch_id,
    0 as records_loaded,
    0 as records_unchanged,
    0 as records_rejected
from staged_reject as s
anti join etl_source_file_batch as b
    on s.source_file_id = b.source_file_id and b.batch_id = getvariable('batch_id');

update etl_source_file_batch
set records_rejected = etl_source_file_batch.records_rejected + c.rejected
from (
    select
        source_file_id,
        count(*) as rejected
    from staged_reject
    group by source_file_id
) as c
where
    etl_source_file_batch.source_file_id = c.source_file_id
    and etl_source_file_batch.batch_id = getvariable('batch_id');
