-- Bands: some bands of the wordings of the rows asked for, or of all others, to find those that share one.
-- grain: one row an article long enough to be matched
-- reads: staged_row (row_no), article_signature; variables first_band, end_band, are_asked (false: all others)

select
    rowid as row_no,
    bands[getvariable('first_band') + 1:getvariable('end_band')] as bands
from article_signature
where len(bands) > 0 and (rowid in (select row_no from staged_row)) = getvariable('are_asked')
