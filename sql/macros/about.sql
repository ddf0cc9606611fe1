-- About: what is said about somebody or something, by a name or spelling of it.
-- grain: claims_about: one row per claim (quantity_claim); denials_about: per denial; said_by: per statement;
--        entity_timeline: per day; named_with: per other entity
-- columns: those of the view behind each; claims_about and denials_about add about: why the row belongs here
-- why: the questions that analysts ask begin with a name

create or replace macro claims_about(sought) as table
with key as materialized (
    select entity_id from entity_key(sought)
),

sentence_about as (
    select distinct m.article_id, m.sentence_no
    from fact_entity_mention as m
    semi join key on m.entity_id = key.entity_id
),

article_about as (
    select article_id
    from sentence_about
    group by article_id
    having count(*) >= 2
)

select
    case
        when c.subject_entity_id in (select entity_id from key) then 'subject'
        when c.place_entity_id in (select entity_id from key) then 'place'
        when s.article_id is not null then 'sentence'
        else 'article'
    end as about,
    c.*
from quantity_claim as c
left join sentence_about as s on c.article_id = s.article_id and c.sentence_no = s.sentence_no
left join article_about as a on c.article_id = a.article_id
where
    c.subject_entity_id in (select entity_id from key)
    or c.place_entity_id in (select entity_id from key)
    or s.article_id is not null
    or a.article_id is not null
order by c.stated_on nulls last, c.article_id, c.statement_start_char, c.quantity_id;

comment on macro table claims_about is
'claims_about(name): figures stated about it (quantity_claim); about = subject, place, sentence (named in the same sentence) or article (named in two sentences of the article or more), the surest that holds.';

create or replace macro denials_about(sought) as table
with key as materialized (
    select entity_id from entity_key(sought)
),

sentence_about as (
    select distinct m.article_id, m.sentence_no
    from fact_entity_mention as m
    semi join key on m.entity_id = key.entity_id
),

article_about as (
    select article_id
    from sentence_about
    group by article_id
    having count(*) >= 2
)

select
    case
        when d.speaker_entity_id in (select entity_id from key) then 'speaker'
        when s.article_id is not null then 'sentence'
        else 'article'
    end as about,
    d.*
from denial as d
left join fact_statement as f on d.statement_id = f.statement_id
left join sentence_about as s on f.article_id = s.article_id and f.sentence_no = s.sentence_no
left join article_about as a on d.article_id = a.article_id
where
    d.speaker_entity_id in (select entity_id from key)
    or s.article_id is not null
    or a.article_id is not null
order by d.said_on nulls last, d.article_id, d.statement_id, d.claim_id;

comment on macro table denials_about is
'denials_about(name): denials by it or about it (denial); about = speaker, sentence (named in the same sentence) or article (named in two sentences of the article or more).';

create or replace macro said_by(sought) as table
select r.*
from reported_statement as r
semi join entity_key(sought) as k on r.speaker_entity_id = k.entity_id
order by r.said_on nulls last, r.article_id, r.start_char;

comment on macro table said_by is 'said_by(name): every statement reported of it (reported_statement), in order of day.';

create or replace macro entity_timeline(sought) as table
select d.*
from entity_day as d
semi join entity_key(sought) as k on d.entity_id = k.standing_id
order by d.published_on nulls last, d.articles desc;

comment on macro table entity_timeline is 'entity_timeline(name): articles, mentions and statements of it by day (entity_day).';

create or replace macro named_with(sought) as table
with key as materialized (
    select distinct standing_id from entity_key(sought)
),

touching as materialized (
    select * from co_mention
    where entity_id in (select standing_id from key) or other_entity_id in (select standing_id from key)
),

pair as (
    select
        c.* exclude (entity_id, other_entity_id, name, other_name, entity_type, other_entity_type),
        c.other_entity_id as entity_id,
        c.other_name as name,
        c.other_entity_type as entity_type
    from touching as c
    semi join key on c.entity_id = key.standing_id
    union all by name
    select c.* exclude (other_entity_id, other_name, other_entity_type)
    from touching as c
    semi join key on c.other_entity_id = key.standing_id
)

select
    p.entity_id,
    p.name,
    p.entity_type,
    p.sentences,
    p.articles,
    p.outlets,
    p.lift,
    p.first_on,
    p.last_on,
    s.surface as example
from pair as p
left join fact_sentence as s on p.example_article_id = s.article_id and p.example_sentence_no = s.sentence_no
order by p.articles desc, p.sentences desc, p.entity_id;

comment on macro table named_with is
'named_with(name): who and what is named in the same sentences, the most articles first (co_mention); example = a sentence that names both.';
