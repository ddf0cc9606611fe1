-- Days: articles by outlet and day of publication within the window.
-- grain: one row per day, outlet, and whether the article came in with this report; and one without an outlet for
--   each day of the window, so that an empty one is seen
-- reads: report_article, report_window
-- why: a gap is a delivery that failed

with article as (
    select
        a.published_on,
        coalesce(o.name, a.outlet_id, 'unknown outlet') as outlet,
        r.article_id is not null as is_in_report
    from fact_article as a
    inner join report_window as w on a.published_on between w.first_on and w.last_on
    left join dim_outlet as o on a.outlet_id = o.outlet_id
    left join report_article as r on a.article_id = r.article_id
)

select
    published_on,
    outlet,
    is_in_report,
    count(*) as articles
from article
group by all
union all
select
    d.day::date as published_on,
    null as outlet,
    true as is_in_report,
    0 as articles
from report_window as w
cross join generate_series(w.first_on, w.last_on, interval 1 day) as d (day)
order by all
