-- Tellers: the articles that meet in their quotes or facts, in the order of publication.
-- grain: one row an article that is the first of its wording
-- reads: staged_row (row_no), article_signature, fact_article, duplicate_pair

with holder as (
    select
        s.rowid as row_no,
        s.article_id,
        s.story_on,
        s.fact_sketch,
        a.outlet_id,
        coalesce(a.published_on, date '9999-12-31') as day,
        coalesce(a.published_at, timestamptz '9999-12-31 00:00:00+00') as moment
    from article_signature as s
    semi join staged_row as r on s.rowid = r.row_no
    inner join fact_article as a on s.article_id = a.article_id
),

exact as (
    select
        left_article_id as article_id,
        right_article_id as other_article_id
    from duplicate_pair
    where relation = 'exact'
    union all
    select
        right_article_id,
        left_article_id
    from duplicate_pair
    where relation = 'exact'
),

later as (
    select h.article_id
    from exact as e
    inner join holder as h on e.article_id = h.article_id
    inner join fact_article as o on e.other_article_id = o.article_id
    where
        (h.day, h.moment, h.article_id)
        > (
            coalesce(o.published_on, date '9999-12-31'),
            coalesce(o.published_at, timestamptz '9999-12-31 00:00:00+00'),
            o.article_id
        )
)

select
    h.row_no,
    h.article_id,
    h.story_on,
    h.outlet_id,
    h.fact_sketch
from holder as h
anti join later as l on h.article_id = l.article_id
order by h.day, h.moment, h.article_id
