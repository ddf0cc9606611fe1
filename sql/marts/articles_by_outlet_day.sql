-- Articles by outlet and day: how much of what came from whom, and what was found in it.
-- grain: one row per outlet and day of publication, unknown outlets and days included
-- columns: commented below
-- why: the first question to any news archive; a gap or a jump here is a delivery that failed or doubled

create or replace view articles_by_outlet_day as
with per_article as (
    select
        a.article_id,
        a.outlet_id,
        a.published_on,
        a.language,
        a.word_count,
        count(s.statement_id) as statements
    from fact_article as a
    left join fact_statement as s on a.article_id = s.article_id
    group by all
)

select
    p.outlet_id,
    o.name as outlet,
    o.owner_group,
    p.published_on,
    count(*) as articles,
    count(*) filter (where p.language is distinct from 'id') as in_other_languages,
    count(*) filter (where p.word_count = 0) as without_body,
    avg(p.word_count) as mean_words,
    sum(p.statements)::bigint as statements
from per_article as p
left join dim_outlet as o on p.outlet_id = o.outlet_id
group by all;

comment on view articles_by_outlet_day is 'Articles of one outlet on one day.';
comment on column articles_by_outlet_day.outlet_id is 'The outlet (dim_outlet); null where unknown.';
comment on column articles_by_outlet_day.outlet is 'Its usual name; null where only the domain is known.';
comment on column articles_by_outlet_day.owner_group is 'Media group that owns it, where known.';
comment on column articles_by_outlet_day.published_on is 'Day of publication in the source''s own zone; null where unknown.';
comment on column articles_by_outlet_day.articles is 'Articles, in their current version.';
comment on column articles_by_outlet_day.in_other_languages is 'Those not in Indonesian, which have no facts.';
comment on column articles_by_outlet_day.without_body is 'Those of which cleaning left nothing.';
comment on column articles_by_outlet_day.mean_words is 'Words of the body, on average.';
comment on column articles_by_outlet_day.statements is 'Statements found in them.';
