-- Dimensions: outlets, rules and entities as the reference data has them now.
-- grain: as the tables
-- reads: staged_outlet, staged_rule, staged_entity_reference, staged_alias (columns by name; missing ones are null)
-- why: only rows that differ are written, so that a night without news in the reference changes nothing;
--   learned rules are those of sql/load/learned; what left the reference stays as long as facts may point to it
-- safe to run twice: the second time nothing differs

create or replace temp table arriving_outlet as select * from dim_outlet where false;
insert into arriving_outlet by name select * from staged_outlet;
update arriving_outlet
set
    outlet_id = coalesce(outlet_id, domain),
    basis = 'reference';

update dim_outlet
set
    basis = 'learned',
    name = null,
    owner_group = null
where basis = 'reference' and outlet_id not in (select outlet_id from arriving_outlet);

delete from dim_outlet
where outlet_id in (select outlet_id from (
    select * from arriving_outlet
    except
    select * from dim_outlet
));

insert into dim_outlet by name
select * from arriving_outlet
where outlet_id not in (select outlet_id from dim_outlet);

create or replace temp table arriving_rule as select * from dim_rule where false;
insert into arriving_rule by name select * from staged_rule;
update arriving_rule set is_retired = false;

update dim_rule
set is_retired = true
where not is_retired and stage <> 'learn' and rule_id not in (select rule_id from arriving_rule);

delete from dim_rule
where rule_id in (select rule_id from (
    select * from arriving_rule
    except
    select * from dim_rule
));

insert into dim_rule by name
select * from arriving_rule
where rule_id not in (select rule_id from dim_rule);

create or replace temp table arriving_entity as select * from dim_entity where false;
insert into arriving_entity by name select * from staged_entity_reference;
update arriving_entity set basis = 'reference';

update dim_entity
set basis = 'learned'
where basis = 'reference' and entity_id not in (select entity_id from arriving_entity);

delete from dim_entity
where entity_id in (select entity_id from (
    select * from arriving_entity
    except
    select * from dim_entity
));

insert into dim_entity by name
select * from arriving_entity
where entity_id not in (select entity_id from dim_entity);

create or replace temp table arriving_alias as select * from dim_entity_alias where false;
insert into arriving_alias by name select * from staged_alias;
update arriving_alias set basis = 'reference';

delete from dim_entity_alias
where basis = 'reference' and (alias, entity_id) not in (select (alias, entity_id) from arriving_alias);

insert into dim_entity_alias by name
select distinct a.*
from arriving_alias as a
anti join dim_entity_alias as d on a.alias = d.alias and a.entity_id = d.entity_id;

drop table arriving_outlet;
drop table arriving_rule;
drop table arriving_entity;
drop table arriving_alias;
