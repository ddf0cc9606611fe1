-- Files: what each input file brought, those with refused records first.
-- grain: one row per file
-- reads: report_batch

select
    f.uri,
    f.bytes,
    f.status,
    sum(coalesce(s.records_loaded, 0) + coalesce(s.records_unchanged, 0) + coalesce(s.records_rejected, 0))::bigint
        as records_in,
    sum(s.records_loaded)::bigint as records_loaded,
    sum(s.records_unchanged)::bigint as records_unchanged,
    sum(s.records_rejected)::bigint as records_rejected
from etl_source_file_batch as s
inner join report_batch as b on s.batch_id = b.batch_id
inner join etl_source_file as f on s.source_file_id = f.source_file_id
group by f.source_file_id, f.uri, f.bytes, f.status
order by records_rejected desc, records_in desc, f.uri
