-- Pending: articles without a signature of their present version, and signatures without their article.
-- grain: one row an article
-- reads: fact_article, article_signature; variable algorithm
-- leaves: pending_article (to be signed and compared), touched_article (whose clusters must be made again)
-- why: whatever came, changed, was rebuilt or was forgotten since the last batch shows here, however it came about

create or replace temp table pending_article as
select
    a.article_id,
    s.article_id is not null as was_signed
from fact_article as a
left join article_signature as s on a.article_id = s.article_id
where
    s.article_id is null
    or s.batch_id <> a.batch_id
    or s.algorithm <> getvariable('algorithm');

create or replace temp table touched_article as
select article_id from pending_article
where was_signed
union
select s.article_id
from article_signature as s
anti join fact_article as a on s.article_id = a.article_id;

-- both ends of a pair that goes: the one that stays may have to find another cluster
insert into touched_article
select p.right_article_id
from duplicate_pair as p
semi join touched_article as t on p.left_article_id = t.article_id
union
select p.left_article_id
from duplicate_pair as p
semi join touched_article as t on p.right_article_id = t.article_id;

create or replace temp table leaving_article as
select article_id from pending_article
where was_signed
union
select s.article_id
from article_signature as s
anti join fact_article as a on s.article_id = a.article_id;

delete from article_signature where article_id in (select article_id from leaving_article);

delete from duplicate_pair
where
    left_article_id in (select article_id from leaving_article)
    or right_article_id in (select article_id from leaving_article);

delete from fact_duplicate where article_id in (select article_id from leaving_article);
