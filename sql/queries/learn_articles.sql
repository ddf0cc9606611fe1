-- Learn articles: the current version of the articles that the learn step reads.
-- grain: one row an article
-- variables: most_articles_of_outlet
-- why: an outlet's templates show in some thousand of its articles; those with the least ids are taken, which
--   are hashes, so that the choice is even, bounded and the same whatever the order of loading

select
    r.article_id,
    r.content_hash,
    r.record_id,
    r.url,
    r.title,
    r.published_raw,
    r.authors_raw,
    r.tags_raw,
    r.raw,
    r.extracted
from fact_article as f
inner join raw_article as r on f.article_id = r.article_id and f.content_hash = r.content_hash
where f.language is null or f.language = 'id'
qualify
    row_number() over (partition by f.outlet_id order by f.article_id) <= getvariable('most_articles_of_outlet')::bigint
order by r.article_id
