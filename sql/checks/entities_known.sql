-- check: entities_known
-- severity: error
-- scope: article
-- rule: every entity_id of a fact is in dim_entity, with the type that the mention has
-- remedy: run the load again with saring rebuild --all; a fact names an entity that no table holds
-- why: a mention without its entity drops out of every join

with used as (
    select 'fact_entity_mention' as table_name, entity_id, entity_type from checked_fact_entity_mention
    union
    select 'fact_statement', speaker_entity_id, null from checked_fact_statement
    union
    select 'fact_statement_quantity', subject_entity_id, null from checked_fact_statement_quantity
    union
    select 'fact_statement_quantity', place_entity_id, null from checked_fact_statement_quantity
)

select
    u.table_name,
    u.entity_id,
    u.entity_type,
    d.entity_type as dim_entity_type
from used as u
left join dim_entity as d on u.entity_id = d.entity_id
where u.entity_id is not null and (d.entity_id is null or u.entity_type <> d.entity_type)
