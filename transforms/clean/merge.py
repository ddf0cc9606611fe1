"""Settle overlaps: the final, ordered, non-overlapping spans."""

from __future__ import annotations

import polars as pl


def settle(spans: pl.DataFrame) -> pl.DataFrame:
    """Order spans, drop those inside another, clip those that overlap, and trim white space.

    ``spans``: ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``. At the same
    start the longer span wins.
    """
    start, end = pl.col("start_char").cast(pl.Int64), pl.col("end_char").cast(pl.Int64)
    ordered = spans.with_columns(start, end).sort("article_no", "start_char", -end, "rule_id")
    reach = pl.col("end_char").cum_max().shift(1).over("article_no").fill_null(0)
    ordered = ordered.with_columns(_reach=reach).filter(pl.col("end_char") > pl.col("_reach"))
    clipped = pl.col("start_char") < pl.col("_reach")
    moved = ordered.filter(clipped).with_columns(
        surface=pl.col("surface").str.slice(pl.col("_reach") - pl.col("start_char")), start_char=pl.col("_reach")
    )
    whole = ordered.filter(~clipped)
    return trimmed(pl.concat([whole, moved])).sort("article_no", "start_char").select(spans.columns)


def trimmed(spans: pl.DataFrame) -> pl.DataFrame:
    """Take the white space off both ends of spans; drop what is nothing else."""
    lead = pl.col("surface").str.len_chars() - pl.col("surface").str.strip_chars_start().str.len_chars()
    trimmed = spans.with_columns(
        start_char=pl.col("start_char") + lead, surface=pl.col("surface").str.strip_chars()
    ).filter(pl.col("surface") != "")
    return trimmed.with_columns(end_char=pl.col("start_char") + pl.col("surface").str.len_chars())
