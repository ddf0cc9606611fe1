-- Entity months: when one entity is in the news.
-- grain: one row per month with an article about it; one without a month for undated articles
-- columns: month (its first day), articles, mentions, share (of the month's articles)
-- reads: variable entity_ids

with of_month as (
    select
        date_trunc('month', published_on)::date as month,
        count(*) as articles
    from fact_article
    group by all
),

named as (
    select
        date_trunc('month', a.published_on)::date as month,
        count(distinct m.article_id) as articles,
        count(*) as mentions
    from fact_entity_mention as m
    inner join fact_article as a on m.article_id = a.article_id
    where m.entity_id in (select unnest(getvariable('entity_ids')::varchar []))
    group by all
)

select
    n.month,
    n.articles,
    n.mentions,
    n.articles / t.articles as share
from named as n
inner join of_month as t on n.month is not distinct from t.month
order by n.month nulls last
