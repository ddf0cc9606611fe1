-- Stale counts: how many article versions a rebuild reads, and how many articles it passes over.
-- grain: one row
-- reads: stale_article

select
    (select count(*) from raw_article where article_id in (select article_id from stale_article)) as versions,
    (select count(*) from fact_article) - (select count(*) from stale_article) as passed_over
