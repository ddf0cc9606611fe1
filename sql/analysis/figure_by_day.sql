-- Figure by day
-- question: How did the figure change from day to day?
-- seeds: about = Selat Sunda, concept = korban tewas
-- archive: about = Selat Bali, concept = korban tewas
-- columns: day, lowest, highest, figures, speakers, outlets
-- reading: of everything that is counted in the articles about it, told by a speaker or by the outlet itself. Bounds are
--          those of the figures: "more than 50" has a lowest of 50 and no highest. A day with a wide gap between lowest
--          and highest has two counts of different things, or a conflict: see who_said_how_many.

with told as (
    select distinct
        q.told_on,
        q.low,
        q.high,
        q.speaker,
        q.outlet_id
    from quantity_context as q
    semi join (
        select m.article_id
        from fact_entity_mention as m
        semi join entity_key($about) as k on m.entity_id = k.entity_id
    ) as s on q.article_id = s.article_id
    where q.concept = $concept
)

select
    told_on as day,
    min(coalesce(low, high)) as lowest,
    max(coalesce(high, low)) as highest,
    count(distinct coalesce(low::varchar, '') || '-' || coalesce(high::varchar, '')) as figures,
    list_sort(list_distinct(array_agg(coalesce(speaker, 'the outlet itself')))) as speakers,
    list_sort(list_distinct(array_agg(outlet_id))) as outlets
from told
group by told_on
order by day nulls last
