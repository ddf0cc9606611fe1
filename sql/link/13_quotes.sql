-- Quotes: what the articles asked for give as said, and how.
-- grain: one row a statement
-- reads: staged_wanted (article_id), fact_statement

select
    s.article_id,
    s.form,
    s.content
from fact_statement as s
semi join staged_wanted as w on s.article_id = w.article_id
order by s.article_id, s.statement_id
