-- Quantities in context: every figure of every article, with who states it where somebody does.
-- grain: one row per quantity (fact_quantity)
-- columns: commented below
-- why: most figures are told by the outlet itself; quantity_claim has only those that somebody is reported to state

create or replace view quantity_context as
with stated as (
    -- a figure that stands in a statement within a statement belongs to the inner, shorter one
    select
        c.quantity_id,
        arg_min(struct_pack(
            statement_id := c.statement_id,
            said_on := s.stated_on,
            speaker := s.speaker,
            speaker_entity_id := s.speaker_entity_id,
            stance := s.stance,
            concept := c.concept
        ), s.end_char - s.start_char) as claim
    from fact_statement_quantity as c
    inner join fact_statement as s on c.statement_id = s.statement_id
    group by c.quantity_id
)

select
    q.quantity_id,
    coalesce(s.claim.said_on, a.published_on) as told_on,
    q.surface,
    q.low,
    q.high,
    q.precision,
    q.kind,
    q.unit,
    q.si_value_low,
    q.si_value_high,
    q.si_unit,
    coalesce(s.claim.concept, q.concept) as concept,
    s.claim.speaker,
    s.claim.speaker_entity_id,
    s.claim.stance,
    t.surface as sentence,
    a.outlet_id,
    a.published_on,
    a.title,
    a.url,
    q.article_id,
    q.sentence_no,
    q.start_char,
    q.end_char,
    s.claim.statement_id
from fact_quantity as q
inner join fact_article as a on q.article_id = a.article_id
left join fact_sentence as t on q.article_id = t.article_id and q.sentence_no = t.sentence_no
left join stated as s on q.quantity_id = s.quantity_id;

comment on view quantity_context is 'One figure of an article in its sentence, with its speaker where somebody states it.';
comment on column quantity_context.quantity_id is 'The quantity (fact_quantity).';
comment on column quantity_context.told_on is 'Day on which it was stated, else of its article; null where neither is known.';
comment on column quantity_context.surface is 'As written, with approximator, scale and unit.';
comment on column quantity_context.low is 'Lower bound in the unit of unit; null where open.';
comment on column quantity_context.high is 'Upper bound in the unit of unit; null where open.';
comment on column quantity_context.precision is 'exact, about, at_least, at_most, range or vague.';
comment on column quantity_context.kind is 'What sort of quantity: count, money, percent and others of fact_quantity.';
comment on column quantity_context.unit is 'Count: head word of the thing counted; money: ISO 4217 code; else the unit as written.';
comment on column quantity_context.si_value_low is 'low in the unit of si_unit.';
comment on column quantity_context.si_value_high is 'high in the unit of si_unit.';
comment on column quantity_context.si_unit is 'SI unit; null where the kind has none.';
comment on column quantity_context.concept is
'What is counted or measured, normalised over synonyms; null where the text does not tell.';
comment on column quantity_context.speaker is 'Who states it; null where the outlet tells it itself.';
comment on column quantity_context.speaker_entity_id is 'The speaker (dim_entity); null for unnamed sources and where there is none.';
comment on column quantity_context.stance is 'What the speaker does with it: assert, deny and others of fact_statement.';
comment on column quantity_context.sentence is 'The sentence in which it stands.';
comment on column quantity_context.outlet_id is 'Outlet of the article (dim_outlet).';
comment on column quantity_context.published_on is 'Day of the article.';
comment on column quantity_context.title is 'Headline of the article.';
comment on column quantity_context.url is 'Address of the article.';
comment on column quantity_context.article_id is 'The article (fact_article).';
comment on column quantity_context.sentence_no is 'Number of the sentence (fact_sentence).';
comment on column quantity_context.start_char is 'Where it starts in the text of the article.';
comment on column quantity_context.end_char is 'Where it ends (exclusive).';
comment on column quantity_context.statement_id is 'The statement in which it stands (fact_statement); null where none.';
