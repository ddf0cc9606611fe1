-- Fact bands: bands of quotes and facts of the rows asked for, or of all others, to find those that share one.
-- grain: one row an article with a day and enough of either
-- reads: staged_row (row_no), article_signature; variable are_asked (false: all others)

select
    rowid as row_no,
    story_on,
    fact_bands as bands
from article_signature
where
    len(fact_bands) > 0
    and story_on is not null
    and (rowid in (select row_no from staged_row)) = getvariable('are_asked')
