-- Fact bands: bands of quotes and facts of all articles, or of one part of them, to find those that share one.
-- grain: one row an article with a day and enough of either
-- reads: article_signature; variables part, parts

select
    rowid as row_no,
    story_on,
    if(
        getvariable('parts') = 1,
        fact_bands,
        list_filter(fact_bands, lambda band: band % getvariable('parts') = getvariable('part'))
    ) as bands
from article_signature
where len(fact_bands) > 0 and story_on is not null
