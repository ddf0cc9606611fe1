-- Adopt the dead: batches that show as running while their writer does not hold the lock any more.
-- grain: one row a batch
-- variables: finished_at
-- why: a writer that is killed cannot say so itself; the next one finds it

update etl_batch
set
    status = 'crashed',
    finished_at = getvariable('finished_at')::timestamptz
where status in ('running', 'loaded')
