-- Window: the days of publication that the report compares.
-- grain: one row
-- reads: report_article, report_batch
-- writes: report_window, a temporary table: first_on to last_on, recent from recent_on; nulls where all are undated
-- why: seven days against the 28 before them, so that each weekday counts alike on both sides. A day after that of
--   the load is an error of the source and ends no window

create or replace temporary table report_window as
with newest as (
    select max(a.published_on) as last_on
    from report_article as a
    where a.published_on <= (select max(b.started_at::date) from report_batch as b)
)

select
    last_on - 34 as first_on,
    last_on - 6 as recent_on,
    last_on
from newest
