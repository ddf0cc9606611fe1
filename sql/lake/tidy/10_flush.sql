-- Flush: rows so few that they were kept in the catalogue go to Parquet files.
-- grain: one row, counts of what was done

select coalesce(sum(rows_flushed), 0)::bigint as rows_flushed
from ducklake_flush_inlined_data('warehouse')
