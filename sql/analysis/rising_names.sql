-- Rising names
-- question: Who and what is in the news this week, and was not before?
-- seeds: week_to = 2026-03-05
-- archive: week_to = 2025-06-20
-- columns: name, entity_type, articles, outlets, share, share_before, times
-- reading: share is the share of the week's dated articles that name it; share_before that of the four weeks before. times
--          is the one to the other, with half an article added to both: one mention out of nothing is no sensation.
--          Only names of three articles or more, on some day in two outlets (outlets: the most on one day). Where there
--          are no articles of those four weeks, all rise and share_before is empty.

with day as (
    select
        published_on,
        published_on > $week_to::date - 7 as is_now,
        count(*) as articles
    from fact_article
    where published_on > $week_to::date - 35 and published_on <= $week_to::date and language = 'id'
    group by published_on
),

total as (
    select
        coalesce(sum(articles) filter (where is_now), 0) as now,
        coalesce(sum(articles) filter (where not is_now), 0) as before
    from day
),

named as (
    select
        e.entity_id,
        any_value(e.name) as name,
        any_value(e.entity_type) as entity_type,
        sum(e.articles) filter (where d.is_now)::bigint as articles,
        max(e.outlets) filter (where d.is_now) as outlets,
        coalesce(sum(e.articles) filter (where not d.is_now), 0)::bigint as before
    from entity_day as e
    inner join day as d on e.published_on = d.published_on
    group by e.entity_id
)

select
    n.name,
    n.entity_type,
    n.articles,
    n.outlets,
    round(n.articles / t.now, 3) as share,
    round(n.before / nullif(t.before, 0), 3) as share_before,
    round((n.articles + 0.5) / (t.now + 0.5) / ((n.before + 0.5) / (t.before + 0.5)), 1) as times
from named as n
cross join total as t
where n.articles >= 3 and n.outlets >= 2
order by times desc, n.articles desc, n.name
limit 20
