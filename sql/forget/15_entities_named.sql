-- Entities named: learned ones that the articles to forget name.
-- grain: one row an entity
-- reads: forgotten_article
-- leaves: released_by_forget

create or replace temp table released_by_forget as
select entity_id from fact_entity_mention
where article_id in (select article_id from forgotten_article)
union
select speaker_entity_id from fact_statement
where speaker_entity_id is not null and article_id in (select article_id from forgotten_article);
