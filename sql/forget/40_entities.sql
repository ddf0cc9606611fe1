-- Entities: learned ones that only the forgotten articles named.
-- grain: rows of dim_entity
-- why: a name alone can be what is to be forgotten

delete from dim_entity
where
    basis = 'learned'
    and entity_id in (select entity_id from released_by_forget)
    and entity_id not in (select entity_id from fact_entity_mention)
    and entity_id not in (select speaker_entity_id from fact_statement where speaker_entity_id is not null);
