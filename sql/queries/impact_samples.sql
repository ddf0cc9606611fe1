-- Impact samples: three changes of each table and kind.
-- grain: one row a change
-- variables: batch_id

select
    c.table_name,
    c.change,
    coalesce(c.rule_id_after, c.rule_id_before) as rule_id,
    c.article_id,
    c.before,
    c.after
from fact_change as c
where c.batch_id = getvariable('batch_id')
qualify row_number() over (partition by c.table_name, c.change order by c.change_id) <= 3
order by c.table_name, c.change, c.change_id
