-- Statements: who says what in the current versions, and the figures in it.
-- grain: stated with each table
-- reads: shard_current, staged_*; variable batch_id
-- why: two people may be given the same words, so the key of a statement holds its speaker as written
-- safe to run twice: 40_clear runs before it

insert into fact_statement by name
select
    fact_key(
        'statement|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || coalesce(s.speaker_surface, '')
        || '|' || s.surface
    ) as statement_id,
    c.article_id,
    s.sentence_no,
    s.start_char,
    s.end_char,
    s.surface,
    s.content,
    s.speaker,
    s.speaker_surface,
    s.speaker_entity_id,
    s.speaker_role,
    s.cue,
    s.stance,
    s.form,
    s.relay,
    s.stated_on,
    s.confidence,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_statement as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_statement_quantity by name
with linked as (
    select
        c.article_id,
        fact_key(
            'statement|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|'
            || coalesce(s.speaker_surface, '') || '|' || s.surface
        ) as statement_id,
        fact_key('quantity|' || c.article_id || '|' || q.start_char || '|' || q.end_char || '|' || q.surface)
            as quantity_id,
        b.concept,
        b.subject_entity_id,
        b.place_entity_id,
        b.rule_id
    from (select distinct * from staged_statement_quantity) as b
    inner join shard_current as c on b.article_no = c.article_no
    inner join staged_statement as s
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
    select s.speaker_entity_id
    from staged_statement as s
    semi join shard_current as c on s.article_no = c.article_no
)

select
    e.entity_id,
    min(e.entity_type::varchar) as entity_type,
    min(e.name) as name,
    'learned' as basis
from staged_entity as e
semi join shard_current as c on e.article_no = c.article_no
semi join named on e.entity_id = named.entity_id
anti join dim_entity as d on e.entity_id = d.entity_id
group by e.entity_id;

-- of several spellings the first in the alphabet, whatever order they came in
update dim_entity
set name = spelled.name
from (
    select
        e.entity_id,
        min(e.name) as name
    from staged_entity as e
    semi join shard_current as c on e.article_no = c.article_no
    group by e.entity_id
) as spelled
where
    dim_entity.entity_id = spelled.entity_id
    and dim_entity.basis = 'learned'
    and spelled.name < dim_entity.name;
