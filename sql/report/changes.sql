-- Changes: facts that articles state otherwise than before, figures and their speakers first.
-- grain: one row per change
-- reads: report_batch
-- why: a publisher who quietly changes a figure is a finding; most changes are of less weight and come after

select
    c.reason,
    c.change,
    c.table_name,
    coalesce(o.name, c.outlet_id, 'unknown outlet') as outlet,
    coalesce(c.after ->> 'kind', c.before ->> 'kind') as kind,
    c.title,
    a.url,
    c.published_on,
    c.before_text,
    c.after_text,
    c.article_id
from changed_fact as c
inner join report_batch as b on c.batch_id = b.batch_id
left join fact_article as a on c.article_id = a.article_id
left join dim_outlet as o on c.outlet_id = o.outlet_id
where c.reason <> 'forget'
order by
    c.reason = 'revision' desc,
    array_position(
        ['fact_quantity', 'fact_statement_quantity', 'fact_statement', 'fact_article', 'fact_date_mention'], c.table_name
    ) nulls last,
    c.change,
    c.article_id,
    c.change_id
limit 60
