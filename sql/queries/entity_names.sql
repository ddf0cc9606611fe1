-- Entity names: every spelling that occurs in articles or is an entity's usual name, with the entity.
-- grain: one row per spelling and entity that stands and is named
-- columns: spelling, entity_id, name, mentions (of the entity)

with named as (
    select
        coalesce(e.merged_into, e.entity_id) as entity_id,
        m.surface,
        count(*) as mentions
    from fact_entity_mention as m
    inner join dim_entity as e on m.entity_id = e.entity_id
    group by all
),

counted as (
    select
        entity_id,
        sum(mentions)::bigint as mentions
    from named
    group by entity_id
),

spelling as (
    select
        entity_id,
        surface as spelling
    from named
    union
    select
        c.entity_id,
        e.name
    from counted as c
    inner join dim_entity as e on c.entity_id = e.entity_id
)

select
    s.spelling,
    s.entity_id,
    e.name,
    c.mentions
from spelling as s
inner join counted as c on s.entity_id = c.entity_id
inner join dim_entity as e on s.entity_id = e.entity_id
order by s.spelling, s.entity_id
