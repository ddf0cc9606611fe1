-- Reject reasons: how many records stayed outside, and why.
-- grain: one row a reason
-- columns: reason, records

select
    reason,
    count(*) as records
from etl_rejected_record
where replayed_batch_id is null
group by reason
order by records desc, reason
