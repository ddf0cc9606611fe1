-- Last versions: the rules and the learned set of the last published batch.
-- grain: one row, or none where no batch was published

select
    rules_version,
    learned_version
from etl_batch
where status = 'published'
order by batch_id desc
limit 1
