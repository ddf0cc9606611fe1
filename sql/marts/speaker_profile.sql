-- Speaker profiles: how often, where and in what manner each speaker is reported.
-- grain: one row per speaker (entity, or description of an unnamed source)
-- columns: commented below
-- why: shows who is heard, who only denies, and how much stands on unnamed sources

create or replace view speaker_profile as
with spoken as (
    select
        coalesce(s.speaker_entity_id, 'unnamed:' || lower(s.speaker)) as speaker_id,
        s.*,
        a.outlet_id,
        coalesce(s.stated_on, a.published_on) as said_on
    from fact_statement as s
    inner join fact_article as a on s.article_id = a.article_id
    where s.speaker is not null
),

counted as (
    select
        speaker_id,
        mode(speaker) as speaker,
        any_value(speaker_entity_id) as speaker_entity_id,
        mode(speaker_role) as role,
        count(*) as statements,
        count(distinct article_id) as articles,
        count(distinct outlet_id) as outlets,
        count(*) filter (where form = 'direct') as quoted,
        count(*) filter (where stance = 'assert') as asserts,
        count(*) filter (where stance = 'deny') as denies,
        count(*) filter (where stance = 'confirm') as confirms,
        count(*) filter (where stance = 'doubt') as doubts,
        count(*) filter (where stance = 'concern') as concerns,
        count(*) filter (where stance = 'demand') as demands,
        count(*) filter (where stance = 'intend') as intends,
        count(*) filter (where stance = 'judge') as judges,
        min(said_on) as first_said_on,
        max(said_on) as last_said_on
    from spoken
    group by speaker_id
),

figures as (
    select
        coalesce(speaker_entity_id, 'unnamed:' || lower(speaker)) as speaker_id,
        count(*) as figures
    from quantity_claim
    where speaker is not null
    group by all
)

select
    counted.speaker_id,
    coalesce(e.name, counted.speaker) as speaker,
    e.entity_type,
    counted.role,
    counted.statements,
    coalesce(figures.figures, 0) as figures,
    counted.articles,
    counted.outlets,
    counted.quoted,
    counted.asserts,
    counted.denies,
    counted.confirms,
    counted.doubts,
    counted.concerns,
    counted.demands,
    counted.intends,
    counted.judges,
    counted.first_said_on,
    counted.last_said_on
from counted
left join dim_entity as e on counted.speaker_entity_id = e.entity_id
left join figures on counted.speaker_id = figures.speaker_id;

comment on view speaker_profile is 'How often, where and in what manner each speaker is reported.';
comment on column speaker_profile.speaker_id is 'Entity (dim_entity), or unnamed: and the description of the source.';
comment on column speaker_profile.speaker is 'Name or description.';
comment on column speaker_profile.entity_type is 'PER, ORG or LOC; null for unnamed sources.';
comment on column speaker_profile.role is 'Office written beside the name most often.';
comment on column speaker_profile.statements is 'Statements.';
comment on column speaker_profile.figures is 'Figures in them.';
comment on column speaker_profile.articles is 'Articles that report them.';
comment on column speaker_profile.outlets is 'Outlets that report them.';
comment on column speaker_profile.quoted is 'Statements in direct speech.';
comment on column speaker_profile.asserts is 'Statements of stance assert.';
comment on column speaker_profile.denies is 'Statements of stance deny.';
comment on column speaker_profile.confirms is 'Statements of stance confirm.';
comment on column speaker_profile.doubts is 'Statements of stance doubt.';
comment on column speaker_profile.concerns is 'Statements of stance concern.';
comment on column speaker_profile.demands is 'Statements of stance demand.';
comment on column speaker_profile.intends is 'Statements of stance intend.';
comment on column speaker_profile.judges is 'Statements of stance judge.';
comment on column speaker_profile.first_said_on is 'Day of the first.';
comment on column speaker_profile.last_said_on is 'Day of the last.';
