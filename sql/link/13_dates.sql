-- Dates: which days the articles asked for name.
-- grain: one row a calendar expression
-- reads: staged_wanted (article_id), fact_date_mention

select
    m.article_id,
    m.starts_on,
    m.granularity,
    m.anchor
from fact_date_mention as m
semi join staged_wanted as w on m.article_id = w.article_id
