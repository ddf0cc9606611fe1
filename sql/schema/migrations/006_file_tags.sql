-- From schema 5 to 6: what a file system says of a file, so that a known one need not be read again.

alter table etl_source_file add column if not exists file_tag varchar;
