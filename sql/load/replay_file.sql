-- Replay file: a file that is about to be read again from its beginning.
-- grain: rows of one file
-- variables: source_file_id
-- why: a better reader may find more records in it, so that all records get their numbers anew; all of them
--   come again, so that none loses its source

delete from article_source
where source_file_id = getvariable('source_file_id');
