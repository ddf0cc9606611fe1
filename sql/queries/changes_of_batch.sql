-- Changes of batch: how many published facts a batch changes.
-- grain: one row
-- variables: batch_id

select count(*) as changes
from fact_change
where batch_id = getvariable('batch_id')
