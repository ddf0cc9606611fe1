-- Entity: who or what a name means, so that a question can be asked with the name that one knows.
-- grain: entity_key: one row per id that the name can mean, merged ids included; entity: per entity that stands
-- columns: entity_key: entity_id, standing_id, matched. entity: those of dim_entity, matched, mentions, articles
-- why: "Korut", "Korea Utara" and "DPRK" are one country. In this order: the id itself or the usual name (name), a listed
--      or learned spelling or how articles write it (spelling), and only where there is neither, names that have the
--      words in them (part of name). Of what articles write so, meanings with less than a tenth of the uses of the
--      commonest are left out: "Prabowo" is the president, not everybody who was once called so

create or replace macro entity_key(sought) as table
with spelt as (
    select
        entity_id,
        count(*) as uses
    from fact_entity_mention
    where lower(surface) = lower(sought)
    group by entity_id
),

most as (
    select coalesce(max(uses), 0) as uses from spelt
),

exact as (
    select
        entity_id,
        'name' as matched
    from dim_entity
    where lower(name) = lower(sought) or entity_id = sought
    union all
    select
        a.entity_id,
        'spelling' as matched
    from dim_entity_alias as a
    left join spelt on a.entity_id = spelt.entity_id
    cross join most
    where lower(a.alias) = lower(sought) and coalesce(spelt.uses, 0) * 10 >= most.uses
    union all
    select
        spelt.entity_id,
        'spelling' as matched
    from spelt
    cross join most
    where spelt.uses * 10 >= most.uses
),

found as (
    select * from exact
    union all
    select
        entity_id,
        'part of name' as matched
    from dim_entity
    where regexp_matches(name, '(?i)\b' || regexp_escape(sought) || '\b') and not exists (select 1 from exact)
),

standing as (
    select
        coalesce(e.merged_into, e.entity_id) as standing_id,
        min(f.matched) as matched
    from found as f
    inner join dim_entity as e on f.entity_id = e.entity_id
    group by all
)

select
    e.entity_id,
    s.standing_id,
    s.matched
from standing as s
inner join dim_entity as e on s.standing_id = coalesce(e.merged_into, e.entity_id);

comment on macro table entity_key is
'entity_key(name): ids that a name or spelling can mean (dim_entity), merged ones included; standing_id = what they stand for now; matched = name, spelling or part of name.';

create or replace macro entity(sought) as table
with used as (
    select
        k.standing_id,
        min(k.matched) as matched,
        count(m.entity_mention_id) as mentions,
        count(distinct m.article_id) as articles
    from entity_key(sought) as k
    left join fact_entity_mention as m on k.entity_id = m.entity_id
    group by k.standing_id
)

select
    e.entity_id,
    e.entity_type,
    e.name,
    e.name_en,
    e.country_code,
    e.basis,
    used.matched,
    used.mentions,
    used.articles
from used
inner join dim_entity as e on used.standing_id = e.entity_id
order by used.mentions desc, e.entity_id;

comment on macro table entity is
'entity(name): whom or what a name or spelling can mean (dim_entity), e.g. entity(''Korut''), the most named first; matched = name, spelling or part of name; mentions = how often it is named; articles = how many name it.';
