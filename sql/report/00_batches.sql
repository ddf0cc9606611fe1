-- Batches: those that a report is about.
-- grain: one row per batch
-- variables: report_batch_id (this batch alone), report_since (those begun on that day or later), report_days (those
--   begun within so many days before the newest load; used where the others are null)
-- writes: report_batch, a temporary table: the batch with is_load, whether it read records from outside
-- why: a report tells what is new; a rebuild in the same night belongs to it, because it changes facts

create or replace temporary table report_batch as
with known as (
    select
        *,
        flow in ('nightly', 'backfill', 'ingest', 'replay') as is_load
    from etl_batch
    where status in ('loaded', 'published')
),

newest as (
    select max(started_at) as started_at
    from known
    where is_load
)

select known.*
from known
cross join newest
where
    case
        when getvariable('report_batch_id') is not null then known.batch_id = getvariable('report_batch_id')::integer
        when getvariable('report_since') is not null then known.started_at::date >= getvariable('report_since')::date
        else known.started_at > newest.started_at - to_days(getvariable('report_days')::integer)
    end
