-- Macros: those of the warehouse that are meant for analysts, which are the ones with a comment.
-- grain: one row a macro
-- columns: name, parameters (list), is_table, comment

select
    function_name as name,
    parameters,
    function_type = 'table_macro' as is_table,
    comment
from duckdb_functions()
where not internal and comment is not null and database_name = current_database()
order by name
