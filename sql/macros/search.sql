-- Search: articles that answer a query in words, the best first.
-- grain: one row per article found
-- columns: article_id, score, share_matched, title, outlet_id, published_on, url, story_id (the same for copies)
-- why: the index is a file of its own beside the warehouse; this passes the query on to it, so that it can be
--      written as search('…') wherever both are attached. The index must have been attached as search_index:
--      attach 'warehouse.search.duckdb' as search_index (read_only)

create or replace macro search(sought, aliases := true) as table
select * from query(
    'from search_index.search(''' || replace(sought, '''', '''''') || ''', aliases := ' || aliases::boolean::varchar || ')'
);

comment on macro table search is
'search(words): articles that answer it, the best first, by the index beside the warehouse (attach ''warehouse.search.duckdb'' as search_index); saring sql attaches it by itself.';
