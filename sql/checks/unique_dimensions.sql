-- check: unique_dimensions
-- severity: error
-- scope: whole
-- rule: one row an outlet, entity, alias, rule, day, batch, file
-- remedy: remove the doubled row of seeds/reference, then run the load again
-- why: a double row in a dimension multiplies the facts joined to it

select 'dim_outlet' as table_name, outlet_id as key, count(*) as row_count from dim_outlet group by outlet_id
having count(*) > 1
union all
select 'dim_entity', entity_id, count(*) from dim_entity group by entity_id
having count(*) > 1
union all
select 'dim_entity_alias', alias || ' = ' || entity_id, count(*) from dim_entity_alias group by alias, entity_id
having count(*) > 1
union all
select 'dim_rule', rule_id, count(*) from dim_rule group by rule_id
having count(*) > 1
union all
select 'dim_date', date_on::varchar, count(*) from dim_date group by date_on
having count(*) > 1
union all
select 'etl_batch', batch_id::varchar, count(*) from etl_batch group by batch_id
having count(*) > 1
union all
select 'etl_source_file', source_file_id, count(*) from etl_source_file group by source_file_id
having count(*) > 1
union all
select 'warehouse_version', 'rows', count(*) from warehouse_version
having count(*) <> 1
