-- State: note what the index has seen.
-- reads: published.etl_batch; variables format, refreshed_at

delete from search_state;

insert into search_state
select
    getvariable('format')::integer as format,
    coalesce(max(batch_id), 0)::integer as warehouse_batch_id,
    getvariable('refreshed_at')::timestamptz as refreshed_at
from published.etl_batch;
