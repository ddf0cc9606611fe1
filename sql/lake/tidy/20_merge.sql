-- Merge: many small files of a table, one a shard, become few.
-- grain: one row, counts of what was done

select coalesce(sum(files_processed), 0)::bigint as files_merged
from ducklake_merge_adjacent_files('warehouse')
