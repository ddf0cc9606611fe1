-- Source file end: how many records the reader counted.
-- grain: one row a file and batch
-- variables: source_file_id, batch_id, records (in this batch), file_records (in the file; null: the same), status

update etl_source_file
set
    records = coalesce(getvariable('file_records'), getvariable('records'))::bigint,
    status = getvariable('status')
where source_file_id = getvariable('source_file_id');

update etl_source_file_batch
set records_in = getvariable('records')
where source_file_id = getvariable('source_file_id') and batch_id = getvariable('batch_id');
