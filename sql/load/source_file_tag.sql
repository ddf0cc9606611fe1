-- Source file tag: a loaded file that was found again under another tag, its bytes being the same.
-- grain: one row a file
-- variables: uri, sha256, file_tag

update etl_source_file
set file_tag = getvariable('file_tag')
where uri = getvariable('uri') and sha256 = getvariable('sha256');
