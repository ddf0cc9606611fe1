-- Most linked: the articles that others point to, the most first.
-- grain: one row per article pointed to
-- columns: commented below
-- why: what an outlet goes on pointing to is what it holds for the story

create or replace view most_linked as
select
    g.linked_article_id as article_id,
    any_value(g.linked_outlet_id) as outlet_id,
    any_value(g.linked_title) as title,
    any_value(g.linked_published_on) as published_on,
    count(*) as linking_articles,
    count(distinct g.outlet_id) as linking_outlets,
    min(g.published_on) as first_linked_on,
    max(g.published_on) as last_linked_on
from story_graph as g
group by g.linked_article_id
order by linking_articles desc, article_id;

comment on view most_linked is 'Articles that others point to, the most first.';
comment on column most_linked.article_id is 'The article pointed to.';
comment on column most_linked.outlet_id is 'Its outlet (dim_outlet).';
comment on column most_linked.title is 'Its headline.';
comment on column most_linked.published_on is 'Its day.';
comment on column most_linked.linking_articles is 'Articles that point to it.';
comment on column most_linked.linking_outlets is 'Outlets whose articles point to it.';
comment on column most_linked.first_linked_on is 'Day of the first of them.';
comment on column most_linked.last_linked_on is 'Day of the last of them.';
