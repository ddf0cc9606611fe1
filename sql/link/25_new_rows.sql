-- New rows: where the signatures of articles stand that are new, or whose pairs changed.
-- grain: one row an article
-- reads: pending_article, touched_article, article_signature
-- why: an article that has become the first of its wording has not been compared yet

select s.rowid as row_no
from article_signature as s
where
    s.article_id in (select article_id from pending_article)
    or s.article_id in (select article_id from touched_article)
order by all
