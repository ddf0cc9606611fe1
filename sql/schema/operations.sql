-- Operations: what was loaded, when, with what outcome, and what had to stay outside.
-- grain: stated with each table
-- why: a run that nobody watched must be able to explain itself afterwards

create table if not exists warehouse_version (
    schema_version integer not null,
    product_version varchar not null,
    least_duckdb_version varchar not null,
    since_at timestamptz not null
);
comment on table warehouse_version is 'The schema that this file follows; one row.';
comment on column warehouse_version.schema_version is 'Number of the schema; raised by every migration.';
comment on column warehouse_version.product_version is 'Version of Saring that created or last migrated the file.';
comment on column warehouse_version.least_duckdb_version is 'Oldest DuckDB that opens the file.';
comment on column warehouse_version.since_at is 'When the file was created or last migrated.';

create table if not exists etl_batch (
    batch_id integer not null,
    flow varchar not null,
    status varchar not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    rules_version varchar not null,
    learned_version varchar,
    product_version varchar not null,
    records_in bigint not null,
    records_loaded bigint not null,
    records_unchanged bigint not null,
    records_rejected bigint not null,
    note varchar
);
comment on table etl_batch is 'One load.';
comment on column etl_batch.batch_id is 'Number of the batch, counted up from 1.';
comment on column etl_batch.flow is 'What ran: ingest, nightly, backfill, rebuild, learn, forget …';
comment on column etl_batch.status is
'running, loaded (not yet published), published, failed (stopped by an error or a check) or crashed (its process was ended). The rows of a failed or crashed batch were never published.';
comment on column etl_batch.started_at is 'When the batch began.';
comment on column etl_batch.finished_at is 'When the batch ended; null while it runs and where it crashed.';
comment on column etl_batch.rules_version is 'Rules and code that derived the facts.';
comment on column etl_batch.learned_version is 'Frozen set of what the corpus taught; null where none was used.';
comment on column etl_batch.product_version is 'Version of Saring.';
comment on column etl_batch.records_in is 'Records read from the files, good and bad.';
comment on column etl_batch.records_loaded is 'Records that brought a new article or a new version of one.';
comment on column etl_batch.records_unchanged is 'Records whose article version was known already.';
comment on column etl_batch.records_rejected is 'Records in etl_rejected_record.';
comment on column etl_batch.note is 'Why a batch failed, in words.';

create table if not exists etl_source_file (
    source_file_id varchar not null,
    uri varchar not null,
    sha256 varchar not null,
    bytes bigint not null,
    records bigint,
    dump_name varchar,
    first_batch_id integer not null,
    last_batch_id integer not null,
    status varchar not null,
    file_tag varchar
);
comment on table etl_source_file is 'One input file with one content; a file that changes becomes another row.';
comment on column etl_source_file.source_file_id is 'Hash of uri and sha256, 16 hexadecimal digits.';
comment on column etl_source_file.uri is 'Where the file was read from.';
comment on column etl_source_file.sha256 is 'Digest of its bytes.';
comment on column etl_source_file.bytes is 'Size in bytes, as stored (compressed if it is).';
comment on column etl_source_file.records is 'Records in it, good and bad; null until it was read to its end.';
comment on column etl_source_file.dump_name is 'Name of the delivery that it belongs to, if any.';
comment on column etl_source_file.first_batch_id is 'Batch that read it first.';
comment on column etl_source_file.last_batch_id is 'Batch that read it last.';
comment on column etl_source_file.status is 'reading (a backfill goes on with it), loaded (read to its end), partial (only articles of some days were asked for) or failed (broke off; its records up to there are loaded).';
comment on column etl_source_file.file_tag is 'What the file system said of it: size and time of change, or the store''s tag of its content. A loaded file of the same address and tag is not read again; null: nothing told.';

create table if not exists etl_source_file_batch (
    source_file_id varchar not null,
    batch_id integer not null,
    records_in bigint,
    records_loaded bigint not null,
    records_unchanged bigint not null,
    records_rejected bigint not null
);
comment on table etl_source_file_batch is 'One input file in one batch: where its records went.';
comment on column etl_source_file_batch.source_file_id is 'The file (etl_source_file).';
comment on column etl_source_file_batch.batch_id is 'The batch (etl_batch).';
comment on column etl_source_file_batch.records_in is 'Records that the reader counted; null until the file was read to its end.';
comment on column etl_source_file_batch.records_loaded is 'Records that brought a new article version.';
comment on column etl_source_file_batch.records_unchanged is 'Records whose article version was known already.';
comment on column etl_source_file_batch.records_rejected is 'Records rejected, those known from earlier batches included.';

