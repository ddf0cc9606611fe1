-- Statements: who says what in the current versions, and the figures in it.
-- grain: stated with each table
-- reads: shard_current, staged_*; variable batch_id
-- why: two people may be given the same words, so the key of a statement holds its speaker as written
-- safe to run twice: 40_clear runs before it

create or replace temp table shard_statement as
select
    c.article_id,
    fact_key(
        'statement|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || coalesce(s.speaker_surface, '')
        || '|' || s.surface
    ) as statement_id,
    s.*
from staged_statement as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_statement by name
select
    statement_id,
    article_id,
    sentence_no,
    start_char,
    end_char,
    surface,
    content,
    speaker,
    speaker_surface,
    speaker_entity_id,
    speaker_role,
    cue,
    stance,
    form,
    relay,
    stated_on,
    confidence,
    rule_id,
    getvariable('batch_id')::integer as batch_id
from shard_statement;

insert into fact_statement_quantity by name
with linked as (
    select
        s.article_id,
        s.statement_id,
        fact_key('quantity|' || s.article_id || '|' || q.start_char || '|' || q.end_char || '|' || q.surface)
            as quantity_id,
        b.concept,
        b.subject_entity_id,
        b.place_entity_id,
        b.rule_id
    from (select distinct * from staged_statement_quantity) as b
    inner join shard_statement as s
        on
            b.article_no = s.article_no
            and b.statement_start_char = s.start_char
            and b.statement_end_char = s.end_char
    inner join staged_quantity as q
        on
            b.article_no = q.article_no
            and b.quantity_start_char = q.start_char
            and b.quantity_end_char = q.end_char
)

select
    fact_key('statement_quantity|' || statement_id || '|' || quantity_id) as statement_quantity_id,
    article_id,
    statement_id,
    quantity_id,
    concept,
    subject_entity_id,
    place_entity_id,
    rule_id,
    getvariable('batch_id')::integer as batch_id
from linked;

insert into dim_entity by name
with named as (
    select m.entity_id
    from staged_entity_mention as m
    semi join shard_current as c on m.article_no = c.article_no
    union
    select speaker_entity_id
    from shard_statement
)

select
    e.entity_id,
    min(e.entity_type::varchar) as entity_type,
    min(e.name) as name,
    'learned' as basis
from staged_entity as e
semi join named on e.entity_id = named.entity_id
anti join dim_entity as d on e.entity_id = d.entity_id
group by e.entity_id;
