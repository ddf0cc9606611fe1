-- Forget a batch: one that found nothing to do.
-- grain: one row
-- variables: batch_id

delete from etl_batch
where batch_id = getvariable('batch_id')
