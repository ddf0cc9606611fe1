-- Versions: every version of an article in the shard; the new ones go to raw_article.
-- grain: one row an article version (article_id, content_hash)
-- reads: staged_raw, staged_article, staged_source; variable batch_id
-- leaves: shard_known (the versions that were there of all its articles), shard_version (those whose facts come),
--   shard_rank (all of them, with their revision)
-- why: revision is the rank by publisher's time stamp, then content hash, so that it does not depend
--   on the order of loading; a late version therefore moves the numbers of others. What was there is looked up once: the
--   tables may hold a hundred times as many articles as the shard, nearly all of which are new.
-- safe to run twice: a version that is there is not inserted again

create or replace temp table shard_known as
select
    article_id,
    content_hash,
    published_at
from raw_article
where article_id in (
    select article_id from staged_raw
    union
    select article_id from staged_source
);

create or replace temp table shard_version as
with stamped as (
    select
        s.article_no,
        s.article_id,
        s.content_hash,
        coalesce(a.published_at, a.published_on::timestamptz) as published_at
    from staged_raw as s
    inner join staged_article as a on s.article_no = a.article_no
    qualify row_number() over (partition by s.article_id, s.content_hash order by s.article_no) = 1
)

select
    stamped.article_no,
    stamped.article_id,
    stamped.content_hash,
    stamped.published_at,
    known.article_id is null as is_new
from stamped
left join shard_known as known
    on stamped.article_id = known.article_id and stamped.content_hash = known.content_hash;

create or replace temp table shard_rank as
with versions as (
    select k.*
    from shard_known as k
    anti join shard_version as v on k.article_id = v.article_id and k.content_hash = v.content_hash
    union all
    select
        article_id,
        content_hash,
        published_at
    from shard_version
)

select
    article_id,
    content_hash,
    published_at,
    (row_number() over by_age)::integer as revision,
    count(*) over (partition by article_id) as version_count
from versions
window by_age as (partition by article_id order by published_at asc nulls first, content_hash asc);

create or replace temp table shard_renumbered as
select * from shard_rank
where article_id in (select article_id from shard_known);

insert into raw_article by name
select
    v.article_id,
    v.content_hash,
    r.revision,
    s.raw,
    s.extracted,
    s.record_id,
    s.url,
    s.title,
    s.published_raw,
    s.authors_raw,
    s.tags_raw,
    s.metadata,
    v.published_at,
    getvariable('batch_id')::integer as first_batch_id
from shard_version as v
inner join shard_rank as r on v.article_id = r.article_id and v.content_hash = r.content_hash
inner join staged_raw as s on v.article_no = s.article_no
where v.is_new;

update raw_article
set
    published_at = r.published_at,
    revision = r.revision
from shard_renumbered as r
where
    raw_article.article_id = r.article_id
    and raw_article.content_hash = r.content_hash
    and (raw_article.revision <> r.revision or raw_article.published_at is distinct from r.published_at);

update article_source
set revision = r.revision
from shard_renumbered as r
where
    article_source.article_id = r.article_id
    and article_source.content_hash = r.content_hash
    and article_source.revision <> r.revision;

update fact_article
set revision = r.revision
from shard_renumbered as r
where
    fact_article.article_id = r.article_id
    and fact_article.content_hash = r.content_hash
    and fact_article.revision <> r.revision;
