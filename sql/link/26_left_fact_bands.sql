-- Left fact bands: the same of signatures that were replaced or are gone.
-- grain: one row an article with a day and enough of either
-- reads: replaced_signature

select
    story_on,
    fact_bands as bands
from replaced_signature
where len(fact_bands) > 0 and story_on is not null
