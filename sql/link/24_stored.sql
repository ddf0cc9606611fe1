-- Stored: the pairs there are among the articles that meet.
-- grain: one row a pair
-- reads: staged_holder (article_id), duplicate_pair
-- columns: left, right, relation

select
    p.left_article_id as "left",
    p.right_article_id as "right",
    p.relation
from duplicate_pair as p
semi join staged_holder as l on p.left_article_id = l.article_id
semi join staged_holder as r on p.right_article_id = r.article_id
where p.relation <> 'exact'
