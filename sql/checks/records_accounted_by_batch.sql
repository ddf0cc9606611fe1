-- check: records_accounted_by_batch
-- severity: error
-- scope: batch
-- rule: per batch, records in = loaded + unchanged + rejected, and = the sum over its files
-- remedy: run the load again; if it stays so, keep the files of the batch and report it
-- why: the ledger that operators read must agree with the files

with files as (
    select
        batch_id,
        sum(records_in) as records_in
    from checked_etl_source_file_batch
    group by batch_id
)

select
    b.batch_id,
    b.records_in,
    b.records_loaded,
    b.records_unchanged,
    b.records_rejected
from checked_etl_batch as b
left join files as f on b.batch_id = f.batch_id
where
    b.status in ('loaded', 'published')
    and (
        b.records_in <> b.records_loaded + b.records_unchanged + b.records_rejected
        or b.records_in <> coalesce(f.records_in, 0)
    )
