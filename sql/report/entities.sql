-- Entities: the fifteen people, organisations and places each that most articles name.
-- grain: one row per entity
-- columns: rank within its type; statements of those who speak; by_outlet: articles per outlet
-- reads: report_name, report_article

with ranked as (
    select
        n.entity_id,
        e.name,
        e.entity_type,
        count(*) as articles,
        row_number() over (partition by e.entity_type order by count(*) desc, e.name, n.entity_id) as rank
    from report_name as n
    inner join dim_entity as e on n.entity_id = e.entity_id
    where n.is_in_report
    group by n.entity_id, e.name, e.entity_type
    qualify rank <= 15
),

per_outlet as (
    select
        n.entity_id,
        a.outlet,
        count(*) as articles
    from report_name as n
    semi join ranked as r on n.entity_id = r.entity_id
    inner join report_article as a on n.article_id = a.article_id
    group by n.entity_id, a.outlet
),

outlets as (
    select
        entity_id,
        count(*) as outlets,
        list({'outlet': outlet, 'articles': articles} order by articles desc, outlet) as by_outlet
    from per_outlet
    group by entity_id
),

spoken as (
    select
        coalesce(e.merged_into, e.entity_id) as entity_id,
        count(*) as statements
    from fact_statement as s
    semi join report_article as a on s.article_id = a.article_id
    inner join dim_entity as e on s.speaker_entity_id = e.entity_id
    group by coalesce(e.merged_into, e.entity_id)
)

select
    r.entity_id,
    r.name,
    r.entity_type,
    r.rank,
    r.articles,
    o.outlets,
    coalesce(s.statements, 0) as statements,
    o.by_outlet
from ranked as r
inner join outlets as o on r.entity_id = o.entity_id
left join spoken as s on r.entity_id = s.entity_id
order by r.articles desc, o.outlets desc, r.name
