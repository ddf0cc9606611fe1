-- Entity by day: how often each person, organisation and place is in the news.
-- grain: one row per entity and day of publication; one without a day for all undated articles
-- columns: commented below
-- why: a timeline shows when somebody rose, and who was silent while others spoke of him

create or replace view entity_day as
with standing as (
    select
        e.entity_id,
        coalesce(e.merged_into, e.entity_id) as standing_id
    from dim_entity as e
),

named as (
    select
        s.standing_id,
        m.article_id,
        count(*) as mentions
    from fact_entity_mention as m
    inner join standing as s on m.entity_id = s.entity_id
    group by s.standing_id, m.article_id
),

spoke as (
    select
        s.standing_id,
        f.article_id,
        count(*) as statements
    from fact_statement as f
    inner join standing as s on f.speaker_entity_id = s.entity_id
    group by s.standing_id, f.article_id
),

per_article as (
    select
        coalesce(n.standing_id, k.standing_id) as standing_id,
        coalesce(n.article_id, k.article_id) as article_id,
        coalesce(n.mentions, 0) as mentions,
        coalesce(k.statements, 0) as statements
    from named as n
    full outer join spoke as k on n.standing_id = k.standing_id and n.article_id = k.article_id
),

per_day as (
    select
        p.standing_id,
        a.published_on,
        count(*) as articles,
        count(distinct a.outlet_id) as outlets,
        sum(p.mentions)::bigint as mentions,
        sum(p.statements)::bigint as statements
    from per_article as p
    inner join fact_article as a on p.article_id = a.article_id
    group by p.standing_id, a.published_on
)

select
    d.standing_id as entity_id,
    e.name,
    e.entity_type,
    d.published_on,
    d.articles,
    d.outlets,
    d.mentions,
    d.statements
from per_day as d
inner join dim_entity as e on d.standing_id = e.entity_id;

comment on view entity_day is 'One person, organisation or place in the news of one day.';
comment on column entity_day.entity_id is 'The entity (dim_entity); merged ones count for the one that stands.';
comment on column entity_day.name is 'Its usual Indonesian name.';
comment on column entity_day.entity_type is 'PER, ORG or LOC.';
comment on column entity_day.published_on is 'Day of publication in the source''s own zone; null: undated articles.';
comment on column entity_day.articles is 'Articles that name it or report a statement of it.';
comment on column entity_day.outlets is 'Known outlets of these articles.';
comment on column entity_day.mentions is 'Mentions in their bodies; copies of one text count each.';
comment on column entity_day.statements is 'Statements reported of it.';
