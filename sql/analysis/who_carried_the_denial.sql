-- Who carried the denial
-- question: Which outlets carried the denial, and which told the story without it?
-- seeds: about = Korea Utara
-- archive: about = Nadiem Makarim
-- columns: outlet, articles, with_figures, with_denial, denied_by
-- reading: articles that name the subject in two sentences or more. An outlet with articles and no denial told the story
--          one-sidedly, or before there was a denial; look at the days before you say which.

with sentence_about as (
    select distinct m.article_id, m.sentence_no
    from fact_entity_mention as m
    semi join entity_key($about) as k on m.entity_id = k.entity_id
),

story as (
    select article_id
    from sentence_about
    group by article_id
    having count(*) >= 2
),

denied as (
    select
        article_id,
        list_distinct(array_agg(speaker)) as denied_by
    from denials_about($about)
    group by article_id
),

counted as (
    select distinct article_id
    from claims_about($about)
)

select
    coalesce(o.name, a.outlet_id, 'unknown') as outlet,
    count(*) as articles,
    count(counted.article_id) as with_figures,
    count(denied.article_id) as with_denial,
    coalesce(list_sort(list_distinct(flatten(array_agg(denied.denied_by)))), []) as denied_by
from story as s
inner join fact_article as a on s.article_id = a.article_id
left join dim_outlet as o on a.outlet_id = o.outlet_id
left join denied on s.article_id = denied.article_id
left join counted on s.article_id = counted.article_id
group by coalesce(o.name, a.outlet_id, 'unknown')
order by with_denial desc, articles desc, outlet
