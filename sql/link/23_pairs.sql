-- Pairs: candidates whose wordings proved to be copies.
-- grain: one row a pair
-- reads: staged_copy (left, right, relation, similarity, jaccard, rule_id), candidate; variable batch_id

insert into duplicate_pair by name
with wordings as (
    select
        least(c.left_hash, c.right_hash) as one_hash,
        greatest(c.left_hash, c.right_hash) as other_hash,
        s.relation,
        s.similarity,
        s.jaccard,
        s.rule_id
    from staged_copy as s
    inner join candidate as c on s."left" = c.left_article_id and s."right" = c.right_article_id
)

select
    c.left_article_id,
    c.right_article_id,
    w.relation,
    w.similarity,
    w.jaccard,
    w.rule_id,
    getvariable('batch_id')::integer as batch_id
from candidate as c
inner join wordings as w
    on least(c.left_hash, c.right_hash) = w.one_hash and greatest(c.left_hash, c.right_hash) = w.other_hash;
