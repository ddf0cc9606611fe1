-- Copies: what a further article of a wording was paired with while it was the first.
-- grain: rows that go
-- reads: staged_later (article_id), duplicate_pair
-- leaves: touched_article
-- why: a wording is compared once, by its first article

insert into touched_article
select p.left_article_id from duplicate_pair as p
where
    p.relation <> 'exact'
    and (p.left_article_id in (from staged_later) or p.right_article_id in (from staged_later))
union
select p.right_article_id from duplicate_pair as p
where
    p.relation <> 'exact'
    and (p.left_article_id in (from staged_later) or p.right_article_id in (from staged_later));

delete from duplicate_pair
where
    relation <> 'exact'
    and (left_article_id in (from staged_later) or right_article_id in (from staged_later));
