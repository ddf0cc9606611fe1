-- Raw shard: every version of the chosen articles (stale_article) whose ids lie in a range.
-- grain: one row an article version
-- variables: first_id (inclusive), end_id (exclusive; null: to the end)
-- why: a rebuild reads the corpus in parts; ids are evenly spread hashes, and all versions of an article
--   stand in the same part

select
    article_id,
    content_hash,
    record_id,
    url,
    title,
    published_raw,
    authors_raw,
    tags_raw,
    raw,
    extracted,
    metadata
from raw_article
where
    article_id in (select article_id from stale_article)
    and article_id >= getvariable('first_id')::varchar
    and (getvariable('end_id') is null or article_id < getvariable('end_id')::varchar)
order by article_id, content_hash
