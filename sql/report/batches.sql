-- Batches: the last thirty, newest first, with what their checks found.
-- grain: one row per batch
-- reads: report_batch

select
    q.batch_id,
    q.flow,
    q.status,
    q.started_at,
    q.wall_seconds,
    coalesce(q.records_in, 0) as records_in,
    coalesce(q.records_loaded, 0) as records_loaded,
    coalesce(b.records_unchanged, 0) as records_unchanged,
    coalesce(q.records_rejected, 0) as records_rejected,
    q.failed_errors,
    q.failed_warnings,
    q.note,
    r.batch_id is not null as is_in_report
from batch_quality as q
inner join etl_batch as b on q.batch_id = b.batch_id
left join report_batch as r on q.batch_id = r.batch_id
order by q.batch_id desc
limit 30
