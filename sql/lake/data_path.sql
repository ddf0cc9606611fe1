-- Data path: the folder or prefix of the lake's Parquet files.
-- grain: one row

select value as data_path
from ducklake_options('warehouse')
where option_name = 'data_path'
