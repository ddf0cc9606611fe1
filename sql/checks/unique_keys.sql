-- check: unique_keys
-- severity: error
-- scope: key
-- rule: no key stands twice in its table
-- remedy: run saring rebuild --all; if it stays so: saring rollback
-- why: the tables declare no primary key (it would cost more than the load); this proves it

with keys as (
    select 'fact_removed_span' as table_name, removed_span_id as key from checked_fact_removed_span
    union all
    select 'fact_related_link', related_link_id from checked_fact_related_link
    union all
    select 'fact_sentence', sentence_id from checked_fact_sentence
    union all
    select 'fact_quantity', quantity_id from checked_fact_quantity
    union all
    select 'fact_date_mention', date_mention_id from checked_fact_date_mention
    union all
    select 'fact_entity_mention', entity_mention_id from checked_fact_entity_mention
    union all
    select 'fact_statement', statement_id from checked_fact_statement
    union all
    select 'fact_statement_quantity', statement_quantity_id from checked_fact_statement_quantity
    union all
    select 'fact_duplicate', duplicate_id from checked_fact_duplicate
    union all
    select 'fact_change', change_id from checked_fact_change
    union all
    select 'etl_rejected_record', rejected_record_id from checked_etl_rejected_record
)

select
    table_name,
    key,
    count(*) as row_count
from keys
where key % getvariable('parts')::ubigint = getvariable('part')::ubigint
group by table_name, key
having count(*) > 1
