-- Bounds: between which days an article without a date appeared.
-- grain: articles without published_on
-- reads: fact_article, fact_statement, fact_related_link, fact_duplicate
-- why: not before what it reports as said on a named day, nor before a story that it points to; not after a story that
--   points to it; and within a week of a dated copy. Only dates that are known are passed on, so no order matters.
--   What contradicts itself stays unknown.

create or replace temp table undated_bound as
with undated as (
    select article_id from fact_article
    where published_on is null
),

evidence as (
    select
        s.article_id,
        s.stated_on as earliest_on,
        null::date as latest_on
    from fact_statement as s
    semi join undated as u on s.article_id = u.article_id
    where s.stated_on is not null
    union all
    select
        l.article_id,
        t.published_on,
        null
    from fact_related_link as l
    semi join undated as u on l.article_id = u.article_id
    inner join fact_article as t on l.linked_article_id = t.article_id
    where t.published_on is not null
    union all
    select
        l.linked_article_id,
        null,
        f.published_on
    from fact_related_link as l
    semi join undated as u on l.linked_article_id = u.article_id
    inner join fact_article as f on l.article_id = f.article_id
    where f.published_on is not null
    union all
    select
        d.article_id,
        c.published_on - 7,
        c.published_on + 7
    from fact_duplicate as d
    semi join undated as u on d.article_id = u.article_id
    inner join fact_duplicate as o
        on d.cluster_id = o.cluster_id and d.article_id <> o.article_id and o.relation in ('exact', 'near')
    inner join fact_article as c on o.article_id = c.article_id
    where c.published_on is not null and d.relation in ('exact', 'near')
),

bound as (
    select
        u.article_id,
        max(e.earliest_on) as earliest_on,
        min(e.latest_on) as latest_on
    from undated as u
    left join evidence as e on u.article_id = e.article_id
    group by u.article_id
)

select
    article_id,
    if(coalesce(earliest_on <= latest_on, true), earliest_on, null) as earliest_on,
    if(coalesce(earliest_on <= latest_on, true), latest_on, null) as latest_on
from bound;

update fact_article
set
    published_earliest_on = b.earliest_on,
    published_latest_on = b.latest_on
from undated_bound as b
where
    fact_article.article_id = b.article_id
    and (
        fact_article.published_earliest_on is distinct from b.earliest_on
        or fact_article.published_latest_on is distinct from b.latest_on
    );
