-- Conflicts: the view claim_conflict, computed once.
-- grain: that of claim_conflict
-- writes: report_conflict, a temporary table
-- why: the view is the dearest of all, and the report reads it three times

create or replace temporary table report_conflict as
select * from claim_conflict