create table if not exists etl_rejected_record (
    rejected_record_id ubigint not null,
    source_file_id varchar not null,
    record_no bigint not null,
    position varchar not null,
    stage varchar not null,
    reason varchar not null,
    detail varchar,
    original blob,
    batch_id integer not null,
    replayed_batch_id integer
);
comment on table etl_rejected_record is 'One record that was not loaded, kept so that it can be replayed.';
comment on column etl_rejected_record.rejected_record_id is 'Hash of file, record number, stage and reason; key of the table.';
comment on column etl_rejected_record.source_file_id is 'The file (etl_source_file).';
comment on column etl_rejected_record.record_no is 'Number of the record in its file, from 0, in reading order.';
comment on column etl_rejected_record.position is 'The place in words: line, row, member of an archive.';
comment on column etl_rejected_record.stage is 'Stage that refused it.';
comment on column etl_rejected_record.reason is 'Reason code (seeds/reference/reject_reasons.csv).';
comment on column etl_rejected_record.detail is 'The reason in words, with what was found and what to do.';
comment on column etl_rejected_record.original is
'The bytes of the record as they stand in the file; those of UTF-16 and UTF-32 as UTF-8, where what cannot be decoded stands in hexadecimal digits between bytes 0x81.';
comment on column etl_rejected_record.batch_id is 'Batch that rejected it first.';
comment on column etl_rejected_record.replayed_batch_id is 'Batch that took it again and refused it no more; null while it stays outside.';

create table if not exists etl_check_result (
    batch_id integer,
    check_name varchar not null,
    severity varchar not null,
    failing_rows bigint not null,
    sample json,
    wall_seconds double not null,
    checked_at timestamptz not null
);
comment on table etl_check_result is 'One check of one batch; the checks are the files of sql/checks.';
comment on column etl_check_result.batch_id is 'The batch checked; null for a check of everything.';
comment on column etl_check_result.check_name is 'Name of the check, that of its file.';
comment on column etl_check_result.severity is 'error (stops publishing) or warn (reports).';
comment on column etl_check_result.failing_rows is 'Rows that break the rule; 0 is a pass.';
comment on column etl_check_result.sample is 'Up to five of those rows.';
comment on column etl_check_result.wall_seconds is 'Seconds that the check took.';
comment on column etl_check_result.checked_at is 'When it ran.';

create table if not exists etl_tombstone (
    scope varchar not null,
    value varchar not null,
    reason varchar,
    batch_id integer not null,
    created_at timestamptz not null
);
comment on table etl_tombstone is 'What was removed on demand and must not be loaded again.';
comment on column etl_tombstone.scope is 'article (value = article_id) or outlet (value = outlet_id).';
comment on column etl_tombstone.value is 'Whose records are refused.';
comment on column etl_tombstone.reason is 'Why, as the operator gave it.';
comment on column etl_tombstone.batch_id is 'Batch that removed it.';
comment on column etl_tombstone.created_at is 'When it was removed.';

create table if not exists fact_change (
    change_id ubigint not null,
    article_id varchar not null,
    table_name varchar not null,
    change varchar not null,
    key_before varchar,
    key_after varchar,
    before json,
    after json,
    rule_id_before varchar,
    rule_id_after varchar,
    reason varchar not null,
    rules_version_before varchar,
    rules_version_after varchar,
    learned_version_before varchar,
    learned_version_after varchar,
    batch_id integer not null
);
comment on table fact_change is
'One fact gained, lost or altered after it was first published. Facts that merely moved within the text, or that another rule now finds, are no change.';
comment on column fact_change.change_id is 'Hash of batch, table and keys.';
comment on column fact_change.article_id is 'The article.';
comment on column fact_change.table_name is 'The fact table.';
comment on column fact_change.change is 'gained, lost or altered (same place, other content).';
comment on column fact_change.key_before is 'Key of the fact before; null if gained.';
comment on column fact_change.key_after is 'Key of the fact after; null if lost.';
comment on column fact_change.before is 'The fact before.';
comment on column fact_change.after is 'The fact after.';
comment on column fact_change.rule_id_before is 'Rule that had found it.';
comment on column fact_change.rule_id_after is 'Rule that finds it now.';
comment on column fact_change.reason is 'revision (the publisher changed the article), rebuild (rules or learned knowledge changed), correction or forget.';
comment on column fact_change.rules_version_before is 'Rules that had derived it.';
comment on column fact_change.rules_version_after is 'Rules that derive it now.';
comment on column fact_change.learned_version_before is 'Learned set before.';
comment on column fact_change.learned_version_after is 'Learned set now.';
comment on column fact_change.batch_id is 'Batch that brought the change.';
