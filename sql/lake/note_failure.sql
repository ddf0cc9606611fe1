-- Note a failure: a batch that ended without being published.
-- grain: one row
-- variables: batch_id, status, finished_at, note

update etl_batch
set
    status = getvariable('status'),
    finished_at = getvariable('finished_at')::timestamptz,
    note = getvariable('note')
where batch_id = getvariable('batch_id')
