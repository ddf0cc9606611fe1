-- Current: which of the shard's versions are now the current ones of their articles.
-- grain: one row an article whose current version is in the shard
-- reads: shard_known, shard_version, shard_rank
-- leaves: shard_current (article_no, article_id, revision, was_there)
-- why: only the current version has facts; an older one that comes late adds to raw_article alone

create or replace temp table shard_current as
with present as (
    select article_id from fact_article
    where article_id in (select article_id from shard_known)
)

select
    v.article_no,
    v.article_id,
    v.content_hash,
    r.revision,
    f.article_id is not null as was_there
from shard_version as v
inner join shard_rank as r on v.article_id = r.article_id and v.content_hash = r.content_hash
left join present as f on v.article_id = f.article_id
where r.revision = r.version_count;
