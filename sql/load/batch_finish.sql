-- Batch finish: counts of the batch from those of its files; learned entities that nothing names any more go,
--   but those that were merged stay: what points to the old id must still be answered.
-- why: mentions are looked through for those alone that a replaced article named; on most nights there are none
-- grain: one row
-- variables: batch_id, finished_at

update etl_batch
set
    status = 'loaded',
    finished_at = getvariable('finished_at'),
    records_in = c.records_in,
    records_loaded = c.records_loaded,
    records_unchanged = c.records_unchanged,
    records_rejected = c.records_rejected
from (
    select
        coalesce(sum(records_in), 0) as records_in,
        coalesce(sum(records_loaded), 0) as records_loaded,
        coalesce(sum(records_unchanged), 0) as records_unchanged,
        coalesce(sum(records_rejected), 0) as records_rejected
    from etl_source_file_batch
    where batch_id = getvariable('batch_id')
) as c
where etl_batch.batch_id = getvariable('batch_id');

create temp table if not exists released_entity (entity_id varchar);

create or replace temp table idle_entity as
select d.entity_id
from dim_entity as d
semi join released_entity as r on d.entity_id = r.entity_id
anti join dim_entity_alias as a on d.entity_id = a.entity_id
where d.basis = 'learned' and d.merged_into is null;

delete from dim_entity
where
    entity_id in (select entity_id from idle_entity)
    and entity_id not in (
        select entity_id from fact_entity_mention
        where entity_id in (select entity_id from idle_entity)
        union all
        select speaker_entity_id from fact_statement
        where speaker_entity_id in (select entity_id from idle_entity)
    );

drop table idle_entity;

drop table released_entity;
