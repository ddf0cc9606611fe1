-- check: unique_articles
-- severity: error
-- scope: article
-- rule: one row an article, an article version, a revision, a sentence number, a file record
-- remedy: run saring rebuild --all; if it stays so: saring rollback
-- why: the names that people join on must be as unique as the hashes

select 'fact_article' as table_name, article_id as key, count(*) as row_count
from fact_article
where article_id in (select article_id from checked_fact_article)
group by article_id
having count(*) > 1
union all
select 'raw_article', article_id || ' ' || content_hash, count(*)
from raw_article
where article_id in (select article_id from checked_raw_article)
group by article_id, content_hash
having count(*) > 1
union all
select 'raw_article', article_id || ' revision ' || revision, count(*)
from raw_article
where article_id in (select article_id from checked_raw_article)
group by article_id, revision
having count(*) > 1
union all
select 'fact_sentence', article_id || ' sentence ' || sentence_no, count(*)
from checked_fact_sentence
group by article_id, sentence_no
having count(*) > 1
union all
select 'article_source', source_file_id || ' record ' || record_no, count(*)
from checked_article_source
group by source_file_id, record_no
having count(*) > 1
