-- Row counts: how many rows each fact table holds, by the engine's own bookkeeping.
-- grain: one row a fact table
-- columns: table_name, row_count

select
    table_name,
    estimated_size as row_count
from duckdb_tables()
where database_name = current_database() and table_name like 'fact\_%' escape '\'
order by table_name
