-- From schema 5 to 6: what a file system says of a file, so that a known one need not be read again; signatures
-- hold a sketch, by which candidates are judged before their texts are read.
-- why: signatures are of another algorithm then; the next load makes them again

alter table etl_source_file add column if not exists file_tag varchar;
alter table if exists article_signature add column if not exists sketch utinyint [];
alter table if exists article_signature add column if not exists fact_sketch utinyint [];
