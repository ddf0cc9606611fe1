-- Corroboration: how many outlets carry a figure independently of each other.
-- grain: one row per figure: subject, concept, kind, unit of money, bounds, and who states it
-- columns: commented below
-- why: ten outlets with one agency's text are one source. Copies count once (fact_duplicate), and so do outlets
--      of one owner; a claim without a figure's subject is not comparable and left out

create or replace view corroboration as
with claim as (
    select
        c.subject_entity_id,
        c.subject,
        c.concept,
        c.kind,
        if(c.kind = 'money', c.unit, null) as currency,
        c.low,
        c.high,
        c.precision,
        coalesce(c.speaker_entity_id, lower(c.speaker)) as speaker_key,
        c.speaker,
        c.speaker_entity_id,
        c.stated_on,
        c.article_id,
        c.outlet_id,
        c.content,
        coalesce(d.cluster_id, c.article_id) as text_id,
        coalesce(o.owner_group, c.outlet_id, c.article_id) as owner
    from quantity_claim as c
    left join fact_duplicate as d on c.article_id = d.article_id
    left join dim_outlet as o on c.outlet_id = o.outlet_id
    where c.subject_entity_id is not null and c.concept is not null and c.stance in ('assert', 'confirm')
),

told as (
    -- of a text that several carry, the owner who had it first stands for all
    select
        claim.*,
        first_value(owner) over (partition by text_id order by stated_on nulls last, article_id) as text_owner
    from claim
)

select
    subject_entity_id,
    any_value(subject) as subject,
    concept,
    kind,
    currency,
    low,
    high,
    mode(precision) as precision,
    any_value(speaker) as speaker,
    any_value(speaker_entity_id) as speaker_entity_id,
    count(distinct article_id) as articles,
    count(distinct outlet_id) as outlets,
    count(distinct text_id) as distinct_texts,
    count(distinct text_owner) as independent_outlets_copies_once,
    list_sort(list_distinct(array_agg(outlet_id) filter (where outlet_id is not null))) as outlet_ids,
    min(stated_on) as first_said_on,
    max(stated_on) as last_said_on,
    min(content) as example,
    min(article_id) as example_article_id
from told
group by subject_entity_id, concept, kind, currency, low, high, speaker_key
order by independent_outlets_copies_once desc, articles desc, subject_entity_id, concept, low, high, speaker;

comment on view corroboration is 'One figure for one thing of one subject by one speaker, with how many carry it independently.';
comment on column corroboration.subject_entity_id is 'Whose (dim_entity).';
comment on column corroboration.subject is 'Name of the subject.';
comment on column corroboration.concept is 'What is counted or measured.';
comment on column corroboration.kind is 'What sort of quantity: count, money, percent and others of fact_quantity.';
comment on column corroboration.currency is 'Currency of money; else null.';
comment on column corroboration.low is 'Lower bound of the figure; null where open.';
comment on column corroboration.high is 'Upper bound of the figure; null where open.';
comment on column corroboration.precision is 'exact, about, at_least, at_most, range or vague, the commonest.';
comment on column corroboration.speaker is 'Who states it.';
comment on column corroboration.speaker_entity_id is 'The speaker (dim_entity); null for unnamed sources.';
comment on column corroboration.articles is 'Articles that carry it.';
comment on column corroboration.outlets is 'Outlets that carry it, copies included.';
comment on column corroboration.distinct_texts is 'Texts that carry it, each cluster of copies once.';
comment on column corroboration.independent_outlets_copies_once is
'Outlets that carry it independently: a syndicated text counts once, for the owner who had it first, and so do all outlets of one owner.';
comment on column corroboration.outlet_ids is 'Outlets that carry it.';
comment on column corroboration.first_said_on is 'First day on which it is reported.';
comment on column corroboration.last_said_on is 'Last such day.';
comment on column corroboration.example is 'The words of one report.';
comment on column corroboration.example_article_id is 'An article that carries it.';
