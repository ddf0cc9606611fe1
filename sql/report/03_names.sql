-- Names: which entity is named in which article of the report or of its window.
-- grain: one row per article and entity; a merged entity counts as the one that it was merged into
-- reads: report_article, report_window
-- writes: report_name, a temporary table

create or replace temporary table report_name as
with article as (
    select
        a.article_id,
        a.outlet_id,
        a.published_on,
        r.article_id is not null as is_in_report,
        a.published_on between w.first_on and w.last_on as is_in_window
    from fact_article as a
    cross join report_window as w
    left join report_article as r on a.article_id = r.article_id
    where r.article_id is not null or a.published_on between w.first_on and w.last_on
)

select
    article.article_id,
    coalesce(e.merged_into, e.entity_id) as entity_id,
    any_value(article.outlet_id) as outlet_id,
    any_value(article.published_on) as published_on,
    any_value(article.is_in_report) as is_in_report,
    coalesce(any_value(article.is_in_window), false) as is_in_window
from fact_entity_mention as m
inner join article on m.article_id = article.article_id
inner join dim_entity as e on m.entity_id = e.entity_id
group by article.article_id, coalesce(e.merged_into, e.entity_id)
