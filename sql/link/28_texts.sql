-- Texts: the bodies of the pairs at hand, and what judges them beside their wording.
-- grain: one row an article of a pair
-- reads: staged_pair (left, right), fact_article
-- columns: site is the host of the address, null without one

select
    article_id,
    body,
    title,
    regexp_extract(url, '^https?://(?:www\.|m\.)?([^/]+)', 1) as site
from fact_article
where
    article_id in (
        select "left" from staged_pair
        union
        select "right" from staged_pair
    )
order by article_id
