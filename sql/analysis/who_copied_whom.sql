-- Who copied whom
-- question: Who copied whom, how much of it, how soon, and with credit?
-- columns: copied_by, source, relation, similarity, hours_later, names_source, day, title
-- reading: the source is the outlet that the copy names, else the one that had the text first among the articles here. Two
--          outlets with one agency's text show as copies of each other where the agency is not in the warehouse.

select
    coalesce(t.name, c.outlet_id) as copied_by,
    coalesce(s.name, c.source_outlet_id) as source,
    c.relation,
    round(c.similarity, 2) as similarity,
    round(c.delay_minutes / 60, 1) as hours_later,
    c.names_source,
    c.published_on as day,
    c.title
from copied_article as c
left join dim_outlet as t on c.outlet_id = t.outlet_id
left join dim_outlet as s on c.source_outlet_id = s.outlet_id
where not c.same_outlet
order by c.published_on nulls last, copied_by, c.article_id
limit 50
