-- Holders: the articles that meet in a band, in the order of publication.
-- grain: one row an article
-- reads: staged_row (row_no), article_signature, fact_article
-- why: the order decides which article of a wording stands for it, and which of a crowded band is compared with all

select
    s.rowid as row_no,
    s.article_id,
    s.body_hash,
    s.body_words,
    s.sketch
from article_signature as s
semi join staged_row as r on s.rowid = r.row_no
inner join fact_article as a on s.article_id = a.article_id
order by a.published_on nulls last, a.published_at nulls last, a.article_id
