-- Syndication: which outlet carries texts that another had first, or is named as the source of.
-- grain: one row per pair of outlets, from whom to whom
-- columns: commented below
-- why: copies make one report look like many

create or replace view syndication as
with copy as (
    select
        d.article_id,
        d.relation,
        d.similarity,
        d.copied_from_article_id is not null as is_credited,
        coalesce(d.copied_from_article_id, d.first_article_id) as source_article_id
    from fact_duplicate as d
    where d.article_id <> coalesce(d.copied_from_article_id, d.first_article_id)
)

select
    s.outlet_id as from_outlet_id,
    t.outlet_id as to_outlet_id,
    f.name as from_outlet,
    o.name as to_outlet,
    count(*) as articles,
    count(*) filter (where c.relation = 'exact') as exact,
    count(*) filter (where c.relation = 'near') as near,
    count(*) filter (where c.relation = 'rewrite') as rewrites,
    count(*) filter (where c.is_credited) as credited,
    median(date_diff('minute', s.published_at, t.published_at))::bigint as median_delay_minutes,
    min(t.published_on) as first_on,
    max(t.published_on) as last_on,
    min(c.article_id) as example_article_id
from copy as c
inner join fact_article as t on c.article_id = t.article_id
inner join fact_article as s on c.source_article_id = s.article_id
left join dim_outlet as f on s.outlet_id = f.outlet_id
left join dim_outlet as o on t.outlet_id = o.outlet_id
where s.outlet_id is not null and t.outlet_id is not null and s.outlet_id <> t.outlet_id
group by all
order by articles desc, from_outlet_id, to_outlet_id;

comment on view syndication is 'Texts of one outlet that another carries too.';
comment on column syndication.from_outlet_id is 'Outlet that is named as the source, else had the text first (dim_outlet).';
comment on column syndication.to_outlet_id is 'Outlet that carries it (dim_outlet).';
comment on column syndication.from_outlet is 'Usual name of the first.';
comment on column syndication.to_outlet is 'Usual name of the second.';
comment on column syndication.articles is 'Articles carried.';
comment on column syndication.exact is 'Of these word for word.';
comment on column syndication.near is 'Of these cut, extended or edited.';
comment on column syndication.rewrites is 'Of these told in other words.';
comment on column syndication.credited is 'Of these naming their source.';
comment on column syndication.median_delay_minutes is 'Middle delay of the copy behind its source, where both have a stamp.';
comment on column syndication.first_on is 'Day of the first copy.';
comment on column syndication.last_on is 'Day of the last copy.';
comment on column syndication.example_article_id is 'One of the copies.';
