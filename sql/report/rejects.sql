-- Rejects: why records of these batches are still outside, with one of each kind.
-- grain: one row per reason
-- reads: report_batch

select
    r.reason,
    count(*) as records,
    count(distinct r.source_file_id) as files,
    arg_min(f.uri, r.rejected_record_id) as example_uri,
    arg_min(r.position, r.rejected_record_id) as example_position,
    arg_min(r.detail, r.rejected_record_id) as example_detail,
    min(r.rejected_record_id)::varchar as example_id
from etl_rejected_record as r
inner join report_batch as b on r.batch_id = b.batch_id
left join etl_source_file as f on r.source_file_id = f.source_file_id
where r.replayed_batch_id is null
group by r.reason
order by records desc, r.reason
