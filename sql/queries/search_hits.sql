-- Search hits: the best stories for a query.
-- grain: one row a story: copies of one text are one hit, shown by the copy that was published first
-- columns: article_id, score, title, outlet_id, outlet, published_on, url, copies (further articles with this text),
--     copy_outlets (their outlets), stories (found in all), articles (found in all)
-- reads: variables query, terms (rows of search_terms), since, until, outlet (nulls: no bound), max_hits
-- why: copies are put together after the bounds, so that one outside of them hides none within; only of the stories
--      shown are the copies looked at

with hit as materialized (
    select *
    from search_index.search_ranked(getvariable('query'), getvariable('terms'))
    where
        (getvariable('since')::date is null or published_on >= getvariable('since')::date)
        and (getvariable('until')::date is null or published_on <= getvariable('until')::date)
        and (getvariable('outlet')::varchar is null or outlet_id = getvariable('outlet')::varchar)
),

best as materialized (
    select
        story_id,
        max(score) as score,
        count(*) as articles
    from hit
    group by story_id
    order by score desc, story_id
    limit getvariable('max_hits')
),

copy as (
    select
        h.*,
        row_number() over (
            partition by h.story_id order by h.published_on nulls last, h.score desc, h.article_id
        ) as place
    from hit as h
    semi join best on h.story_id = best.story_id
),

others as (
    select
        story_id,
        list_sort(list_distinct(list(outlet_id) filter (where outlet_id is not null))) as outlets
    from copy
    where place > 1
    group by story_id
)

select
    c.article_id,
    b.score,
    c.title,
    c.outlet_id,
    o.name as outlet,
    c.published_on,
    c.url,
    b.articles - 1 as copies,
    coalesce(others.outlets, []) as copy_outlets,
    (select count(distinct story_id) from hit) as stories,
    (select count(*) from hit) as articles
from best as b
inner join copy as c on b.story_id = c.story_id and c.place = 1
left join others on b.story_id = others.story_id
left join dim_outlet as o on c.outlet_id = o.outlet_id
order by b.score desc, c.article_id
