-- Entity days: articles by day of the window, of the entities that are shown.
-- grain: one row per entity; articles: one number a day, from the window's first day to its last
-- variables: report_entities (list of entity_id)
-- reads: report_name, report_window

with shown as (
    select unnest(getvariable('report_entities')::varchar[]) as entity_id
),

calendar as (
    select
        s.entity_id,
        d.day::date as day
    from report_window as w
    cross join generate_series(w.first_on, w.last_on, interval 1 day) as d (day)
    cross join shown as s
),

counted as (
    select
        n.entity_id,
        n.published_on as day,
        count(*) as articles
    from report_name as n
    semi join shown as s on n.entity_id = s.entity_id
    where n.is_in_window
    group by n.entity_id, n.published_on
)

select
    c.entity_id,
    list(coalesce(n.articles, 0) order by c.day) as articles
from calendar as c
left join counted as n on c.entity_id = n.entity_id and c.day = n.day
group by c.entity_id
