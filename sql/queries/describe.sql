-- Describe: every table, view and column of the warehouse with its comment.
-- grain: one row a column
-- columns: table_name, kind (table/view), table_comment, column_name, column_type, is_nullable, column_comment

with relations as (
    select
        database_name,
        table_oid as oid,
        table_name,
        'table' as kind,
        comment
    from duckdb_tables()
    union all
    select
        database_name,
        view_oid,
        view_name,
        'view',
        comment
    from duckdb_views()
    where not internal
)

select
    r.table_name,
    r.kind,
    r.comment as table_comment,
    c.column_name,
    c.data_type as column_type,
    c.is_nullable,
    c.comment as column_comment
from relations as r
inner join duckdb_columns() as c on r.database_name = c.database_name and r.oid = c.table_oid
where r.database_name = current_database()
order by r.kind, r.table_name, c.column_index
