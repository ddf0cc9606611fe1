-- Search alike: words of the index that may be like a word.
-- grain: one row a word, those that most articles hold first
-- columns: word
-- reads: variables word, words (how many at most)
-- why: four letters of five the same need about the same length; the rest is told by rapidfuzz

select word
from search_index.search_word
where 3 * length(word) between 2 * length(getvariable('word')) and 4.5 * length(getvariable('word'))
order by articles desc, word
limit getvariable('words')
