-- Entity identity: one entity and the ids that were merged into it.
-- grain: one row per id, the standing one first
-- columns: those of dim_entity, because (basis of the learned alias that merged it), evidence_article_id
-- reads: variable entity_id

select
    e.*,
    l.basis as because,
    l.confidence,
    l.evidence_article_id
from dim_entity as e
left join learned_alias as l
    on
        e.entity_id = l.merged_entity_id
        and e.merged_into = l.entity_id
        and l.learned_version in (select learned_version from learned_version where is_pinned)
where e.entity_id = getvariable('entity_id') or e.merged_into = getvariable('entity_id')
order by e.merged_into nulls first, e.entity_id
