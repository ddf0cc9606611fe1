-- Recent batches: the last ten, newest first, with what their checks found.
-- grain: one row a batch

with results as (
    select
        batch_id,
        count(*) filter (where severity = 'error' and failing_rows > 0) as failed_errors,
        count(*) filter (where severity = 'warn' and failing_rows > 0) as failed_warnings
    from etl_check_result
    where batch_id is not null
    group by batch_id
)

select
    b.batch_id,
    b.flow,
    b.status,
    b.started_at,
    b.finished_at,
    b.records_in,
    b.records_loaded,
    b.records_unchanged,
    b.records_rejected,
    coalesce(r.failed_errors, 0) as failed_errors,
    coalesce(r.failed_warnings, 0) as failed_warnings,
    b.rules_version,
    b.learned_version,
    b.note
from etl_batch as b
left join results as r on b.batch_id = r.batch_id
order by b.batch_id desc
limit 10
