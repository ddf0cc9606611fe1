-- Reached articles: what puts the articles of a cluster in order, and where a credit is looked for.
-- grain: one row an article that has a pair
-- reads: reached_article, duplicate_pair, fact_article

select
    a.article_id,
    a.outlet_id,
    a.published_on,
    a.published_at,
    a.text
from fact_article as a
where
    a.article_id in (
        select p.left_article_id from duplicate_pair as p
        semi join reached_article as r on p.left_article_id = r.article_id
        union
        select p.right_article_id from duplicate_pair as p
        semi join reached_article as r on p.right_article_id = r.article_id
    )
order by a.article_id
