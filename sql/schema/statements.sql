-- Statements: who says what, and the figures in it.
-- grain: stated with each table
-- why: a figure counts for as much as the one who states it

create table if not exists fact_statement ( -- noqa: PRS
    statement_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null using compression zstd,
    content varchar not null using compression zstd,
    speaker varchar,
    speaker_surface varchar,
    speaker_entity_id varchar,
    speaker_role varchar,
    cue varchar,
    stance varchar not null,
    form varchar not null,
    relay varchar,
    stated_on date,
    confidence double not null,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_statement is 'One statement that the body reports.';
comment on column fact_statement.statement_id is 'Key.';
comment on column fact_statement.article_id is 'The article.';
comment on column fact_statement.sentence_no is 'The sentence in which its content starts (fact_sentence).';
comment on column fact_statement.start_char is 'Where its content starts.';
comment on column fact_statement.end_char is 'Where its content ends (exclusive).';
comment on column fact_statement.surface is 'Its content as written.';
comment on column fact_statement.content is 'The reported words without the attribution.';
comment on column fact_statement.speaker is 'Resolved name of the speaker, or the description of an unnamed source.';
comment on column fact_statement.speaker_surface is 'The speaker as written in that sentence.';
comment on column fact_statement.speaker_entity_id is 'The speaker (dim_entity); null for unnamed sources.';
comment on column fact_statement.speaker_role is 'Title or office of the speaker, as written.';
comment on column fact_statement.cue is 'The word that reports: kata, menurut, membantah.';
comment on column fact_statement.stance is 'assert, deny, confirm, doubt, concern, demand, intend or judge.';
comment on column fact_statement.form is 'direct (in quotation marks), indirect or mixed.';
comment on column fact_statement.relay is 'Who passed the statement on, e.g. a news agency.';
comment on column fact_statement.stated_on is 'Day on which it was said, where known.';
comment on column fact_statement.confidence is 'Confidence in the attribution, 0 to 1.';
comment on column fact_statement.rule_id is 'Rule that found it (dim_rule).';
comment on column fact_statement.batch_id is 'Batch that derived it.';

create table if not exists fact_statement_quantity (
    statement_quantity_id ubigint not null,
    article_id varchar not null,
    statement_id ubigint not null,
    quantity_id ubigint not null,
    concept varchar,
    subject_entity_id varchar,
    place_entity_id varchar,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_statement_quantity is 'One quantity inside one statement.';
comment on column fact_statement_quantity.statement_quantity_id is 'Key.';
comment on column fact_statement_quantity.article_id is 'The article.';
comment on column fact_statement_quantity.statement_id is 'The statement (fact_statement).';
comment on column fact_statement_quantity.quantity_id is 'The quantity (fact_quantity).';
comment on column fact_statement_quantity.concept is 'What is counted, normalised over synonyms.';
comment on column fact_statement_quantity.subject_entity_id is 'Whose (dim_entity), where the text says.';
comment on column fact_statement_quantity.place_entity_id is 'Where (dim_entity), where the text says.';
comment on column fact_statement_quantity.rule_id is 'Rule that linked them (dim_rule).';
comment on column fact_statement_quantity.batch_id is 'Batch that derived it.';
