-- Mentions: quantities, dates and entities where the body names them.
-- grain: stated with each table
-- why: offsets are code points, half-open, into fact_article.text: text[start_char + 1 : end_char] = surface

create table if not exists fact_quantity (
    quantity_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    low double,
    high double,
    precision varchar not null,
    kind varchar not null,
    unit varchar,
    concept varchar,
    si_value_low double,
    si_value_high double,
    si_unit varchar,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_quantity is 'One number of the body that counts or measures.';
comment on column fact_quantity.quantity_id is 'Key.';
comment on column fact_quantity.article_id is 'The article.';
comment on column fact_quantity.sentence_no is 'The sentence (fact_sentence).';
comment on column fact_quantity.start_char is 'Where it starts.';
comment on column fact_quantity.end_char is 'Where it ends (exclusive).';
comment on column fact_quantity.surface is 'As written, with approximator, scale and unit.';
comment on column fact_quantity.low is 'Least value, scale words multiplied in; null: open downwards.';
comment on column fact_quantity.high is 'Greatest value; null: open upwards.';
comment on column fact_quantity.precision is 'exact, about, at_least, at_most, range or vague.';
comment on column fact_quantity.kind is
'count, money, percent, duration, age, length, area, weight, speed, temperature or other.';
comment on column fact_quantity.unit is
'Count: head word of the thing counted; money: ISO 4217 code; else the unit as written.';
comment on column fact_quantity.concept is
'What is counted or measured, normalised over synonyms, as its sentence tells it; null where it does not.';
comment on column fact_quantity.si_value_low is 'low in the unit of si_unit.';
comment on column fact_quantity.si_value_high is 'high in the unit of si_unit.';
comment on column fact_quantity.si_unit is 'SI unit; null where the kind has none.';
comment on column fact_quantity.rule_id is 'Rule that found it (dim_rule).';
comment on column fact_quantity.batch_id is 'Batch that derived it.';

create table if not exists fact_date_mention (
    date_mention_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    starts_on date,
    ends_on date,
    granularity varchar not null,
    anchor varchar not null,
    weekday_agrees boolean,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_date_mention is 'One calendar expression of the body.';
comment on column fact_date_mention.date_mention_id is 'Key.';
comment on column fact_date_mention.article_id is 'The article.';
comment on column fact_date_mention.sentence_no is 'The sentence (fact_sentence).';
comment on column fact_date_mention.start_char is 'Where it starts.';
comment on column fact_date_mention.end_char is 'Where it ends (exclusive).';
comment on column fact_date_mention.surface is 'As written.';
comment on column fact_date_mention.starts_on is 'First day meant; null where unresolved.';
comment on column fact_date_mention.ends_on is 'Last day meant (inclusive); null where unresolved.';
comment on column fact_date_mention.granularity is
'minute, hour, day, week, month, quarter, semester, year, decade or span.';
comment on column fact_date_mention.anchor is
'What resolved it: absolute (itself), published (day of publication), context (another date), or unresolved.';
comment on column fact_date_mention.weekday_agrees is
'Whether a weekday written beside the date is the calendar''s; null where none is written.';
comment on column fact_date_mention.rule_id is 'Rule that found it (dim_rule).';
comment on column fact_date_mention.batch_id is 'Batch that derived it.';

create table if not exists fact_entity_mention (
    entity_mention_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    entity_type varchar not null,
    entity_id varchar not null,
    role varchar,
    confidence double not null,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_entity_mention is 'One mention of a person, organisation or place in the body.';
comment on column fact_entity_mention.entity_mention_id is 'Key.';
comment on column fact_entity_mention.article_id is 'The article.';
comment on column fact_entity_mention.sentence_no is 'The sentence (fact_sentence).';
comment on column fact_entity_mention.start_char is 'Where it starts.';
comment on column fact_entity_mention.end_char is 'Where it ends (exclusive).';
comment on column fact_entity_mention.surface is 'The name as written.';
comment on column fact_entity_mention.entity_type is 'PER, ORG or LOC.';
comment on column fact_entity_mention.entity_id is 'The entity (dim_entity).';
comment on column fact_entity_mention.role is 'Title or office written beside a person.';
comment on column fact_entity_mention.confidence is 'Confidence in the entity, 0 to 1.';
comment on column fact_entity_mention.rule_id is 'Rule that found it (dim_rule).';
comment on column fact_entity_mention.batch_id is 'Batch that derived it.';
