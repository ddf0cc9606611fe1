-- Quotes: what the articles asked for give in quotation marks.
-- grain: one row a statement in direct speech
-- reads: staged_wanted (article_id), fact_statement

select
    s.article_id,
    s.content
from fact_statement as s
semi join staged_wanted as w on s.article_id = w.article_id
where s.form in ('direct', 'mixed')
order by s.article_id, s.statement_id
