-- Story graph: which article points to which.
-- grain: one row per pair of articles of which one points to the other
-- columns: commented below
-- why: an outlet's own links join the reports of one story over days, whatever words they use

create or replace view story_graph as
with edge as (
    select
        article_id,
        linked_article_id,
        count(*) as links,
        max(match_score) as match_score
    from fact_related_link
    where linked_article_id is not null
    group by article_id, linked_article_id
)

select
    e.article_id,
    e.linked_article_id,
    f.outlet_id,
    t.outlet_id as linked_outlet_id,
    f.title,
    t.title as linked_title,
    f.published_on,
    t.published_on as linked_published_on,
    f.published_on - t.published_on as days_between,
    e.links,
    e.match_score
from edge as e
inner join fact_article as f on e.article_id = f.article_id
inner join fact_article as t on e.linked_article_id = t.article_id;

comment on view story_graph is 'One article that points to another; both are in the warehouse.';
comment on column story_graph.article_id is 'The article that points.';
comment on column story_graph.linked_article_id is 'The article pointed to.';
comment on column story_graph.outlet_id is 'Outlet of the article that points (dim_outlet).';
comment on column story_graph.linked_outlet_id is 'Outlet of the article pointed to (dim_outlet).';
comment on column story_graph.title is 'Headline of the article that points.';
comment on column story_graph.linked_title is 'Headline of the article pointed to.';
comment on column story_graph.published_on is 'Day of the article that points.';
comment on column story_graph.linked_published_on is 'Day of the article pointed to.';
comment on column story_graph.days_between is 'Days from the article pointed to until the one that points.';
comment on column story_graph.links is 'How many times it points there.';
comment on column story_graph.match_score is 'Confidence in the match, 0 to 1.';
