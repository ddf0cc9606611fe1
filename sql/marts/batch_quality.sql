-- Batch quality: each load with its shares, beside the loads before it.
-- grain: one row per batch
-- columns: commented below
-- why: a night that differs from the nights before it is looked at first

create or replace view batch_quality as
with articles as (
    select
        batch_id,
        count(*) as articles,
        count(*) filter (where language is distinct from 'id') as in_other_languages,
        count(*) filter (where published_on is null) as undated,
        count(*) filter (where outlet_id is null) as without_outlet,
        count(*) filter (where body = '') as without_body
    from fact_article
    group by batch_id
),

checks as (
    select
        batch_id,
        count(*) filter (where severity = 'error' and failing_rows > 0) as failed_errors,
        count(*) filter (where severity = 'warn' and failing_rows > 0) as failed_warnings
    from etl_check_result
    group by batch_id
)

select
    b.batch_id,
    b.flow,
    b.status,
    b.started_at,
    date_diff('millisecond', b.started_at, b.finished_at) / 1000.0 as wall_seconds,
    b.records_in,
    b.records_loaded,
    b.records_rejected,
    b.records_rejected / nullif(b.records_in, 0) as share_rejected,
    avg(b.records_in) over (order by b.batch_id rows between 14 preceding and 1 preceding) as mean_records_before,
    coalesce(a.articles, 0) as articles,
    a.in_other_languages / a.articles as share_in_other_languages,
    a.undated / a.articles as share_undated,
    a.without_outlet / a.articles as share_without_outlet,
    a.without_body / a.articles as share_without_body,
    coalesce(c.failed_errors, 0) as failed_errors,
    coalesce(c.failed_warnings, 0) as failed_warnings,
    b.note
from etl_batch as b
left join articles as a on b.batch_id = a.batch_id
left join checks as c on b.batch_id = c.batch_id;

comment on view batch_quality is 'One load and the quality of what it brought.';
comment on column batch_quality.batch_id is 'The batch (etl_batch).';
comment on column batch_quality.flow is 'What ran.';
comment on column batch_quality.status is 'How it ended.';
comment on column batch_quality.started_at is 'When it began.';
comment on column batch_quality.wall_seconds is 'Seconds from begin to end of loading.';
comment on column batch_quality.records_in is 'Records read.';
comment on column batch_quality.records_loaded is 'Records that brought a new article or version.';
comment on column batch_quality.records_rejected is 'Records refused.';
comment on column batch_quality.share_rejected is 'Those as a share of the records read, 0 to 1.';
comment on column batch_quality.mean_records_before is 'Records read by the 14 batches before it, on average.';
comment on column batch_quality.articles is 'Articles whose current facts this batch derived; later batches take articles over.';
comment on column batch_quality.share_in_other_languages is 'Share of them not in Indonesian.';
comment on column batch_quality.share_undated is 'Share of them without a day of publication.';
comment on column batch_quality.share_without_outlet is 'Share of them without an outlet.';
comment on column batch_quality.share_without_body is 'Share of them of which cleaning left nothing.';
comment on column batch_quality.failed_errors is 'Checks of severity error that found rows.';
comment on column batch_quality.failed_warnings is 'Checks of severity warn that found rows.';
comment on column batch_quality.note is 'Why it failed, in words.';
