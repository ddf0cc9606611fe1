-- Source file: an input file that is about to be read, and its part in the batch.
-- grain: one row a file and content (etl_source_file), one a file and batch (etl_source_file_batch)
-- reads: staged_source_file (uri, sha256, bytes, dump_name, file_tag); variable batch_id
-- safe to run twice: a file that is there only notes the batch

create or replace temp table arriving_file as
select
    left(md5(uri || '|' || sha256), 16) as source_file_id,
    *
from staged_source_file;

update etl_source_file as f
set
    last_batch_id = getvariable('batch_id'),
    file_tag = a.file_tag
from arriving_file as a
where f.source_file_id = a.source_file_id;

insert into etl_source_file by name
select
    a.source_file_id,
    a.uri,
    a.sha256,
    a.bytes,
    a.dump_name,
    getvariable('batch_id')::integer as first_batch_id,
    getvariable('batch_id')::integer as last_batch_id,
    'reading' as status,
    a.file_tag
from arriving_file as a
anti join etl_source_file as f on a.source_file_id = f.source_file_id;

insert into etl_source_file_batch by name
select
    a.source_file_id,
    getvariable('batch_id')::integer as batch_id,
    0 as records_loaded,
    0 as records_unchanged,
    0 as records_rejected
from arriving_file as a
anti join etl_source_file_batch as b
    on a.source_file_id = b.source_file_id and b.batch_id = getvariable('batch_id');
