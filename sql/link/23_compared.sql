-- Compared: every candidate of a compared pair of wordings, with what judges it beside the wording.
-- grain: one row a pair of articles
-- reads: staged_comparison (left, right, measures), candidate, fact_article
-- columns: those of staged_comparison for the candidate's own articles; same_site, left_title, right_title
-- why: one wording may stand under several addresses and headlines

with wordings as (
    select
        least(c.left_hash, c.right_hash) as one_hash,
        greatest(c.left_hash, c.right_hash) as other_hash,
        s.* exclude ("left", "right")
    from staged_comparison as s
    inner join candidate as c on s."left" = c.left_article_id and s."right" = c.right_article_id
),

sited as (
    select
        c.*,
        l.title as left_title,
        r.title as right_title,
        coalesce(
            regexp_extract(l.url, '^https?://(?:www\.|m\.)?([^/]+)', 1)
            = regexp_extract(r.url, '^https?://(?:www\.|m\.)?([^/]+)', 1),
            true
        ) as same_site
    from candidate as c
    inner join fact_article as l on c.left_article_id = l.article_id
    inner join fact_article as r on c.right_article_id = r.article_id
    where c.left_hash <> c.right_hash
)

select
    s.left_article_id as "left",
    s.right_article_id as "right",
    w.* exclude (one_hash, other_hash),
    s.same_site,
    s.left_title,
    s.right_title
from sited as s
inner join wordings as w
    on least(s.left_hash, s.right_hash) = w.one_hash and greatest(s.left_hash, s.right_hash) = w.other_hash
order by all
