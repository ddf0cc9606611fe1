-- Sites: what judges compared pairs beside their wording.
-- grain: one row a pair
-- reads: staged_comparison (left, right, measures), fact_article
-- columns: those of staged_comparison; same_site, left_title, right_title

select
    s.*,
    coalesce(
        regexp_extract(l.url, '^https?://(?:www\.|m\.)?([^/]+)', 1)
        = regexp_extract(r.url, '^https?://(?:www\.|m\.)?([^/]+)', 1),
        true
    ) as same_site,
    l.title as left_title,
    r.title as right_title
from staged_comparison as s
inner join fact_article as l on s."left" = l.article_id
inner join fact_article as r on s."right" = r.article_id
order by s."left", s."right"
