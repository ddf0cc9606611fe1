-- Table columns: every stored table of the warehouse with the names of its columns.
-- grain: one row a table
-- columns: table_name, columns (list)

select
    c.table_name,
    list(c.column_name order by c.column_index) as columns
from duckdb_columns() as c
semi join duckdb_tables() as t on c.database_name = t.database_name and c.table_oid = t.table_oid
where c.database_name = current_database()
group by c.table_name
order by c.table_name
