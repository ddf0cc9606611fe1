-- Articles of batch: how many articles have their facts from a batch.
-- grain: one row
-- variables: batch_id

select count(*) as articles
from fact_article
where batch_id = getvariable('batch_id')
