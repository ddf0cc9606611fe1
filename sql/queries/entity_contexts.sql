-- Entity contexts: places where one entity is named, of different spellings and outlets.
-- grain: one row per place
-- columns: surface, passage (the words around it, itself in square brackets), outlet_id, published_on, url, article_id
-- reads: variables entity_ids, max_rows
-- why: spellings in turn, then outlets, the latest first: what is merged wrongly shows here

with place as (
    select
        m.surface,
        m.article_id,
        m.start_char,
        m.end_char,
        a.outlet_id,
        a.published_on,
        a.url,
        row_number() over (
            partition by m.surface, a.outlet_id order by a.published_on desc nulls last, m.article_id, m.start_char
        ) as of_outlet,
        count(*) over (partition by m.surface) as uses
    from fact_entity_mention as m
    inner join fact_article as a on m.article_id = a.article_id
    where m.entity_id in (select unnest(getvariable('entity_ids')::varchar []))
),

of_spelling as (
    select
        *,
        row_number() over (partition by surface order by of_outlet, published_on desc nulls last, article_id) as turn
    from place
),

chosen as (
    select *
    from of_spelling
    order by turn, uses desc, surface
    limit getvariable('max_rows')
)

select
    surface,
    context(article_id, start_char, end_char) as passage,
    outlet_id,
    published_on,
    url,
    article_id
from chosen
order by uses desc, surface, turn
