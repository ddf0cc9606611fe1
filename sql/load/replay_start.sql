-- Replay start: rejected records that are about to be taken again.
-- grain: one row a record
-- variables: batch_id, source_file_id
-- reads: staged_replay (rejected_record_id)
-- why: marked first; what is refused again loses its mark (rejects)

update etl_rejected_record
set replayed_batch_id = getvariable('batch_id')
where rejected_record_id in (select rejected_record_id from staged_replay);
