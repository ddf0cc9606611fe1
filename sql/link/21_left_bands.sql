-- Left bands: the same bands of signatures that were replaced or are gone.
-- grain: one row a former signature
-- reads: replaced_signature; variables first_band, end_band

select bands[getvariable('first_band') + 1:getvariable('end_band')] as bands
from replaced_signature
where len(bands) > 0
