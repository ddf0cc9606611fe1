-- Search hits: the best stories for a query.
-- grain: one row a story: copies of one text are one hit, shown by the copy that was published first
-- columns: article_id, score, title, outlet_id, outlet, published_on, url, copies (further articles with this text),
--     copy_outlets (their outlets), stories (found in all), articles (found in all)
-- reads: variables query, since, until, outlet (nulls: no bound), max_hits
-- why: copies are put together after the bounds, so that one outside of them hides none within

with hit as (
    select
        s.*,
        o.name as outlet,
        row_number() over (
            partition by s.story_id order by s.published_on nulls last, s.score desc, s.article_id
        ) as place
    from search_index.search(getvariable('query')) as s
    left join dim_outlet as o on s.outlet_id = o.outlet_id
    where
        (getvariable('since')::date is null or s.published_on >= getvariable('since')::date)
        and (getvariable('until')::date is null or s.published_on <= getvariable('until')::date)
        and (getvariable('outlet')::varchar is null or s.outlet_id = getvariable('outlet')::varchar)
),

story as (
    select
        any_value(article_id) filter (where place = 1) as article_id,
        max(score) as score,
        any_value(title) filter (where place = 1) as title,
        any_value(outlet_id) filter (where place = 1) as outlet_id,
        any_value(outlet) filter (where place = 1) as outlet,
        any_value(published_on) filter (where place = 1) as published_on,
        any_value(url) filter (where place = 1) as url,
        count(*) - 1 as copies,
        list(distinct outlet_id) filter (where place > 1 and outlet_id is not null) as copy_outlets
    from hit
    group by story_id
),

best as (
    select
        *,
        count(*) over () as stories,
        (sum(copies + 1) over ())::bigint as articles
    from story
    order by score desc, article_id
    limit getvariable('max_hits')
)

select
    article_id,
    score,
    title,
    outlet_id,
    outlet,
    published_on,
    url,
    copies,
    coalesce(list_sort(copy_outlets), []) as copy_outlets,
    stories,
    articles
from best
order by score desc, article_id
