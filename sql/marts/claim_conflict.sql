-- Claim conflicts: stories in which different figures are stated for the same thing of the same subject.
-- grain: one row per story, speaker, figure and stance; and one per story and denying speaker (figures null)
-- columns: commented below
-- why: who gives which number, since when, and who denies it, is what the outlets do not tell side by side.
--      A story is one subject and one concept without a gap of more than 30 days; undated claims join the
--      fullest story of their subject and concept. Two figures are different where no number fits both ("about" is
--      given a tenth to both sides) and they come from two speakers, or from one on two days: what one speaker adds
--      up in one breath is a breakdown

create or replace view claim_conflict as
with claim as (
    select
        *,
        case when kind = 'money' then unit else '' end as currency
    from quantity_claim
    where comparable
),

gapped as (
    select
        *,
        coalesce(
            stated_on - lag(stated_on) over (
                partition by subject_entity_id, concept, kind, currency order by stated_on
            ) > 30,
            false
        ) as begins
    from claim
    where stated_on is not null
),

dated as (
    select
        * exclude (begins),
        sum(begins::integer) over (
            partition by subject_entity_id, concept, kind, currency
            order by stated_on
            range between unbounded preceding and current row
        ) as story_no
    from gapped
),

fullest as (
    select subject_entity_id, concept, kind, currency, mode(story_no) as story_no
    from dated
    group by all
),

placed as (
    select * from dated
    union all by name
    select claim.*, coalesce(fullest.story_no, 0) as story_no
    from claim
    left join fullest
        on
            claim.subject_entity_id = fullest.subject_entity_id
            and claim.concept = fullest.concept
            and claim.kind = fullest.kind
            and claim.currency = fullest.currency
    where claim.stated_on is null
),

keyed as (
    select
        *,
        concat_ws('|', subject_entity_id, concept, kind, nullif(currency, ''), story_no) as story_id
    from placed
),

bounded as (
    select
        story_id,
        statement_id,
        coalesce(speaker_entity_id, lower(speaker)) as speaker_key,
        stated_on,
        coalesce(low * if(precision = 'about', 0.9, 1), -1e308) as least,
        coalesce(high * if(precision = 'about', 1.1, 1), 1e308) as most
    from keyed
),

contested as (
    select distinct l.story_id
    from bounded as l
    inner join bounded as r on l.story_id = r.story_id and l.least > r.most
    where
        l.statement_id <> r.statement_id
        and (l.speaker_key is distinct from r.speaker_key or l.stated_on <> r.stated_on)
),

figure as (
    select
        story_id,
        any_value(subject) as subject,
        any_value(subject_entity_id) as subject_entity_id,
        any_value(concept) as concept,
        any_value(kind) as kind,
        mode(unit) as unit,
        'figure' as entry,
        speaker,
        stance,
        low,
        high,
        precision,
        comparison,
        min(stated_on) as first_said_on,
        max(stated_on) as last_said_on,
        count(distinct article_id) as articles,
        list_sort(list_distinct(array_agg(outlet_id) filter (where outlet_id is not null))) as outlets,
        arg_min(content, coalesce(stated_on, date '9999-12-31')) as example,
        min(article_id) as example_article_id,
        list_sort(list_distinct(array_agg(article_id))) as article_ids
    from keyed
    semi join contested on keyed.story_id = contested.story_id
    group by story_id, speaker, stance, low, high, precision, comparison
),

denied as (
    select
        k.story_id,
        any_value(k.subject) as subject,
        any_value(k.subject_entity_id) as subject_entity_id,
        any_value(k.concept) as concept,
        any_value(k.kind) as kind,
        mode(k.unit) as unit,
        'denial' as entry,
        d.speaker,
        'deny' as stance,
        min(d.said_on) as first_said_on,
        max(d.said_on) as last_said_on,
        count(distinct d.article_id) as articles,
        list_sort(list_distinct(array_agg(d.outlet_id) filter (where d.outlet_id is not null))) as outlets,
        arg_max(d.content, length(d.content)) as example,
        min(d.article_id) as example_article_id,
        list_sort(list_distinct(array_agg(d.article_id))) as article_ids
    from denial as d
    inner join keyed as k on d.claim_id = k.claim_id
    semi join contested on k.story_id = contested.story_id
    group by k.story_id, d.speaker
)

select * from figure
union all by name
select * from denied
order by story_id, first_said_on nulls last, entry desc, high nulls last, low;

comment on view claim_conflict is 'Different figures stated for the same thing of the same subject, by speaker, with who denies them.';
comment on column claim_conflict.story_id is 'Subject, concept, kind of quantity, currency and number of the story.';
comment on column claim_conflict.subject is 'Whose.';
comment on column claim_conflict.subject_entity_id is 'Whose (dim_entity).';
comment on column claim_conflict.concept is 'What is counted or measured.';
comment on column claim_conflict.kind is 'Kind of quantity: count, money or percent.';
comment on column claim_conflict.unit is 'Its unit as most reports have it: the word counted, or the currency.';
comment on column claim_conflict.entry is 'figure: somebody states a figure; denial: somebody denies such figures without giving one.';
comment on column claim_conflict.speaker is 'Who.';
comment on column claim_conflict.stance is 'What the speaker does with the figure: assert, doubt, deny and others of fact_statement.';
comment on column claim_conflict.low is 'Lower bound of the figure; null where open, or for a denial.';
comment on column claim_conflict.high is 'Upper bound of the figure; null where open, or for a denial.';
comment on column claim_conflict.precision is 'exact, about, at_least, at_most, range or vague.';
comment on column claim_conflict.comparison is 'below or above where the speaker puts the true figure below or above this one.';
comment on column claim_conflict.first_said_on is 'First day on which the speaker is reported with it.';
comment on column claim_conflict.last_said_on is 'Last such day.';
comment on column claim_conflict.articles is 'Number of articles that carry it.';
comment on column claim_conflict.outlets is 'Outlets that carry it.';
comment on column claim_conflict.example is 'The words of one report.';
comment on column claim_conflict.example_article_id is 'An article that carries it.';
comment on column claim_conflict.article_ids is 'All articles that carry it.';
