-- Exact: each further article of a wording beside the first published.
-- grain: one row a further article
-- reads: staged_holder (article_id), staged_exact (left, right); variable batch_id
-- leaves: renewed_article (now the first of its wording, and was not before)
-- why: pairs with the first, not of all with all, so that they grow with the articles

create or replace temp table renewed_article as
select
    p.left_article_id,
    p.right_article_id
from duplicate_pair as p
semi join staged_holder as l on p.left_article_id = l.article_id
semi join staged_holder as r on p.right_article_id = r.article_id
anti join staged_exact as e on p.left_article_id = e."left" and p.right_article_id = e."right"
where p.relation = 'exact';

insert into touched_article
select left_article_id from renewed_article
union
select right_article_id from renewed_article;

delete from duplicate_pair
where
    relation = 'exact'
    and (left_article_id, right_article_id) in (select (left_article_id, right_article_id) from renewed_article);

insert into duplicate_pair by name
select
    e."left" as left_article_id,
    e."right" as right_article_id,
    'exact' as relation,
    1.0 as similarity,
    1.0 as jaccard,
    'link:exact' as rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_exact as e
anti join duplicate_pair as p on e."left" = p.left_article_id and e."right" = p.right_article_id;
