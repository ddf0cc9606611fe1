-- Reached: every article that pairs lead to from a touched one; their clusters are made again.
-- grain: one row an article
-- reads: touched_article, duplicate_pair; variable batch_id
-- leaves: reached_article

insert into touched_article
select left_article_id from duplicate_pair
where batch_id = getvariable('batch_id')
union
select right_article_id from duplicate_pair
where batch_id = getvariable('batch_id');

create or replace temp table reached_article as
with recursive neighbour as (
    select
        left_article_id as article_id,
        right_article_id as other_article_id
    from duplicate_pair
    union all
    select
        right_article_id,
        left_article_id
    from duplicate_pair
),

reached as (
    select article_id from touched_article
    union
    select n.other_article_id
    from reached as r
    inner join neighbour as n on r.article_id = n.article_id
)

select article_id from reached;

delete from fact_duplicate where article_id in (select article_id from reached_article);
