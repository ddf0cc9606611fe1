-- Batch note: what a batch did, in words, where its counts do not say it.
-- grain: one row
-- variables: batch_id, note

update etl_batch
set note = getvariable('note')
where batch_id = getvariable('batch_id');
