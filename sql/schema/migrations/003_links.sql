-- From schema 2 to 3: how a link was matched; from whom an article copied.
-- why: signatures and pairs are new tables; the next load makes them for all articles that have none

alter table fact_related_link add column if not exists match_rule_id varchar;
alter table fact_duplicate add column if not exists copied_from_article_id varchar;
alter table fact_duplicate add column if not exists copied_rule_id varchar;
