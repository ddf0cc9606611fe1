-- Orphans: files that a killed writer left and that no snapshot ever knew are removed.
-- grain: one row, counts of what was done
-- variables: unused_before

select count(*) as orphans_removed
from ducklake_delete_orphaned_files('warehouse', older_than => getvariable('unused_before')::timestamptz)
