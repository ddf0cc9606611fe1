"""Date expressions of Indonesian prose: where they stand and which days they name.

Usable by itself::

    from transforms.dates import find_dates
    from transforms.spans import as_sentences

A mention is located (``mentions``) by the patterns of ``date_patterns.csv`` (``grammar``), judged by the text
around it (``judge``), measured from the publication or from a date to which the text ties it (``anchors``),
and resolved (``resolve``).
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.dates.anchors import anchored, settle_appositions
from transforms.dates.judge import judged
from transforms.dates.mentions import beside, locate
from transforms.dates.resolve import resolve
from transforms.schemas import ANCHORS, GRANULARITIES, DateMention, Sentence

__all__ = ["find_dates"]

_PUBLISHED: dict[str, pl.DataType | type[pl.DataType]] = {
    "article_no": pl.UInt32,
    "published_at": pl.Datetime("us", "Asia/Jakarta"),
    "published_on": pl.Date,
}
_RANGE_RULE = "dates:range"
NEAR_DAYS = 60
"""A bare ``(24/8)`` is a date only this near to the publication; else a score, a page or a fraction."""


def find_dates(sentences: dy.DataFrame[Sentence], published: pl.DataFrame | None = None) -> dy.DataFrame[DateMention]:
    """Find every expression that names a point or stretch on the calendar.

    ``sentences``: the columns of ``Sentence``. ``published``: ``article_no``, ``published_at``,
    ``published_on``, one row an article, both nullable; without it relative expressions stay unresolved
    (``starts_on`` null, ``anchor`` ``unresolved``), and absolute ones resolve all the same. Returns
    ``DateMention`` in order of appearance; ``starts_on`` and ``ends_on`` are inclusive days.

    >>> from transforms.spans import as_sentences
    >>> import datetime as dt
    >>> day = dt.date(2025, 6, 11)
    >>> when = pl.DataFrame({"article_no": [0], "published_at": [None], "published_on": [day]})
    >>> found = find_dates(as_sentences(["Rapat pada Senin (9/6) malam diulang pekan depan."]), when)
    >>> found.select("surface", "starts_on", "ends_on").rows()[0]
    ('Senin (9/6) malam', datetime.date(2025, 6, 9), datetime.date(2025, 6, 9))
    >>> found.select("surface", "starts_on", "ends_on").rows()[1]
    ('pekan depan', datetime.date(2025, 6, 16), datetime.date(2025, 6, 22))
    """
    if published is None:
        published = pl.DataFrame(schema=_PUBLISHED)
    published = published.select(pl.col(c).cast(t) for c, t in _PUBLISHED.items()).with_columns(
        published_on=pl.coalesce("published_on", pl.col("published_at").dt.date())
    )
    found = judged(locate(sentences))
    found = settle_appositions(resolve(anchored(found, published)))
    return DateMention.validate(_as_mentions(_join_ranges(_plausible(found))))


def _plausible(found: pl.DataFrame) -> pl.DataFrame:
    """Without dates that the calendar does not have, and without ``(24/8)`` far from the publication."""
    far = (pl.col("starts_on") - pl.col("anchor_on")).dt.total_days().abs() > NEAR_DAYS
    unclear = (pl.col("needs") == "near") & far.fill_null(True)
    return found.filter(~pl.col("impossible") & ~unclear.fill_null(False))


def _join_ranges(found: pl.DataFrame) -> pl.DataFrame:
    """``28 Februari - 1 Maret 2025``, ``akhir 2025 hingga awal 2026``: two ends become one mention."""
    touching = beside("start_char", -1) - pl.col("end_char") == beside("gap", -1).str.len_chars()
    both_open = pl.col("starts_on").is_null() & beside("ends_on", -1).is_null()
    fits = (pl.col("starts_on") <= beside("ends_on", -1)).fill_null(both_open)
    found = found.with_columns(_opens=((beside("link", -1) == "range") & touching & fits).fill_null(False))
    found = found.with_columns(_joins=pl.col("_opens") & ~pl.col("_opens").shift(1, fill_value=False))
    weekdays = pl.col("weekday_agrees"), beside("weekday_agrees", -1)
    joined = {
        "surface": pl.col("surface") + beside("gap", -1) + beside("surface", -1),
        "end_char": beside("end_char", -1),
        "ends_on": beside("ends_on", -1),
        "granularity": pl.lit("span"),
        "rule_id": pl.lit(_RANGE_RULE),
        "relative": pl.col("relative") | beside("relative", -1),
        "weekday_agrees": pl.coalesce(weekdays[0] & weekdays[1], *weekdays),
    }
    found = found.with_columns(pl.when("_joins").then(e).otherwise(pl.col(c)).alias(c) for c, e in joined.items())
    return found.filter(~pl.col("_joins").shift(1, fill_value=False))


def _as_mentions(found: pl.DataFrame) -> pl.DataFrame:
    unresolved = pl.col("starts_on").is_null()
    anchor = (
        pl.when(unresolved).then(pl.lit("unresolved"))
        .when(~pl.col("relative")).then(pl.lit("absolute"))
        .otherwise("anchor_kind")
    )  # fmt: skip
    return found.with_columns(
        anchor=anchor.cast(pl.Enum(ANCHORS)),
        granularity=pl.col("granularity").cast(pl.Enum(GRANULARITIES)),
    ).select(DateMention.column_names())
