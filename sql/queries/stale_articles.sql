-- Stale articles: those that a rebuild derives again.
-- grain: one row an article
-- variables: rules_version, learned_version, everything
-- leaves: stale_article

create or replace temp table stale_article as
select article_id
from fact_article
where
    getvariable('everything')
    or rules_version <> getvariable('rules_version')
    or learned_version is distinct from getvariable('learned_version')::varchar;
