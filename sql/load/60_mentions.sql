-- Mentions: quantities, dates, entities of the current versions.
-- grain: stated with each table
-- reads: shard_current, staged_*; variable batch_id
-- why: the key hashes place and surface, not what a rule made of them: a better rule keeps the key
-- safe to run twice: 40_clear runs before it

insert into fact_quantity by name
select
    fact_key('quantity|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as quantity_id,
    c.article_id,
    s.sentence_no,
    s.start_char,
    s.end_char,
    s.surface,
    s.low,
    s.high,
    s.precision,
    s.kind,
    s.unit,
    s.concept,
    s.si_value_low,
    s.si_value_high,
    s.si_unit,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_quantity as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_date_mention by name
select
    fact_key('date_mention|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as date_mention_id,
    c.article_id,
    s.sentence_no,
    s.start_char,
    s.end_char,
    s.surface,
    s.starts_on,
    s.ends_on,
    s.granularity,
    s.anchor,
    s.weekday_agrees,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_date_mention as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_entity_mention by name
select
    fact_key('entity_mention|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as entity_mention_id,
    c.article_id,
    s.sentence_no,
    s.start_char,
    s.end_char,
    s.surface,
    s.entity_type,
    s.entity_id,
    s.role,
    s.confidence,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_entity_mention as s
inner join shard_current as c on s.article_no = c.article_no;
