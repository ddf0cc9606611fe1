-- Batch finish: counts of the batch from those of its files; learned entities that nothing names any more go,
--   but those that were merged stay: what points to the old id must still be answered.
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

delete from dim_entity
where
    basis = 'learned'
    and merged_into is null
    and entity_id not in (select entity_id from dim_entity_alias)
    and entity_id in (select entity_id from released_entity)
    and entity_id not in (select entity_id from fact_entity_mention)
    and entity_id not in (select speaker_entity_id from fact_statement where speaker_entity_id is not null);

drop table released_entity;
