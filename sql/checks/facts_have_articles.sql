-- check: facts_have_articles
-- severity: error
-- scope: whole
-- rule: every fact belongs to an article that is there, and was derived in the same batch as it
-- remedy: run saring rebuild --all; if it stays so: saring rollback
-- why: facts are replaced article by article, so a stray row of an earlier version would show here

with facts as (
    select 'fact_removed_span' as table_name, article_id, batch_id from fact_removed_span
    union
    select 'fact_related_link', article_id, batch_id from fact_related_link
    union
    select 'fact_sentence', article_id, batch_id from fact_sentence
    union
    select 'fact_quantity', article_id, batch_id from fact_quantity
    union
    select 'fact_date_mention', article_id, batch_id from fact_date_mention
    union
    select 'fact_entity_mention', article_id, batch_id from fact_entity_mention
    union
    select 'fact_statement', article_id, batch_id from fact_statement
    union
    select 'fact_statement_quantity', article_id, batch_id from fact_statement_quantity
)

select
    f.table_name,
    f.article_id,
    f.batch_id,
    a.batch_id as article_batch_id
from facts as f
left join fact_article as a on f.article_id = a.article_id
where a.batch_id is distinct from f.batch_id
