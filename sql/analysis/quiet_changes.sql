-- Quiet changes
-- question: Which figures and statements did publishers change after they were first loaded?
-- columns: found_on, outlet, title, change, what, before, after
-- reading: only what the publisher changed (reason revision): facts that differ because rules changed are not here. The
--          same figure written otherwise is no change. gained and lost in one article often belong together.

select distinct
    c.found_at::date as found_on,
    coalesce(o.name, c.outlet_id) as outlet,
    c.title,
    c.change,
    replace(c.table_name, 'fact_', '') as what,
    c.before_text as before,
    c.after_text as after
from changed_fact as c
left join dim_outlet as o on c.outlet_id = o.outlet_id
where
    c.reason = 'revision'
    and c.table_name in ('fact_quantity', 'fact_statement', 'fact_article')
    and c.before_text is distinct from c.after_text
order by found_on desc, outlet, c.title, what, c.change, before, after
limit 50
