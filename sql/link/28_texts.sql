-- Texts: the bodies of the pairs at hand.
-- grain: one row an article of a pair
-- reads: staged_pair (left, right), fact_article

select
    article_id,
    body
from fact_article
where article_id in (select "left" from staged_pair) or article_id in (select "right" from staged_pair)
order by article_id
