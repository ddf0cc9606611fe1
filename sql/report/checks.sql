-- Checks: the last result of each check of the report's batches, failures first.
-- grain: one row per check
-- reads: report_batch

with latest as (
    select c.*
    from etl_check_result as c
    inner join report_batch as b on c.batch_id = b.batch_id
    qualify row_number() over (partition by c.check_name order by c.failing_rows > 0 desc, c.batch_id desc) = 1
)

select
    check_name,
    severity,
    failing_rows,
    sample::varchar as sample,
    batch_id
from latest
order by failing_rows = 0, severity, failing_rows desc, check_name
