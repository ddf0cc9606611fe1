-- Pairs: candidates that proved to be copies.
-- grain: one row a pair
-- reads: staged_copy (left, right, relation, similarity, jaccard, rule_id); variable batch_id

insert into duplicate_pair by name
select
    "left" as left_article_id,
    "right" as right_article_id,
    relation,
    similarity,
    jaccard,
    rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_copy;
