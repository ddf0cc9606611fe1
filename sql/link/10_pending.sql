-- Pending: articles that came or changed in this batch, and signatures without their article.
-- grain: one row an article
-- reads: fact_article, article_signature, replaced_signature; variables algorithm, batch_id
-- leaves: pending_article (to be compared), unsigned_article (of these, to be signed first), leaving_article (gone or
--   changed), replaced_signature (as they were), touched_article (whose clusters must be made again)
-- why: whatever came, changed, was rebuilt or was forgotten since the last batch shows here, however it came about

create temp table if not exists replaced_signature as
select * from article_signature
where false;

create or replace temp table unsigned_article as
select a.article_id
from fact_article as a
left join article_signature as s
    on a.article_id = s.article_id and a.batch_id = s.batch_id and s.algorithm = getvariable('algorithm')
where s.article_id is null;

create or replace temp table pending_article as
select article_id from unsigned_article
union
select article_id from article_signature
where batch_id = getvariable('batch_id');

-- whatever a table of this step still names although the article is gone
create or replace temp table gone_article as
with named as (
    select article_id from article_signature
    union
    select left_article_id from duplicate_pair
    union
    select right_article_id from duplicate_pair
    union
    select article_id from fact_duplicate
    union
    select first_article_id from fact_duplicate
    union
    select linked_article_id from fact_related_link
    where linked_article_id is not null
)

select n.article_id
from named as n
anti join fact_article as a on n.article_id = a.article_id;

insert into replaced_signature
select * from article_signature
where
    article_id in (select article_id from unsigned_article)
    or article_id in (select article_id from gone_article);

create or replace temp table leaving_article as
select article_id from replaced_signature
union
select article_id from gone_article;

-- and both ends of a pair that goes: the one that stays may have to find another cluster
create or replace temp table touched_article as
select article_id from leaving_article
union
select p.right_article_id
from duplicate_pair as p
semi join leaving_article as l on p.left_article_id = l.article_id
union
select p.left_article_id
from duplicate_pair as p
semi join leaving_article as l on p.right_article_id = l.article_id
union
select d.article_id
from fact_duplicate as d
semi join leaving_article as l on d.first_article_id = l.article_id;

delete from article_signature
where
    article_id in (select article_id from unsigned_article)
    or article_id in (select article_id from gone_article);

delete from duplicate_pair
where
    left_article_id in (select article_id from leaving_article)
    or right_article_id in (select article_id from leaving_article);

delete from fact_duplicate where article_id in (select article_id from leaving_article);

delete from related_link_near where article_id in (select article_id from leaving_article);
