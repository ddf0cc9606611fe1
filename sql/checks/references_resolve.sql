-- check: references_resolve
-- severity: error
-- scope: article
-- rule: facts point to articles, statements, quantities, outlets, batches and files that are there
-- remedy: run saring rebuild --all; if it stays so: saring rollback
-- why: the tables declare no foreign keys; this proves them

select 'fact_article' as table_name, 'outlet_id' as column_name, a.outlet_id as missing, a.article_id
from checked_fact_article as a
anti join dim_outlet as d on a.outlet_id = d.outlet_id
where a.outlet_id is not null
union all
select 'fact_article', 'content_hash', a.content_hash, a.article_id
from checked_fact_article as a
anti join raw_article as r on a.article_id = r.article_id and a.content_hash = r.content_hash and a.revision = r.revision
union all
select 'fact_article', 'batch_id', a.batch_id::varchar, a.article_id
from checked_fact_article as a
anti join etl_batch as b on a.batch_id = b.batch_id
union all
select 'fact_related_link', 'linked_article_id', l.linked_article_id, l.article_id
from checked_fact_related_link as l
anti join fact_article as a on l.linked_article_id = a.article_id
where l.linked_article_id is not null
union all
select 'fact_statement_quantity', 'statement_id', q.statement_id::varchar, q.article_id
from checked_fact_statement_quantity as q
anti join checked_fact_statement as s on q.statement_id = s.statement_id
union all
select 'fact_statement_quantity', 'quantity_id', q.quantity_id::varchar, q.article_id
from checked_fact_statement_quantity as q
anti join checked_fact_quantity as n on q.quantity_id = n.quantity_id
union all
select 'fact_statement', 'sentence_no', s.sentence_no::varchar, s.article_id
from checked_fact_statement as s
anti join checked_fact_sentence as t on s.article_id = t.article_id and s.sentence_no = t.sentence_no
union all
select 'fact_duplicate', 'first_article_id', d.first_article_id, d.article_id
from checked_fact_duplicate as d
anti join fact_article as a on d.first_article_id = a.article_id
union all
select 'article_source', 'source_file_id', s.source_file_id, s.article_id
from checked_article_source as s
anti join etl_source_file as f on s.source_file_id = f.source_file_id
union all
select 'article_source', 'content_hash', s.content_hash, s.article_id
from checked_article_source as s
anti join raw_article as r on s.article_id = r.article_id and s.content_hash = r.content_hash and s.revision = r.revision
