-- Resolve: the article that each open link means.
-- grain: one row a link
-- reads: open_link, staged_near_title (related_link_id, article_id, score), related_link_key, article_signature, fact_article
-- why: an address is sure; of several articles of one title that of the same outlet is meant, and of these the latest
--   before the link. A link does not point into the future (a day's grace for stamps that differ).

insert into open_link
select related_link_id from staged_near_title;

delete from related_link_near
where
    article_id in (select article_id from pending_article)
    or article_id in (select article_id from leaving_article)
    or related_link_id not in (select related_link_id from related_link_key);

insert into related_link_near by name
select * from staged_near_title;

create or replace temp table resolved_link as
with possible as (
    select
        k.related_link_id,
        k.article_id as from_article_id,
        k.url_article_id as article_id,
        1.0 as score,
        'link:url' as match_rule_id,
        0 as rank
    from related_link_key as k
    semi join open_link as o on k.related_link_id = o.related_link_id
    where k.url_article_id is not null
    union all
    select
        k.related_link_id,
        k.article_id as from_article_id,
        s.article_id,
        0.98,
        'link:title',
        1
    from related_link_key as k
    semi join open_link as o on k.related_link_id = o.related_link_id
    inner join article_signature as s on k.title_key = s.title_key
    union all
    select
        n.related_link_id,
        k.article_id as from_article_id,
        n.article_id,
        n.score,
        'link:title-fuzzy',
        2
    from related_link_near as n
    semi join open_link as o on n.related_link_id = o.related_link_id
    inner join related_link_key as k on n.related_link_id = k.related_link_id
),

weighed as (
    select
        p.related_link_id,
        p.article_id,
        p.match_rule_id,
        p.rank,
        case
            when p.rank <> 1 or t.outlet_id = f.outlet_id then p.score
            when t.outlet_id is null or f.outlet_id is null then p.score - 0.03
            else p.score - 0.13
        end as score,
        t.published_on,
        t.published_at
    from possible as p
    inner join fact_article as t on p.article_id = t.article_id
    inner join fact_article as f on p.from_article_id = f.article_id
    where
        p.article_id <> p.from_article_id
        and (p.rank = 0 or coalesce(t.published_on <= f.published_on + 1, true))
)

select *
from weighed
qualify row_number() over (
    partition by related_link_id
    order by score desc, published_on desc nulls last, published_at desc nulls last, article_id
) = 1;

update fact_related_link
set
    linked_article_id = r.article_id,
    match_score = r.score,
    match_rule_id = r.match_rule_id
from (
    select
        o.related_link_id,
        any_value(l.article_id) as article_id,
        any_value(l.score) as score,
        any_value(l.match_rule_id) as match_rule_id
    from open_link as o
    left join resolved_link as l on o.related_link_id = l.related_link_id
    group by o.related_link_id
) as r
where
    fact_related_link.related_link_id = r.related_link_id
    and (
        fact_related_link.linked_article_id is distinct from r.article_id
        or fact_related_link.match_score is distinct from r.score
        or fact_related_link.match_rule_id is distinct from r.match_rule_id
    );
