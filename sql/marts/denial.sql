-- Denials: who denies what, beside the claims that were made before.
-- grain: one row per statement of stance deny and claim that it answers; one row without a claim where none is found
-- columns: commented below
-- why: a denial is news only beside what it denies. It answers a claim of somebody else in three ways: it
--      points back to it in the same article with hardly a word more ("klaim tersebut"), it repeats its figure
--      there, or it speaks of the same subject and the same thing counted within 30 days of it. A subject is also meant where the unnamed
--      source is described by it ("perwakilan Korea Utara"); words of a named person are answered only where
--      they are that person's

create or replace view denial as
with denied as (
    select
        s.*,
        a.outlet_id,
        coalesce(s.stated_on, a.published_on) as said_on,
        regexp_matches(
            lower(s.content),
            '^(klaim|tudingan|tuduhan|laporan|kabar|rumor|isu|berita|hal|pernyataan|komentar|informasi|pemberitaan)'
            || '(\s+\S+){0,2}$'
        ) as points_back
    from fact_statement as s
    inner join fact_article as a on s.article_id = a.article_id
    where s.stance = 'deny'
),

-- Read once: it is asked six times.
claim as materialized (
    select
        claim_id,
        article_id,
        statement_id,
        statement_start_char,
        stated_on,
        speaker,
        speaker_entity_id,
        stance,
        low,
        high,
        kind,
        unit,
        concept,
        comparable,
        subject_entity_id,
        subject,
        content
    from quantity_claim
),

concept_word as (
    select concept, lower(unit) as word from claim where kind = 'count' and unit is not null
    union
    select concept, lower(concept) as word from claim where kind = 'count'
),

-- A word that counts several things ("orang") tells nothing about which is meant.
telling_word as (
    select word
    from concept_word
    where concept is not null
    group by word
    having count(distinct concept) = 1
),

concept_pattern as (
    select
        concept,
        '\b(' || string_agg(distinct regexp_escape(word), '|') || ')\b' as pattern
    from concept_word
    semi join telling_word on concept_word.word = telling_word.word
    where concept is not null
    group by concept
),

spoken_of as (
    select d.statement_id, m.entity_id
    from denied as d
    inner join fact_entity_mention as m
        on d.article_id = m.article_id and m.start_char >= d.start_char and m.end_char <= d.end_char
    union
    select statement_id, speaker_entity_id from denied where speaker_entity_id is not null
    union
    select d.statement_id, c.subject_entity_id
    from denied as d
    inner join (select distinct subject_entity_id, subject from claim where length(subject) > 3) as c
        on d.speaker_entity_id is null and contains(d.speaker, c.subject)
),

person_named as (
    select d.statement_id, m.entity_id
    from denied as d
    inner join fact_entity_mention as m
        on
            d.article_id = m.article_id
            and m.start_char >= d.start_char
            and m.end_char <= d.end_char
            and m.entity_type = 'PER'
),

same_subject as (
    select distinct d.statement_id, c.claim_id, 'same subject' as basis
    from denied as d
    inner join spoken_of as e on d.statement_id = e.statement_id
    inner join claim as c on e.entity_id = c.subject_entity_id
    inner join concept_pattern as p on c.concept = p.concept
    where
        c.comparable
        and c.statement_id <> d.statement_id
        and c.stance <> 'deny'
        and c.speaker is distinct from d.speaker
        and regexp_matches(lower(d.content), p.pattern)
        and (d.said_on is null or c.stated_on is null or c.stated_on between d.said_on - 30 and d.said_on)
),

same_figure as (
    select distinct d.statement_id, c.claim_id, 'same figure' as basis
    from denied as d
    inner join claim as n on d.statement_id = n.statement_id
    inner join claim as c
        on
            d.article_id = c.article_id
            and c.statement_start_char < d.start_char
            and c.concept = n.concept
            and c.low is not distinct from n.low
            and c.high is not distinct from n.high
    where c.stance <> 'deny' and c.speaker is distinct from d.speaker
),

pointed_at as (
    select distinct d.statement_id, c.claim_id, 'same article' as basis
    from denied as d
    inner join claim as c
        on d.article_id = c.article_id and c.statement_start_char < d.start_char and c.stance <> 'deny'
    left join person_named as p on d.statement_id = p.statement_id
    where
        d.points_back
        and c.speaker is distinct from d.speaker
        and (p.entity_id is null or p.entity_id = c.speaker_entity_id)
    qualify
        c.statement_start_char
        = max(c.statement_start_char) over (partition by d.statement_id)
),

answered as (
    select statement_id, claim_id, min(basis) as basis
    from (
        select * from same_subject
        union all
        select * from same_figure
        union all
        select * from pointed_at
    )
    group by statement_id, claim_id
)

select
    d.statement_id,
    d.said_on,
    d.speaker,
    d.speaker_entity_id,
    d.speaker_role,
    d.cue,
    d.content,
    d.relay,
    d.outlet_id,
    d.article_id,
    answered.basis,
    answered.claim_id,
    c.speaker as claimed_by,
    c.stated_on as claimed_on,
    c.low,
    c.high,
    c.concept,
    c.subject_entity_id,
    c.subject,
    c.content as claim
from denied as d
left join answered on d.statement_id = answered.statement_id
left join claim as c on answered.claim_id = c.claim_id;

comment on view denial is 'Statements that deny, each beside the claims before it that it answers.';
comment on column denial.statement_id is 'The denial (fact_statement).';
comment on column denial.said_on is 'Day of the denial, else of its article.';
comment on column denial.speaker is 'Who denies.';
comment on column denial.speaker_entity_id is 'Who denies (dim_entity); null for unnamed sources.';
comment on column denial.speaker_role is 'Title or office of the speaker, as written.';
comment on column denial.cue is 'The word that denies.';
comment on column denial.content is 'What is denied, or the denial itself, as reported.';
comment on column denial.relay is 'Who passed it on.';
comment on column denial.outlet_id is 'Outlet that reports it (dim_outlet).';
comment on column denial.article_id is 'The article.';
comment on column denial.basis is
'How the claim was found: same article (it points back to it), same figure (it repeats it) or same subject; null where none was.';
comment on column denial.claim_id is 'The claim it answers (quantity_claim).';
comment on column denial.claimed_by is 'Who made the claim.';
comment on column denial.claimed_on is 'When the claim was made.';
comment on column denial.low is 'Lower bound of the figure claimed.';
comment on column denial.high is 'Upper bound of the figure claimed.';
comment on column denial.concept is 'What was claimed to be counted.';
comment on column denial.subject_entity_id is 'Whose (dim_entity).';
comment on column denial.subject is 'Name of the subject.';
comment on column denial.claim is 'The claim as reported.';
