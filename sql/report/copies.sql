-- Copies: articles of the report whose text another outlet had first.
-- grain: one row per pair of outlets
-- reads: report_article

select
    coalesce(f.name, s.outlet_id) as from_outlet,
    a.outlet as to_outlet,
    count(*) as articles,
    count(*) filter (where d.relation in ('exact', 'near')) as copied,
    count(*) filter (where d.relation = 'rewrite') as rewritten,
    any_value(a.title order by a.article_id) as example_title,
    any_value(a.url order by a.article_id) as example_url
from fact_duplicate as d
inner join report_article as a on d.article_id = a.article_id
inner join fact_article as s on coalesce(d.copied_from_article_id, d.first_article_id) = s.article_id
left join dim_outlet as f on s.outlet_id = f.outlet_id
where s.outlet_id is not null and a.outlet_id is not null and s.outlet_id <> a.outlet_id
group by all
order by articles desc, from_outlet, to_outlet
limit 15
