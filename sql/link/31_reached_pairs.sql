-- Reached pairs: the pairs that the clusters are made of.
-- grain: one row a pair
-- reads: reached_article, duplicate_pair

select
    p.left_article_id as "left",
    p.right_article_id as "right",
    p.relation,
    p.similarity,
    p.rule_id
from duplicate_pair as p
semi join reached_article as r on p.left_article_id = r.article_id
order by all
