-- Learn articles: the current version of the articles that the learn step reads.
-- grain: one row an article
-- variables: most_articles_of_outlet, most_articles
-- why: an outlet's templates show in some thousand of its articles; those with the least ids are taken, which
--   are hashes, so that the choice is even, bounded and the same whatever the order of loading. Where that is still too
--   much, every outlet keeps as many as any other before one has more

with numbered as (
    select
        article_id,
        content_hash,
        row_number() over (partition by outlet_id order by article_id) as number_of_outlet
    from fact_article
    where language is null or language = 'id'
),

chosen as (
    select
        article_id,
        content_hash
    from numbered
    where number_of_outlet <= getvariable('most_articles_of_outlet')::bigint
    order by number_of_outlet, article_id
    limit getvariable('most_articles')
)

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
from chosen as c
inner join raw_article as r on c.article_id = r.article_id and c.content_hash = r.content_hash
order by r.article_id
