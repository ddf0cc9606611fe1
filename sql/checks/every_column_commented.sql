-- check: every_column_commented
-- severity: error
-- scope: whole
-- rule: every table, view and column carries a comment
-- remedy: add the comment in sql/schema
-- why: the data dictionary is the schema

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
where not internal and database_name = current_database() and coalesce(comment, '') = ''
