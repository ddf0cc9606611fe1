-- Retold candidates: pairs of a pending article and one of another outlet that meet in their quotes or facts.
-- grain: one row a pair, the lesser id left
-- reads: pending_article, article_signature, fact_article, duplicate_pair
-- columns: left, right, days (between their stories)
-- why: a retelling appears within days, and the band alone would bring together what agencies say every week

with pending as (
    select
        s.article_id,
        s.story_on,
        unnest(s.fact_bands) as band
    from article_signature as s
    semi join pending_article as p on s.article_id = p.article_id
    where s.story_on is not null
),

near_day as (
    select
        p.article_id,
        p.band,
        p.story_on + d.days::integer as story_on,
        abs(d.days) as days
    from pending as p
    cross join range(-2, 3) as d (days)
),

held as (
    select
        article_id,
        story_on,
        unnest(fact_bands) as band
    from article_signature
    where story_on is not null
),

met as (
    select distinct
        least(n.article_id, h.article_id) as left_article_id,
        greatest(n.article_id, h.article_id) as right_article_id,
        n.days
    from near_day as n
    inner join held as h on n.band = h.band and n.story_on = h.story_on
    where n.article_id <> h.article_id
)

select
    m.left_article_id as "left",
    m.right_article_id as "right",
    m.days
from met as m
inner join fact_article as l on m.left_article_id = l.article_id
inner join fact_article as r on m.right_article_id = r.article_id
anti join duplicate_pair as d
    on m.left_article_id = d.left_article_id and m.right_article_id = d.right_article_id
where l.outlet_id is distinct from r.outlet_id
order by all
