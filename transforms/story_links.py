"""Titles that are nearly the same: whether a pointer to a story means an article whose title was changed since."""

from __future__ import annotations

import dataframely as dy
import polars as pl
from rapidfuzz import fuzz, process

LEAST_RATIO = 0.93
"""Share of letters in common (normalised insertions and deletions) from which two titles are one."""
CUT_CHARS = 40
"""A title cut short is told by its beginning, from so many letters on."""
_FIGURES = r"\d+(?:[.,]\d+)*"


class NearTitle(dy.Schema):
    """A link and an article with nearly the title that the link names."""

    related_link_id = dy.UInt64()
    article_id = dy.String()
    score = dy.Float64()


def near_titles(candidates: pl.DataFrame) -> dy.DataFrame[NearTitle]:
    """Keep the candidates (``related_link_id``, ``article_id``, ``linked_title``, ``title``) that name one story.

    Figures must be the same in both: titles of a series differ by a date or a price alone. What is compared
    letter by letter (rapidfuzz) are the few pairs that share most of their words.

    >>> judul = ["Harga beras turun di pasar induk Cipinang", "Harga beras turun di pasar induk Cipinang, ini sebabnya"]
    >>> near_titles(pl.DataFrame({"related_link_id": [1], "article_id": ["a"], "linked_title": judul[:1],
    ...                           "title": judul[1:]})).height
    1
    """
    letters = [
        pl.col(name)
        .str.to_lowercase()
        .str.replace_all(r"[^\p{L}\p{N}]+", " ")
        .str.strip_chars()
        .alias(f"{name}_letters")
        for name in ("linked_title", "title")
    ]
    frame = candidates.with_columns(letters)
    one, other = pl.col("linked_title_letters"), pl.col("title_letters")
    ratios = process.cpdist(
        frame["linked_title_letters"].to_list(), frame["title_letters"].to_list(), scorer=fuzz.ratio
    )
    shorter = pl.min_horizontal(one.str.len_chars(), other.str.len_chars())
    is_cut = (shorter >= CUT_CHARS) & (one.str.starts_with(other) | other.str.starts_with(one))
    figures = [pl.col(name).str.extract_all(_FIGURES).list.sort() for name in ("linked_title", "title")]
    return NearTitle.cast(
        frame.with_columns(ratio=pl.Series(ratios, dtype=pl.Float64) / 100)
        .filter((figures[0] == figures[1]) & (is_cut | (pl.col("ratio") >= LEAST_RATIO)))
        .select(
            "related_link_id", "article_id", score=pl.when(is_cut).then(0.95).otherwise(pl.col("ratio") * 0.97).round(3)
        )
    )
