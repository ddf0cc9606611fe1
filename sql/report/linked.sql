-- Linked: the stories that most articles of the report point to, two at least.
-- grain: one row per article pointed to
-- reads: report_article

select
    g.linked_title as title,
    any_value(t.url) as url,
    any_value(coalesce(o.name, g.linked_outlet_id, 'unknown outlet')) as outlet,
    any_value(g.linked_published_on) as published_on,
    count(*) as linking_articles,
    list_sort(list(distinct coalesce(f.name, g.outlet_id, 'unknown outlet'))) as outlets,
    g.linked_article_id as article_id
from story_graph as g
semi join report_article as a on g.article_id = a.article_id
inner join fact_article as t on g.linked_article_id = t.article_id
left join dim_outlet as o on g.linked_outlet_id = o.outlet_id
left join dim_outlet as f on g.outlet_id = f.outlet_id
group by g.linked_article_id, g.linked_title
having count(*) >= 2
order by linking_articles desc, published_on desc nulls last, article_id
limit 15
