-- Pending: which article versions the index lacks, and which it holds that are gone.
-- reads: published.fact_article, search_article
-- gives: pending_article (article_no, article_id, batch_id), gone_article (article_no)

create or replace temp table pending_article as
select
    (select coalesce(max(article_no), 0) from search_article)
    + row_number() over (order by f.article_id) as article_no,
    f.article_id,
    f.batch_id
from published.fact_article as f
anti join search_article as s on f.article_id = s.article_id and f.batch_id = s.batch_id;

create or replace temp table gone_article as
select s.article_no
from search_article as s
anti join published.fact_article as f on s.article_id = f.article_id and s.batch_id = f.batch_id;
