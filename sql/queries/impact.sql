-- Impact: what a batch changes in published facts.
-- grain: one row a fact table, change, rule and outlet
-- variables: batch_id
-- columns: table_name, change (gained, lost, altered), rule_id (that finds it now, else that found it), outlet_id, facts

select
    c.table_name,
    c.change,
    coalesce(c.rule_id_after, c.rule_id_before) as rule_id,
    a.outlet_id,
    count(*) as facts
from fact_change as c
left join fact_article as a on c.article_id = a.article_id
where c.batch_id = getvariable('batch_id')
group by all
order by facts desc, c.table_name, c.change, rule_id, a.outlet_id
