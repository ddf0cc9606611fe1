-- check: values_known
-- severity: error
-- scope: article
-- rule: enumerations are closed
-- why: a query that lists the kinds must not miss one

with listed as (
    select 'fact_removed_span' as table_name, 'kind' as column_name, kind as value from checked_fact_removed_span
    union
    select 'fact_quantity', 'precision', precision from checked_fact_quantity
    union
    select 'fact_quantity', 'kind', kind from checked_fact_quantity
    union
    select 'fact_date_mention', 'granularity', granularity from checked_fact_date_mention
    union
    select 'fact_date_mention', 'anchor', anchor from checked_fact_date_mention
    union
    select 'fact_entity_mention', 'entity_type', entity_type from checked_fact_entity_mention
    union
    select 'fact_statement', 'stance', stance from checked_fact_statement
    union
    select 'fact_statement', 'form', form from checked_fact_statement
    union
    select 'fact_article', 'published_basis', published_basis from checked_fact_article where published_basis is not null
    union
    select 'fact_duplicate', 'relation', relation from checked_fact_duplicate
    union
    select 'fact_change', 'reason', reason from checked_fact_change
    union
    select 'fact_change', 'change', change from checked_fact_change
    union
    select 'etl_batch', 'status', status from checked_etl_batch
),

allowed as (
    select
        'kind' as column_name,
        'fact_removed_span' as table_name,
        [
            'title', 'dateline', 'byline', 'stamp', 'related_link', 'promo', 'caption', 'navigation', 'tags', 'ad', 'legal'
        ] as allowed_values
    union all
    select 'precision', 'fact_quantity', ['exact', 'about', 'at_least', 'at_most', 'range', 'vague']
    union all
    select
        'kind',
        'fact_quantity',
        [
            'count', 'money', 'percent', 'duration', 'age', 'length', 'area', 'weight', 'speed', 'temperature', 'other'
        ]
    union all
    select
        'granularity',
        'fact_date_mention',
        ['minute', 'hour', 'day', 'week', 'month', 'quarter', 'semester', 'year', 'decade', 'span']
    union all
    select 'anchor', 'fact_date_mention', ['absolute', 'published', 'context', 'unresolved']
    union all
    select 'entity_type', 'fact_entity_mention', ['PER', 'ORG', 'LOC']
    union all
    select
        'stance', 'fact_statement', ['assert', 'deny', 'confirm', 'doubt', 'concern', 'demand', 'intend', 'judge']
    union all
    select 'form', 'fact_statement', ['direct', 'indirect', 'mixed']
    union all
    select 'published_basis', 'fact_article', ['metadata', 'text', 'url']
    union all
    select 'relation', 'fact_duplicate', ['exact', 'near', 'rewrite']
    union all
    select 'reason', 'fact_change', ['revision', 'rebuild', 'correction', 'forget']
    union all
    select 'change', 'fact_change', ['gained', 'lost', 'altered']
    union all
    select 'status', 'etl_batch', ['running', 'loaded', 'published', 'failed', 'crashed']
)

select
    l.table_name,
    l.column_name,
    l.value
from listed as l
left join allowed as a on l.table_name = a.table_name and l.column_name = a.column_name
where not coalesce(list_contains(a.allowed_values, l.value), false)
