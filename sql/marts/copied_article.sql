-- Copied articles: each article that carries the text of another, beside that other.
-- grain: one row per article of a cluster of copies (fact_duplicate) that is not its source
-- columns: commented below
-- why: who copied whom, how much of it, how soon, and whether the source is named

create or replace view copied_article as
with copied as (
    select
        d.article_id,
        d.cluster_id,
        d.relation,
        d.similarity,
        d.copied_from_article_id is not null as names_source,
        coalesce(d.copied_from_article_id, d.first_article_id) as source_article_id
    from fact_duplicate as d
    where d.article_id <> coalesce(d.copied_from_article_id, d.first_article_id)
)

select
    c.article_id,
    c.source_article_id,
    t.outlet_id,
    s.outlet_id as source_outlet_id,
    coalesce(t.outlet_id = s.outlet_id, false) as same_outlet,
    c.relation,
    c.similarity,
    c.names_source,
    date_diff('minute', s.published_at, t.published_at) as delay_minutes,
    t.published_on,
    s.published_on as source_published_on,
    t.title,
    s.title as source_title,
    t.url,
    s.url as source_url,
    c.cluster_id
from copied as c
inner join fact_article as t on c.article_id = t.article_id
inner join fact_article as s on c.source_article_id = s.article_id;

comment on view copied_article is 'One article that carries the text of another.';
comment on column copied_article.article_id is 'The copy (fact_article).';
comment on column copied_article.source_article_id is
'The article that it names as its source, else the one of the cluster published first (fact_article). An outlet that had the text from a third which is not in the warehouse shows as a copy all the same.';
comment on column copied_article.outlet_id is 'Outlet of the copy (dim_outlet); null where unknown.';
comment on column copied_article.source_outlet_id is 'Outlet of the source (dim_outlet); null where unknown.';
comment on column copied_article.same_outlet is 'Whether an outlet carries its own text again, at another address.';
comment on column copied_article.relation is 'exact, near (cut, extended or edited) or rewrite (told in other words).';
comment on column copied_article.similarity is 'Similarity to the first article of the cluster, 0 to 1.';
comment on column copied_article.names_source is 'Whether the copy names its source.';
comment on column copied_article.delay_minutes is 'Minutes from source to copy, where both have a time stamp.';
comment on column copied_article.published_on is 'Day of the copy.';
comment on column copied_article.source_published_on is 'Day of the source.';
comment on column copied_article.title is 'Headline of the copy.';
comment on column copied_article.source_title is 'Headline of the source.';
comment on column copied_article.url is 'Address of the copy.';
comment on column copied_article.source_url is 'Address of the source.';
comment on column copied_article.cluster_id is 'The cluster of copies (fact_duplicate).';
