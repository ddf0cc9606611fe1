-- Forgotten facts: that an article had facts and has none any more, nothing of what they said.
-- grain: one row an article and fact table in fact_change
-- reads: forgotten_article, comparable tables; variable batch_id
-- why: what changed before is content too, so the article's earlier changes go

delete from fact_change
where article_id in (select article_id from forgotten_article);

insert into fact_change by name
with facts as (
    select article_id, 'fact_article' as table_name from fact_article
    union
    select article_id, 'fact_removed_span' from fact_removed_span
    union
    select article_id, 'fact_related_link' from fact_related_link
    union
    select article_id, 'fact_sentence' from fact_sentence
    union
    select article_id, 'fact_quantity' from fact_quantity
    union
    select article_id, 'fact_date_mention' from fact_date_mention
    union
    select article_id, 'fact_entity_mention' from fact_entity_mention
    union
    select article_id, 'fact_statement' from fact_statement
    union
    select article_id, 'fact_statement_quantity' from fact_statement_quantity
)

select
    fact_key('forget|' || getvariable('batch_id') || '|' || table_name || '|' || article_id) as change_id,
    article_id,
    table_name,
    'lost' as change,
    'forget' as reason,
    getvariable('batch_id')::integer as batch_id
from facts
where article_id in (select article_id from forgotten_article);
