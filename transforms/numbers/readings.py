"""Whether a lone separator before three digits parts thousands or decimals."""

from __future__ import annotations

import polars as pl

ONE_OR_TWO = r"(?:[^0-9]|$)"


def settle_reading(rows: pl.DataFrame) -> pl.DataFrame:
    """Decide between ``1.500`` = 1500 and 1.5 by the unit and by the article's other numbers.

    A point before three digits parts thousands, unless the article writes decimals with points and the
    number has a scale or is a percentage. A comma before three digits parts thousands only where
    something is counted or paid without a scale, or where the article writes decimals with points.
    """
    point = pl.col("core").str.contains(rf"^[^,]*[0-9]\.[0-9]{{1,2}}{ONE_OR_TWO}")
    comma = pl.col("core").str.contains(rf"[0-9],[0-9]{{1,2}}{ONE_OR_TWO}")
    evidence = rows.group_by("article_no").agg(english=point.any() & ~comma.any())
    percent = (pl.col("unit_kind") == "percent").fill_null(False)
    counted = pl.col("currency").is_not_null() | pl.col("noun").is_not_null() | pl.col("is_classified")
    whole = ~pl.col("has_scale") & counted
    by_point = pl.col("core").str.contains(r"[0-9]\.[0-9]{3}")
    use_en = (
        pl.when(by_point).then(pl.col("english") & (pl.col("has_scale") | percent)).otherwise(whole | pl.col("english"))
    )
    reading = pl.when(pl.col("two_readings") & use_en).then("low_en")
    rows = rows.join(evidence, on="article_no", how="left", maintain_order="left")
    return rows.with_columns(low=reading.otherwise("low"), high=reading.otherwise("high")).drop("english")
