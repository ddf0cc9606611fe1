-- Known versions: which of the records' article versions the warehouse holds already.
-- grain: one row an article version asked for
-- reads: staged_version (article_id, content_hash)
-- why: known ones need no stage at all; forgotten ones must not come back

with asked as (
    select distinct
        article_id,
        content_hash
    from staged_version
)

select
    asked.article_id,
    asked.content_hash,
    raw_article.article_id is not null as is_known,
    asked.article_id in (select value from etl_tombstone where scope = 'article') as is_forgotten
from asked
left join raw_article
    on asked.article_id = raw_article.article_id and asked.content_hash = raw_article.content_hash;
