-- check: current_version
-- severity: error
-- scope: article
-- rule: revisions count from 1 without gaps by time stamp, then content hash; the facts are those of the last
-- remedy: run saring rebuild --all; if it stays so: saring rollback
-- why: the version shown must not depend on the order in which files came

with versions as (
    select
        article_id,
        content_hash,
        revision,
        row_number() over (
            partition by article_id order by published_at asc nulls first, content_hash asc
        ) as expected_revision,
        count(*) over (partition by article_id) as version_count
    from raw_article
    where article_id in (select article_id from checked_raw_article)
)

select
    v.article_id,
    v.content_hash,
    v.revision,
    v.expected_revision,
    f.revision as fact_revision
from versions as v
left join fact_article as f on v.article_id = f.article_id
where
    v.revision <> v.expected_revision
    or (v.revision = v.version_count and f.content_hash is distinct from v.content_hash)
