-- Dead batch: the ledger row of a batch that was never published, from its journal.
-- grain: one row
-- variables: batch_id, flow, status, started_at, finished_at, rules_version, learned_version, product_version, note
-- safe to run twice: a batch that is there is not inserted again

insert into etl_batch by name
select
    getvariable('batch_id') as batch_id,
    getvariable('flow') as flow,
    getvariable('status') as status,
    getvariable('started_at')::timestamptz as started_at,
    getvariable('finished_at')::timestamptz as finished_at,
    getvariable('rules_version') as rules_version,
    getvariable('learned_version') as learned_version,
    getvariable('product_version') as product_version,
    0 as records_in,
    0 as records_loaded,
    0 as records_unchanged,
    0 as records_rejected,
    getvariable('note') as note
where not exists (select 1 from etl_batch where batch_id = getvariable('batch_id'));
