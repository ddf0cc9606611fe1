"""Number candidates in sentences, each with the text before and after it."""

from __future__ import annotations

import polars as pl

from transforms.numbers.patterns import candidate, currency_before, number_signs
from transforms.spans import MARK

CONTEXT_CHARS = 60


def find_candidates(sentences: pl.DataFrame) -> pl.DataFrame:
    """Every number-like span of the sentences with what surrounds it.

    Returns ``article_no``, ``sentence_no``, ``start_char``, ``end_char`` (in the article), ``core``
    (the span), ``left`` and ``right`` (up to 60 characters, not beyond the sentence; ``left`` begins
    after the candidate before, ``right`` runs on over the next unless that is money) and ``gap`` (all the text
    since the candidate before in the same sentence; null for the first).
    """
    pattern = candidate()
    hits = sentences.filter(pl.col("surface").str.contains_any(number_signs(), ascii_case_insensitive=True))
    length = pl.col("end_char").cast(pl.Int64) - pl.col("start_char").cast(pl.Int64)
    is_money = pl.col("core").str.contains(f"^{currency_before()}")
    pieces = (
        hits.select(
            "article_no",
            "sentence_no",
            _row=pl.int_range(pl.len(), dtype=pl.UInt32),
            _shift=pl.col("start_char").cast(pl.Int64) - (length.cum_sum() - length),
            core=pl.col("surface").str.replace_all(pattern, f"{MARK}${{0}}{MARK}").str.split(MARK),
        )
        .with_columns(_n=pl.int_ranges(pl.col("core").list.len()))
        .explode("core", "_n")
        .with_columns(_len=pl.col("core").str.len_chars().cast(pl.Int64))
        .with_columns(
            _end=pl.col("_len").cum_sum(),
            left=pl.col("core").shift(1),
            _next=pl.when((pl.col("_row") == pl.col("_row").shift(-2)) & ~is_money.shift(-2))
            .then(pl.col("core").shift(-2))
            .otherwise(pl.lit("")),
            right=pl.col("core").shift(-1),
        )
        .filter(pl.col("_n") % 2 == 1)
    )
    return pieces.select(
        "article_no",
        "sentence_no",
        (pl.col("_end") - pl.col("_len") + pl.col("_shift")).alias("start_char"),
        (pl.col("_end") + pl.col("_shift")).alias("end_char"),
        "core",
        left=pl.col("left").str.tail(CONTEXT_CHARS),
        right=pl.concat_str("right", "_next").str.head(CONTEXT_CHARS),
        gap=pl.when(pl.col("_n") > 1).then("left"),
        is_first=(pl.col("_n") == 1),
    )
