-- Size: bytes of the files that the newest snapshot reads.
-- grain: one row

select coalesce(sum(file_size_bytes + delete_file_size_bytes), 0)::bigint as bytes
from ducklake_table_info('warehouse')
