-- Learned: write one version, pin it, and let dimensions follow.
-- grain: as the tables
-- reads: staged_template, staged_learned_alias (the version's content); variables batch_id, learned_version, articles, rules_version
-- why: a version that was written before is pinned again, not written twice; ids that were merged stay and point on
-- safe to run twice: the second time nothing is missing and nothing differs

insert into learned_template by name
select
    getvariable('learned_version') as learned_version,
    s.*
from staged_template as s
where not exists (select 1 from learned_version as v where v.learned_version = getvariable('learned_version'));

insert into learned_alias by name
select
    getvariable('learned_version') as learned_version,
    s.*
from staged_learned_alias as s
where not exists (select 1 from learned_version as v where v.learned_version = getvariable('learned_version'));

insert into learned_version by name
select
    getvariable('learned_version') as learned_version,
    false as is_pinned,
    (select count(*) from staged_template)::integer as templates,
    (select count(*) from staged_learned_alias)::integer as aliases,
    getvariable('articles')::bigint as articles,
    getvariable('rules_version') as rules_version,
    getvariable('batch_id')::integer as batch_id
where not exists (select 1 from learned_version as v where v.learned_version = getvariable('learned_version'));

update learned_version set is_pinned = (learned_version = getvariable('learned_version'));

update dim_rule
set is_retired = (rule_id not in (select rule_id from staged_template))
where stage = 'learn';

insert into dim_rule by name
select
    s.rule_id,
    'learn' as stage,
    s.kind,
    s.outlet_id as scope,
    s.form || ' that ' || s.stories || ' stories of the outlet share, ' || s.position as description,
    '1' as version,
    s.surface as prompted_by,
    false as is_retired
from staged_template as s
where s.rule_id not in (select rule_id from dim_rule);

insert into dim_entity by name
select distinct
    n.entity_id,
    n.entity_type,
    n.name,
    'learned' as basis
from (
    select
        entity_id,
        entity_type,
        entity_name as name
    from staged_learned_alias
    union
    select
        merged_entity_id,
        entity_type,
        alias
    from staged_learned_alias
) as n
where n.entity_id not in (select entity_id from dim_entity)
qualify row_number() over (partition by n.entity_id order by n.name) = 1;

update dim_entity
set merged_into = null
where
    basis = 'learned'
    and merged_into is not null
    and (entity_id, merged_into) not in (select (merged_entity_id, entity_id) from staged_learned_alias);

update dim_entity
set merged_into = s.entity_id
from (
    select
        merged_entity_id,
        min(entity_id) as entity_id
    from staged_learned_alias
    group by merged_entity_id
) as s
where
    dim_entity.entity_id = s.merged_entity_id
    and dim_entity.basis = 'learned'
    and dim_entity.merged_into is distinct from s.entity_id;

delete from dim_entity_alias where basis = 'learned';

insert into dim_entity_alias by name
select
    s.alias,
    s.entity_id,
    'learned' as basis,
    min(s.evidence_article_id) as evidence_article_id
from staged_learned_alias as s
anti join dim_entity_alias as d on s.alias = d.alias and s.entity_id = d.entity_id
group by s.alias, s.entity_id;
