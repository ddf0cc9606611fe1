-- Rewrite: files of which a share of rows was deleted are written anew without these.
-- grain: one row, counts of what was done
-- variables: least_share_deleted (0 to 1)

select coalesce(sum(files_processed), 0)::bigint as files_rewritten
from ducklake_rewrite_data_files('warehouse', delete_threshold => getvariable('least_share_deleted')::double)
