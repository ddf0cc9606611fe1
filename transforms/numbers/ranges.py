"""Two numbers that are the ends of one range: ``7-12 bulan``, ``antara 5 dan 7``, ``Rp 5 juta hingga Rp 10 juta``."""

from __future__ import annotations

import polars as pl

CONNECTOR = r"^(?:\s?[A-Za-z%]+(?:\s[a-zA-Z]+)?)?\s?(?:[-–—]|\s(?:hingga|sampai(?:\sdengan)?|s/d|s\.d\.?|sd)\s)\s?$"
SECOND = (
    "end_char", "unit_text", "unit_kind", "currency_after", "si_unit", "factor", "offset", "noun", "used", "is_glued",
    "after", "word1", "is_classified", "right", "tail", "used_noun",
)  # fmt: skip


def join_ranges(rows: pl.DataFrame) -> pl.DataFrame:
    """Merge the two ends of a range into the first row; adds ``is_range`` and ``is_score``.

    The second end gives unit, noun and end; a scale written once holds for both ends
    (``10–15 ribu``). Two numbers tied by a hyphen that do not ascend, or that have no unit, are no
    range but a score (``2-1``): both rows are marked.
    """
    gap, left = pl.col("gap"), pl.col("left").shift(1)
    joined = gap.str.contains(CONNECTOR).fill_null(False)
    between = (gap.str.contains(r"^\s[a-z%]*\s?dan\s$") & left.str.contains(r"(?i)antara\s$")).fill_null(False)
    either = (gap.str.contains(r"^(?:\satau\s|\s|-)$") & pl.col("is_spelled") & pl.col("is_spelled").shift(1)).fill_null(False)
    first_scale = pl.when(~pl.col("has_scale").shift(1) & (pl.col("low").shift(1) * pl.col("tail_scale") < pl.col("low"))).then("tail_scale").otherwise(1.0)
    low = pl.col("low").shift(1) * first_scale.fill_null(1.0)
    rows = rows.with_columns(_link=joined | between | (either & (pl.col("low") > pl.col("low").shift(1))), _low=low)
    rows = rows.with_columns(_second=pl.col("_link") & ~pl.col("_link").shift(1, fill_value=False))
    weak = pl.col("unit_text").is_null() & pl.col("currency").is_null()
    hyphen = pl.col("gap").str.contains(r"^\s?[-–—]\s?$").fill_null(False)
    small = (pl.col("low") < 200) & ~pl.col("is_spelled") & ~pl.col("has_scale") & ~pl.col("core").str.contains("[.,]")
    score = hyphen & weak & small & ((pl.col("low") <= pl.col("_low")) | pl.col("noun").is_null())
    ascends = pl.col("_second") & (pl.col("low") > pl.col("_low")) & ~score
    rows = rows.with_columns(_second=ascends, _score=score)
    opens = pl.col("_second").shift(-1, fill_value=False)
    rows = rows.with_columns(
        is_range=opens,
        is_score=pl.col("_score") | pl.col("_score").shift(-1, fill_value=False),
        low=pl.when(opens).then(pl.col("_low").shift(-1)).otherwise("low"),
        high=pl.when(opens).then(pl.col("high").shift(-1)).otherwise("high"),
        currency=pl.when(opens).then(pl.coalesce("currency", pl.col("currency").shift(-1))).otherwise("currency"),
        has_scale=pl.when(opens).then(pl.col("has_scale") | pl.col("has_scale").shift(-1)).otherwise("has_scale"),
        *[pl.when(opens).then(pl.col(c).shift(-1)).otherwise(c).alias(c) for c in SECOND],
    )
    return rows.filter(~pl.col("_second")).drop("_second", "_link", "_low", "_score")
