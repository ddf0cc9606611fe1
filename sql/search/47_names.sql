-- Names: by which other names an entity goes.
-- reads: published.dim_entity, published.dim_entity_alias, search_word
-- why: who asks for Korut wants Korea Utara too. Only names that mean one entity, and only where the index holds all
--      their words. All names each time, because entities are merged and aliases learned

create or replace temp table named as
with listed as (
    select
        alias as spelling,
        entity_id
    from published.dim_entity_alias
    union all
    select
        name as spelling,
        entity_id
    from published.dim_entity
),

standing as (
    select
        array_to_string(search_tokens(l.spelling), ' ') as name,
        l.spelling,
        coalesce(e.merged_into, e.entity_id) as entity_id
    from listed as l
    inner join published.dim_entity as e on l.entity_id = e.entity_id
    semi join (
        select coalesce(d.merged_into, d.entity_id) as entity_id
        from listed as n
        inner join published.dim_entity as d on n.entity_id = d.entity_id
        group by all
        having count(distinct lower(n.spelling)) > 1
    ) as several on coalesce(e.merged_into, e.entity_id) = several.entity_id
)

select
    name,
    min(spelling) as spelling,
    any_value(entity_id) as entity_id
from standing
where name <> ''
group by name
having count(distinct entity_id) = 1;

delete from search_name;

insert into search_name
select
    n.name,
    n.spelling,
    n.entity_id
from named as n
anti join (
    select t.name
    from (select name, unnest(string_split(name, ' ')) as word from named) as t
    anti join search_word as w on t.word = w.word
) as absent on n.name = absent.name
order by n.entity_id, n.name;

delete from search_name
where entity_id in (select entity_id from search_name group by entity_id having count(*) = 1);

drop table named;
