-- Outlets: what each sent, and how its articles look beside its earlier ones.
-- grain: one row per outlet
-- reads: report_article

with spoken as (
    select
        s.article_id,
        count(*) as statements
    from fact_statement as s
    semi join report_article as a on s.article_id = a.article_id
    group by s.article_id
),

earlier as (
    select
        f.outlet_id,
        count(*) as articles,
        sum(f.text_chars - f.body_chars) / nullif(sum(f.text_chars), 0) as share_removed
    from fact_article as f
    anti join report_article as a on f.article_id = a.article_id
    group by f.outlet_id
)

select
    a.outlet,
    any_value(o.owner_group) as owner_group,
    count(*) as articles,
    count(*) filter (where a.is_revised) as revised,
    count(*) filter (where a.published_on is null) as undated,
    count(*) filter (where a.language is distinct from 'id') as in_other_languages,
    avg(a.word_count) as mean_words,
    coalesce(sum(s.statements), 0)::bigint as statements,
    coalesce(sum(a.text_chars - a.body_chars) / nullif(sum(a.text_chars), 0), 0) as share_removed,
    any_value(e.share_removed) as share_removed_before,
    coalesce(any_value(e.articles), 0) as articles_before
from report_article as a
left join spoken as s on a.article_id = s.article_id
left join dim_outlet as o on a.outlet_id = o.outlet_id
left join earlier as e on a.outlet_id is not distinct from e.outlet_id
group by a.outlet_id, a.outlet
order by articles desc, a.outlet
