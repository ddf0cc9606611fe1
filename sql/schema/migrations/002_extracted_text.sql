-- From schema 1 to 2: the text extracted from a page beside its source; the rules behind a changed fact.
-- why: a rebuild must not depend on the extractor's version; a rebuild's impact is read by rule

alter table raw_article add column if not exists extracted varchar;
alter table fact_change add column if not exists rule_id_before varchar;
alter table fact_change add column if not exists rule_id_after varchar;
