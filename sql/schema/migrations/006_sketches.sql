-- From schema 5 to 6: signatures hold a sketch, by which candidates are judged before their texts are read.
-- why: signatures are of another algorithm then; the next load makes them again

alter table if exists article_signature add column if not exists sketch utinyint [];
alter table if exists article_signature add column if not exists fact_sketch utinyint [];
