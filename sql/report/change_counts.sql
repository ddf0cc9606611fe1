-- Change counts: how many facts changed, by why and what.
-- grain: one row per reason, table and change
-- reads: report_batch

select
    c.reason,
    c.table_name,
    c.change,
    count(*) as facts,
    count(distinct c.article_id) as articles
from fact_change as c
inner join report_batch as b on c.batch_id = b.batch_id
group by all
order by facts desc, c.reason, c.table_name, c.change
