-- Batch start: the ledger row of a new batch.
-- grain: one row
-- variables: batch_id, flow, started_at, rules_version, learned_version, product_version

insert into etl_batch by name
select
    getvariable('batch_id') as batch_id,
    getvariable('flow') as flow,
    'running' as status,
    getvariable('started_at') as started_at,
    getvariable('rules_version') as rules_version,
    getvariable('learned_version') as learned_version,
    getvariable('product_version') as product_version,
    0 as records_in,
    0 as records_loaded,
    0 as records_unchanged,
    0 as records_rejected;
