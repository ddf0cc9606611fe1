-- Entity roles: what is written beside one person as title or office.
-- grain: one row per role, the commonest first
-- columns: role, mentions, articles, outlets, first_on, last_on
-- reads: variables entity_ids, max_rows

select
    m.role,
    count(*) as mentions,
    count(distinct m.article_id) as articles,
    count(distinct a.outlet_id) as outlets,
    min(a.published_on) as first_on,
    max(a.published_on) as last_on
from fact_entity_mention as m
inner join fact_article as a on m.article_id = a.article_id
where m.role is not null and m.entity_id in (select unnest(getvariable('entity_ids')::varchar []))
group by m.role
order by articles desc, mentions desc, m.role
limit getvariable('max_rows')
