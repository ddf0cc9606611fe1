-- Search words: what answers the words of a query.
-- grain: one row a word of the query and answer
-- columns: asked, answer, word_no, weight, rarity (sql/search/macros/search)
-- reads: variables query, aliases

select
    asked,
    answer,
    word_no,
    weight,
    rarity
from search_index.search_terms(getvariable('query'), aliases := getvariable('aliases'))
order by asked, weight desc, answer
