-- Clean: files that no snapshot needs are removed, once whoever began to read before a moment has ended.
-- grain: one row, counts of what was done
-- variables: unused_before

select count(*) as files_removed
from ducklake_cleanup_old_files('warehouse', older_than => getvariable('unused_before')::timestamptz)
