-- Drop: pairs that met in a band which so many share by now that only its first published are compared with all.
-- grain: rows that go
-- reads: staged_pair (left, right), duplicate_pair
-- leaves: touched_article
-- why: what is paired must not depend on which articles came first

insert into touched_article
select "left" from staged_pair
union
select "right" from staged_pair;

delete from duplicate_pair
where (left_article_id, right_article_id) in (select ("left", "right") from staged_pair);
