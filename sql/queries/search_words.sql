-- Search words: the words of a query and what answers each.
-- grain: one row a word of the query and word that answers it; one row without where the index holds none
-- columns: asked, word, weight, rarity (sql/search/macros/search)
-- reads: variable query

with asked as (
    select distinct unnest(search_index.search_tokens(getvariable('query'))) as asked
)

select
    a.asked,
    t.word,
    t.weight,
    t.rarity
from asked as a
left join search_index.search_terms(getvariable('query')) as t on a.asked = t.asked
order by a.asked, t.weight desc, t.word
