-- Entity company: who and what is named in the same sentences as one entity.
-- grain: one row per other entity that shares sentences of at least two articles with it more often than by chance
-- columns: entity_id, name, entity_type, articles, sentences, lift (how much more often than by chance), example
-- reads: variables entity_id, entity_ids, max_rows
-- why: ordered by sentences times the logarithm of lift. By sentences alone every entity keeps company with
--      Indonesia and Jakarta, by lift alone with whoever was named twice

with own as (
    select distinct
        article_id,
        sentence_no
    from fact_entity_mention
    where entity_id in (select unnest(getvariable('entity_ids')::varchar []))
),

other as (
    select distinct
        coalesce(e.merged_into, e.entity_id) as entity_id,
        m.article_id,
        m.sentence_no
    from fact_entity_mention as m
    inner join dim_entity as e on m.entity_id = e.entity_id
    where coalesce(e.merged_into, e.entity_id) <> getvariable('entity_id')
),

shared as (
    select
        o.entity_id,
        count(*) as sentences,
        count(distinct o.article_id) as articles,
        min(o.article_id || ':' || o.sentence_no) as example
    from other as o
    semi join own on o.article_id = own.article_id and o.sentence_no = own.sentence_no
    group by o.entity_id
    having articles >= 2
),

alone as (
    select
        o.entity_id,
        count(*) as sentences
    from other as o
    semi join shared on o.entity_id = shared.entity_id
    group by o.entity_id
),

measured as (
    select
        s.*,
        s.sentences * (select count(*) from fact_sentence) / (a.sentences * (select count(*) from own)) as lift
    from shared as s
    inner join alone as a on s.entity_id = a.entity_id
)

select
    m.entity_id,
    e.name,
    e.entity_type,
    m.articles,
    m.sentences,
    m.lift,
    f.surface as example
from measured as m
inner join dim_entity as e on m.entity_id = e.entity_id
left join fact_sentence as f
    on split_part(m.example, ':', 1) = f.article_id and split_part(m.example, ':', 2)::integer = f.sentence_no
where m.lift > 1
order by m.sentences * ln(m.lift) desc, m.entity_id
limit getvariable('max_rows')
