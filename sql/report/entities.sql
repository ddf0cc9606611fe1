-- Entities: the fifteen people, organisations and places each that most articles name.
-- grain: one row per entity
-- columns: rank within its type; statements of those who speak; by_outlet: articles per outlet
-- reads: report_name, report_article

with per_outlet as (
    select
        n.entity_id,
        a.outlet,
        count(*) as articles
    from report_name as n
    inner join report_article as a on n.article_id = a.article_id
    group by n.entity_id, a.outlet
),

counted as (
    select
        p.entity_id,
        sum(p.articles)::bigint as articles,
        count(*) as outlets,
        list({'outlet': p.outlet, 'articles': p.articles} order by p.articles desc, p.outlet) as by_outlet
    from per_outlet as p
    group by p.entity_id
),

ranked as (
    select
        c.*,
        e.name,
        e.entity_type,
        row_number() over (partition by e.entity_type order by c.articles desc, c.outlets desc, e.name) as rank
    from counted as c
    inner join dim_entity as e on c.entity_id = e.entity_id
    qualify rank <= 15
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
    r.outlets,
    coalesce(s.statements, 0) as statements,
    r.by_outlet
from ranked as r
left join spoken as s on r.entity_id = s.entity_id
order by r.articles desc, r.outlets desc, r.name
