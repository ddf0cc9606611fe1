-- Check results: what the checks of a batch found.
-- grain: one row a check and batch
-- reads: staged_check_result; variables batch_id (null: everything was checked), checked_at
-- safe to run twice: results of the same batch are replaced

delete from etl_check_result where batch_id is not distinct from getvariable('batch_id')::integer;

insert into etl_check_result by name
select
    getvariable('batch_id')::integer as batch_id,
    check_name,
    severity,
    failing_rows,
    sample,
    wall_seconds,
    getvariable('checked_at') as checked_at
from staged_check_result;
