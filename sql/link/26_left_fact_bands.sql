-- Left fact bands: the same of signatures that were replaced or are gone.
-- grain: one row an article with a day and enough of either
-- reads: replaced_signature; variables part, parts

select
    story_on,
    if(
        getvariable('parts') = 1,
        fact_bands,
        list_filter(fact_bands, lambda band: band % getvariable('parts') = getvariable('part'))
    ) as bands
from replaced_signature
where len(fact_bands) > 0 and story_on is not null
