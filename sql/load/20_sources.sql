-- Sources: where each record of the shard stood, copies of known versions included.
-- grain: one row a record of a file (source_file_id, record_no)
-- reads: staged_source, shard_known, shard_version, shard_rank; variable batch_id
-- leaves: shard_first_source (the dump's own id of each article's first source)
-- why: record_id is that of the first source by file address, not of the one loaded first
-- safe to run twice: a record that is there is not inserted again

create or replace temp table shard_source as
select
    s.*,
    v.is_new is not null
    and v.is_new
    and row_number() over (
        partition by s.article_id, s.content_hash order by s.source_file_id, s.record_no
    ) = 1 as is_loaded
from staged_source as s
left join shard_version as v on s.article_id = v.article_id and s.content_hash = v.content_hash;

insert into article_source by name
select
    s.article_id,
    s.content_hash,
    r.revision,
    s.source_file_id,
    s.record_no,
    s.position,
    s.record_id,
    getvariable('batch_id')::integer as batch_id
from shard_source as s
inner join shard_rank as r on s.article_id = r.article_id and s.content_hash = r.content_hash
anti join article_source as a on s.source_file_id = a.source_file_id and s.record_no = a.record_no;

create or replace temp table shard_first_source as
with sources as (
    select
        a.article_id,
        a.record_id,
        a.revision,
        a.record_no,
        a.source_file_id
    from article_source as a
    semi join shard_known as k on a.article_id = k.article_id
    union all
    select
        s.article_id,
        s.record_id,
        r.revision,
        s.record_no,
        s.source_file_id
    from shard_source as s
    inner join shard_rank as r on s.article_id = r.article_id and s.content_hash = r.content_hash
    anti join shard_known as k on s.article_id = k.article_id
)

select
    s.article_id,
    s.record_id
from sources as s
inner join etl_source_file as f on s.source_file_id = f.source_file_id
qualify row_number() over (
    partition by s.article_id order by s.revision desc, s.record_id is null, f.uri, f.sha256, s.record_no
) = 1;

insert into etl_source_file_batch by name
select distinct
    s.source_file_id,
    getvariable('batch_id')::integer as batch_id,
    0 as records_loaded,
    0 as records_unchanged,
    0 as records_rejected
from shard_source as s
anti join etl_source_file_batch as b
    on s.source_file_id = b.source_file_id and b.batch_id = getvariable('batch_id');

update etl_source_file_batch
set
    records_loaded = etl_source_file_batch.records_loaded + c.loaded,
    records_unchanged = etl_source_file_batch.records_unchanged + c.unchanged
from (
    select
        source_file_id,
        count(*) filter (where is_loaded) as loaded,
        count(*) filter (where not is_loaded) as unchanged
    from shard_source
    group by source_file_id
) as c
where
    etl_source_file_batch.source_file_id = c.source_file_id
    and etl_source_file_batch.batch_id = getvariable('batch_id');
