-- Quality by night: what the loads of one night brought, beside the nights before.
-- grain: one row per day (Asia/Jakarta) on which a batch began; a load that was killed and repeated is one night
-- columns: commented below
-- why: batch_quality has each attempt; whoever watches the archive asks how last night was

create or replace view quality_by_night as
with night as (
    select
        timezone('Asia/Jakarta', started_at)::date as night_on,
        count(*) as batches,
        count(*) filter (where status in ('failed', 'crashed')) as batches_failed,
        sum(records_in) filter (where status = 'published')::bigint as records_in,
        sum(records_loaded) filter (where status = 'published')::bigint as records_loaded,
        sum(records_rejected) filter (where status = 'published')::bigint as records_rejected,
        sum(articles)::bigint as articles,
        sum(share_in_other_languages * articles) as in_other_languages,
        sum(share_undated * articles) as undated,
        sum(share_without_outlet * articles) as without_outlet,
        sum(share_without_body * articles) as without_body,
        sum(failed_errors)::bigint as failed_errors,
        sum(failed_warnings)::bigint as failed_warnings
    from batch_quality
    group by night_on
),

reasons as (
    select
        timezone('Asia/Jakarta', b.started_at)::date as night_on,
        mode(r.reason) as commonest_reason
    from etl_rejected_record as r
    inner join etl_batch as b on r.batch_id = b.batch_id
    group by all
)

select
    n.night_on,
    n.batches,
    n.batches_failed,
    coalesce(n.records_in, 0) as records_in,
    coalesce(n.records_loaded, 0) as records_loaded,
    coalesce(n.records_rejected, 0) as records_rejected,
    n.records_rejected / nullif(n.records_in, 0) as share_rejected,
    r.commonest_reason,
    median(n.records_in) over (order by n.night_on rows between 14 preceding and 1 preceding) as usual_records_in,
    n.articles,
    n.in_other_languages / nullif(n.articles, 0) as share_in_other_languages,
    n.undated / nullif(n.articles, 0) as share_undated,
    n.without_outlet / nullif(n.articles, 0) as share_without_outlet,
    n.without_body / nullif(n.articles, 0) as share_without_body,
    n.failed_errors,
    n.failed_warnings
from night as n
left join reasons as r on n.night_on = r.night_on
order by n.night_on desc;

comment on view quality_by_night is 'The loads of one night and the quality of what they brought, the newest first.';
comment on column quality_by_night.night_on is 'Day on which the loads began (Asia/Jakarta).';
comment on column quality_by_night.batches is 'Batches, failed ones included.';
comment on column quality_by_night.batches_failed is 'Batches that failed or crashed; their rows were never published.';
comment on column quality_by_night.records_in is 'Records read by the published batches.';
comment on column quality_by_night.records_loaded is 'Records that brought a new article or version.';
comment on column quality_by_night.records_rejected is 'Records refused.';
comment on column quality_by_night.share_rejected is 'Those as a share of the records read, 0 to 1.';
comment on column quality_by_night.commonest_reason is 'Reason code that most records were refused for (etl_rejected_record).';
comment on column quality_by_night.usual_records_in is 'Records read in a night, median of the 14 nights with loads before it.';
comment on column quality_by_night.articles is
'Articles whose current facts these batches derived; later batches take articles over, so old nights shrink.';
comment on column quality_by_night.share_in_other_languages is 'Share of them not in Indonesian, 0 to 1.';
comment on column quality_by_night.share_undated is 'Share of them without a day of publication, 0 to 1.';
comment on column quality_by_night.share_without_outlet is 'Share of them without an outlet, 0 to 1.';
comment on column quality_by_night.share_without_body is 'Share of them of which cleaning left nothing, 0 to 1.';
comment on column quality_by_night.failed_errors is 'Checks of severity error that found rows.';
comment on column quality_by_night.failed_warnings is 'Checks of severity warn that found rows.';
