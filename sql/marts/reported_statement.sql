-- Reported statements: who said what, where and when it was reported.
-- grain: one row per statement (fact_statement)
-- columns: commented below
-- why: a statement is read with its article, and its speaker by the name that stands now

create or replace view reported_statement as
select
    s.statement_id,
    coalesce(s.stated_on, a.published_on) as said_on,
    coalesce(standing.name, e.name, s.speaker) as speaker,
    coalesce(e.merged_into, s.speaker_entity_id) as speaker_entity_id,
    e.entity_type as speaker_type,
    s.speaker_role,
    s.stance,
    s.form,
    s.cue,
    s.relay,
    s.content,
    a.outlet_id,
    a.published_on,
    a.title,
    a.url,
    s.confidence,
    s.article_id,
    s.sentence_no,
    s.start_char,
    s.end_char
from fact_statement as s
inner join fact_article as a on s.article_id = a.article_id
left join dim_entity as e on s.speaker_entity_id = e.entity_id
left join dim_entity as standing on e.merged_into = standing.entity_id;

comment on view reported_statement is 'One statement with its speaker and its article.';
comment on column reported_statement.statement_id is 'The statement (fact_statement).';
comment on column reported_statement.said_on is 'Day on which it was said, else of its article; null where neither is known.';
comment on column reported_statement.speaker is 'Name of the speaker, or the description of an unnamed source; null where none is given.';
comment on column reported_statement.speaker_entity_id is 'The speaker (dim_entity); null for unnamed sources.';
comment on column reported_statement.speaker_type is 'PER, ORG or LOC; null for unnamed sources.';
comment on column reported_statement.speaker_role is 'Title or office of the speaker, as written.';
comment on column reported_statement.stance is 'assert, deny, confirm, doubt, concern, demand, intend or judge.';
comment on column reported_statement.form is 'direct (in quotation marks), indirect or mixed.';
comment on column reported_statement.cue is 'The word that reports: kata, menurut, membantah.';
comment on column reported_statement.relay is 'Who passed the statement on, e.g. a news agency.';
comment on column reported_statement.content is 'The reported words without the attribution.';
comment on column reported_statement.outlet_id is 'Outlet that reports it (dim_outlet).';
comment on column reported_statement.published_on is 'Day of the article.';
comment on column reported_statement.title is 'Headline of the article.';
comment on column reported_statement.url is 'Address of the article.';
comment on column reported_statement.confidence is 'Confidence in the attribution, 0 to 1.';
comment on column reported_statement.article_id is 'The article (fact_article).';
comment on column reported_statement.sentence_no is 'The sentence in which its content starts (fact_sentence).';
comment on column reported_statement.start_char is 'Where its content starts in the text of the article.';
comment on column reported_statement.end_char is 'Where its content ends (exclusive).';
