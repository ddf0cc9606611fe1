-- Quantity claims: every figure that somebody is reported to have stated.
-- grain: one row per quantity inside one statement (fact_statement_quantity)
-- columns: commented below
-- why: a figure counts for as much as the one who states it, so figures are compared only with their speakers

create or replace view quantity_claim as
with stated as (
    select
        c.statement_quantity_id as claim_id,
        c.article_id,
        c.statement_id,
        c.quantity_id,
        s.stated_on,
        s.speaker,
        s.speaker_entity_id,
        s.speaker_role,
        s.stance,
        s.form,
        s.relay,
        s.confidence,
        s.content,
        s.start_char as statement_start_char,
        c.concept,
        c.subject_entity_id,
        c.place_entity_id,
        case c.rule_id
            when 'statements:quantity-below' then 'below'
            when 'statements:quantity-above' then 'above'
        end as comparison
    from fact_statement_quantity as c
    inner join fact_statement as s on c.statement_id = s.statement_id
),

figured as (
    select
        stated.*,
        q.surface,
        q.low,
        q.high,
        q.precision,
        q.kind,
        q.unit,
        q.sentence_no
    from stated
    inner join fact_quantity as q on stated.quantity_id = q.quantity_id
),

named as (
    select
        figured.*,
        coalesce(subject_now.name, subject.name) as subject,
        coalesce(place_now.name, place.name) as place
    from figured
    left join dim_entity as subject on figured.subject_entity_id = subject.entity_id
    left join dim_entity as subject_now on subject.merged_into = subject_now.entity_id
    left join dim_entity as place on figured.place_entity_id = place.entity_id
    left join dim_entity as place_now on place.merged_into = place_now.entity_id
)

select
    named.claim_id,
    coalesce(named.stated_on, a.published_on) as stated_on,
    named.speaker,
    named.speaker_entity_id,
    named.speaker_role,
    named.stance,
    named.relay,
    named.low,
    named.high,
    named.precision,
    named.comparison,
    named.kind,
    named.unit,
    named.concept,
    -- Of some things anything can be counted or measured: figures for them do not compare.
    coalesce(
        named.subject_entity_id is not null
        and named.concept not in (
            'orang', 'unit', 'ekor', 'titik', 'poin', 'laga', 'gol', 'desa', 'negara', 'dokumen', 'kali', 'nilai', 'hal'
        )
        and (
            named.kind in ('count', 'money')
            or (named.kind = 'percent' and named.concept in ('inflasi', 'pertumbuhan', 'dukungan'))
        ),
        false
    ) as comparable,
    named.subject_entity_id,
    named.subject,
    named.place_entity_id,
    named.place,
    named.surface,
    named.content,
    sentence.surface as sentence,
    a.outlet_id,
    a.title,
    a.url,
    named.form,
    named.confidence,
    named.article_id,
    named.statement_id,
    named.quantity_id,
    named.sentence_no,
    named.statement_start_char
from named
inner join fact_article as a on named.article_id = a.article_id
left join fact_sentence as sentence
    on named.article_id = sentence.article_id and named.sentence_no = sentence.sentence_no;

comment on view quantity_claim is 'Every figure that somebody is reported to have stated; one row per quantity inside one statement.';
comment on column quantity_claim.claim_id is 'Key (fact_statement_quantity).';
comment on column quantity_claim.stated_on is 'Day on which it was said, else the day of the article.';
comment on column quantity_claim.speaker is 'Who said it: a name, or the description of an unnamed source.';
comment on column quantity_claim.speaker_entity_id is 'The speaker (dim_entity); null for unnamed sources.';
comment on column quantity_claim.speaker_role is 'Title or office of the speaker, as written.';
comment on column quantity_claim.stance is 'What the speaker does with the figure: assert, deny, confirm, doubt and others of fact_statement.';
comment on column quantity_claim.relay is 'Who passed the statement on, e.g. a news agency.';
comment on column quantity_claim.low is 'Lower bound of the figure; null where open.';
comment on column quantity_claim.high is 'Upper bound of the figure; null where open.';
comment on column quantity_claim.precision is 'exact, about, at_least, at_most, range or vague.';
comment on column quantity_claim.comparison is 'below or above where the speaker puts the true figure below or above this one; else null.';
comment on column quantity_claim.kind is 'What sort of quantity: count, money, percent and others of fact_quantity.';
comment on column quantity_claim.unit is 'Counted noun as written, or unit.';
comment on column quantity_claim.concept is 'What is counted or measured, normalised over synonyms.';
comment on column quantity_claim.comparable is 'Whether figures of others for the same subject and concept say something about it.';
comment on column quantity_claim.subject_entity_id is 'Whose (dim_entity), where the text says.';
comment on column quantity_claim.subject is 'Name of the subject.';
comment on column quantity_claim.place_entity_id is 'Where (dim_entity), where the text says.';
comment on column quantity_claim.place is 'Name of the place.';
comment on column quantity_claim.surface is 'The figure as written.';
comment on column quantity_claim.content is 'The statement in which it stands.';
comment on column quantity_claim.sentence is 'The sentence in which it stands.';
comment on column quantity_claim.outlet_id is 'Outlet that reports it (dim_outlet).';
comment on column quantity_claim.title is 'Headline of the article.';
comment on column quantity_claim.url is 'Address of the article.';
comment on column quantity_claim.form is 'direct, indirect or mixed speech.';
comment on column quantity_claim.confidence is 'Confidence in the attribution, 0 to 1.';
comment on column quantity_claim.article_id is 'The article.';
comment on column quantity_claim.statement_id is 'The statement (fact_statement).';
comment on column quantity_claim.quantity_id is 'The quantity (fact_quantity).';
comment on column quantity_claim.sentence_no is 'Number of the sentence (fact_sentence).';
comment on column quantity_claim.statement_start_char is 'Where the statement starts in the text of the article.';
