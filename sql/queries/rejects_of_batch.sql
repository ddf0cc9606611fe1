-- Rejects of batch: what a batch refused that no batch before it had.
-- grain: one row a file and reason
-- variables: batch_id

select
    f.uri,
    r.reason,
    count(*) as records
from etl_rejected_record as r
left join etl_source_file as f on r.source_file_id = f.source_file_id
where r.batch_id = getvariable('batch_id')
group by f.uri, r.reason
order by records desc, f.uri, r.reason
