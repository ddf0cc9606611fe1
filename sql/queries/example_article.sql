-- Example article: the article of a batch with most figures that somebody states, to be looked at first.
-- grain: one row, or none where the batch has no article
-- reads: fact_article, fact_statement_quantity; variable batch_id

select a.article_id
from fact_article as a
left join fact_statement_quantity as c on a.article_id = c.article_id
where a.batch_id = getvariable('batch_id')
group by a.article_id
order by count(c.article_id) desc, a.article_id
limit 1
