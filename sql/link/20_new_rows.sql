-- New rows: where the signatures of the pending articles stand.
-- grain: one row a pending article
-- reads: pending_article, article_signature

select s.rowid as row_no
from article_signature as s
semi join pending_article as p on s.article_id = p.article_id
order by all
