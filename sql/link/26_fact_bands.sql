-- Fact bands: bands of quotes and facts of all articles, to find those that share one.
-- grain: one row an article with a day and enough of either
-- reads: article_signature

select
    rowid as row_no,
    story_on,
    fact_bands as bands
from article_signature
where len(fact_bands) > 0 and story_on is not null
