-- Quantities: of the articles asked for, as the search for retold texts compares them.
-- grain: one row a quantity
-- reads: staged_wanted (article_id), fact_quantity

select
    q.article_id,
    q.kind,
    q.low,
    q.high
from fact_quantity as q
semi join staged_wanted as w on q.article_id = w.article_id
