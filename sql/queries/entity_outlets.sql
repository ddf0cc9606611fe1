-- Entity outlets: who writes about one entity.
-- grain: one row per outlet; one without an outlet for articles of unknown ones
-- columns: outlet_id, outlet, articles, mentions, share (of the outlet's articles), first_on, last_on
-- reads: variables entity_ids, max_rows

with of_outlet as (
    select
        outlet_id,
        count(*) as articles
    from fact_article
    group by outlet_id
),

named as (
    select
        a.outlet_id,
        count(distinct m.article_id) as articles,
        count(*) as mentions,
        min(a.published_on) as first_on,
        max(a.published_on) as last_on
    from fact_entity_mention as m
    inner join fact_article as a on m.article_id = a.article_id
    where m.entity_id in (select unnest(getvariable('entity_ids')::varchar []))
    group by a.outlet_id
)

select
    n.outlet_id,
    o.name as outlet,
    n.articles,
    n.mentions,
    n.articles / t.articles as share,
    n.first_on,
    n.last_on
from named as n
inner join of_outlet as t on n.outlet_id is not distinct from t.outlet_id
left join dim_outlet as o on n.outlet_id = o.outlet_id
order by n.articles desc, n.outlet_id
limit getvariable('max_rows')
