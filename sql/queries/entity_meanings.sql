-- Entity meanings: whom or what a name can mean, the most named first.
-- grain: one row per entity that stands
-- columns: entity_id, entity_type, name, basis, matched (name, spelling, part of name), mentions, articles,
--     role (written beside it most often), first_on, last_on (days of its articles)
-- reads: variable sought

with meaning as materialized (
    select * from entity(getvariable('sought'))
),

used as (
    select
        coalesce(e.merged_into, e.entity_id) as entity_id,
        mode(m.role) as role,
        min(a.published_on) as first_on,
        max(a.published_on) as last_on
    from meaning as n
    inner join dim_entity as e on n.entity_id = coalesce(e.merged_into, e.entity_id)
    inner join fact_entity_mention as m on e.entity_id = m.entity_id
    inner join fact_article as a on m.article_id = a.article_id
    group by all
)

select
    n.entity_id,
    n.entity_type,
    n.name,
    n.basis,
    n.matched,
    n.mentions,
    n.articles,
    used.role,
    used.first_on,
    used.last_on
from meaning as n
left join used on n.entity_id = used.entity_id
order by n.mentions desc, n.entity_id
