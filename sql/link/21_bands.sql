-- Bands: some bands of all wordings, to find those that share one.
-- grain: one row an article long enough to be matched
-- reads: article_signature; variables first_band, end_band

select
    rowid as row_no,
    bands[getvariable('first_band') + 1:getvariable('end_band')] as bands
from article_signature
where len(bands) > 0
