-- From schema 4 to 5: rejected records that were loaded after all are marked, not removed.

alter table etl_rejected_record add column if not exists replayed_batch_id integer;
