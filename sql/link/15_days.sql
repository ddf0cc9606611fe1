-- Days: when the story of an article was news: its day of publication, else the latest day that it names.
-- grain: one row an article
-- reads: staged_wanted (article_id), fact_article, fact_date_mention

with named as (
    select
        m.article_id,
        max(m.starts_on) as named_on
    from fact_date_mention as m
    semi join staged_wanted as w on m.article_id = w.article_id
    where m.anchor = 'absolute' and m.granularity in ('minute', 'hour', 'day')
    group by m.article_id
)

select
    a.article_id,
    coalesce(a.published_on, n.named_on) as story_on
from fact_article as a
semi join staged_wanted as w on a.article_id = w.article_id
left join named as n on a.article_id = n.article_id
