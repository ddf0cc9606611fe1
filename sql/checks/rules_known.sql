-- check: rules_known
-- severity: error
-- scope: article
-- rule: every rule_id of a fact is in dim_rule
-- remedy: list the rule in seeds/reference/rules_<stage>.csv, then run the load again
-- why: a fact whose rule nobody can look up cannot be explained

with used as (
    select 'fact_article' as table_name, rule_id from checked_fact_article
    union
    select 'fact_removed_span', rule_id from checked_fact_removed_span
    union
    select 'fact_related_link', rule_id from checked_fact_related_link
    union
    select 'fact_sentence', rule_id from checked_fact_sentence
    union
    select 'fact_quantity', rule_id from checked_fact_quantity
    union
    select 'fact_date_mention', rule_id from checked_fact_date_mention
    union
    select 'fact_entity_mention', rule_id from checked_fact_entity_mention
    union
    select 'fact_statement', rule_id from checked_fact_statement
    union
    select 'fact_statement_quantity', rule_id from checked_fact_statement_quantity
    union
    select 'fact_duplicate', rule_id from checked_fact_duplicate
)

select
    table_name,
    rule_id
from used
where rule_id not in (select rule_id from dim_rule)
