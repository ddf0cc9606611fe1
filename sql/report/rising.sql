-- Rising: entities that a greater share of the last seven days' articles names than of the 28 days before.
-- grain: one row per entity, the most surprising first
-- columns: share_recent and share_before (0 to 1); surprise: the log-likelihood ratio G2 of the two counts; days:
--   articles of each day of the window
-- reads: report_name, report_window
-- source: Dunning (1993), Accurate methods for the statistics of surprise and coincidence; 10.83 is p = 0.001
-- why: shares, not counts, because a night may bring more articles than another; nothing is said where fewer than
--   50 earlier articles are there to compare with

with size as (
    select
        count(*) filter (where a.published_on >= w.recent_on)::double as recent,
        count(*) filter (where a.published_on < w.recent_on)::double as earlier
    from fact_article as a
    inner join report_window as w on a.published_on between w.first_on and w.last_on
),

counted as (
    select
        n.entity_id,
        count(*) filter (where n.published_on >= w.recent_on)::double as recent,
        count(*) filter (where n.published_on < w.recent_on)::double as earlier,
        count(distinct n.outlet_id) filter (where n.published_on >= w.recent_on) as outlets
    from report_name as n
    cross join report_window as w
    where n.is_in_window
    group by n.entity_id
),

expected as (
    select
        c.*,
        c.recent / s.recent as share_recent,
        c.earlier / s.earlier as share_before,
        s.recent * (c.recent + c.earlier) / (s.recent + s.earlier) as expected_recent,
        s.earlier * (c.recent + c.earlier) / (s.recent + s.earlier) as expected_earlier
    from counted as c
    cross join size as s
    where s.earlier >= 50 and c.recent >= 4 and c.recent / s.recent > c.earlier / s.earlier
),

measured as (
    select
        *,
        2 * (
            recent * ln(recent / expected_recent)
            + if(earlier > 0, earlier * ln(earlier / expected_earlier), 0)
        ) as surprise
    from expected
)

select
    m.entity_id,
    e.name,
    e.entity_type,
    m.recent::bigint as articles_recent,
    m.earlier::bigint as articles_before,
    m.outlets,
    m.share_recent,
    m.share_before,
    m.surprise
from measured as m
inner join dim_entity as e on m.entity_id = e.entity_id
where m.surprise >= 10.83
order by m.surprise desc, e.name
limit 15
