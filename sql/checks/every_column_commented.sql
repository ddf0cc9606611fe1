-- check: every_column_commented
-- severity: error
-- scope: whole
-- rule: every table, view and column carries a comment
-- remedy: add the comment in sql/schema
-- why: the data dictionary is the schema; a DuckLake keeps no comments on columns of views

select table_name, null as column_name
from duckdb_tables()
where not internal and not temporary and database_name = current_database() and coalesce(comment, '') = ''
union all
select view_name, null
from duckdb_views()
where not internal and not temporary and database_name = current_database() and coalesce(comment, '') = ''
union all
select table_name, column_name
from duckdb_columns()
where
    not internal and database_name = current_database() and coalesce(comment, '') = ''
    and not (
        'ducklake' in (select d.type from duckdb_databases() as d where d.database_name = current_database())
        and table_name in (select v.view_name from duckdb_views() as v where v.database_name = current_database())
    )
