"""What a comparison makes of two articles: copies, two of a series, or two reports with a background in common.

The thresholds come from 380 pairs of real articles that were read and judged (``tests/test_duplicates_judged.py``).
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.calendar_words import forms_pattern, weekdays

COPIED_SHARE = 0.85
"""Share of the shorter text's words in shingles of the longer from which it is its copy."""
EDITED_SHARE = 0.82
EDITED_JACCARD = 0.57
"""Or, where little was added on either side, this share and this Jaccard similarity: a copy edited line by line."""
OTHER_SITE_SHARE = 0.77
"""Enough between two sites: a site repeats its own background in every follow-up, other sites have copied it."""
LEAST_COVERAGE = min(COPIED_SHARE, EDITED_SHARE, OTHER_SITE_SHARE)
OWN_WORDS = 31
"""But below ``COPIED_SHARE`` only where the edits are scattered: a passage of so many words of its own is news."""
WHOLE_SHARE = 0.95
HEADLINE_SHARE = 0.5
"""Two texts of one site of which less than ``WHOLE_SHARE`` is common tell one story only if at least so much of each
headline (its figures, and words of four letters and more) stands in the other article too. Where there is no
headline the beginning of the text is taken for it."""
LEAD = r"^(?:\S+\s+){0,15}\S+"
SERIES_FIGURES = 3
SERIES_SHARE = 0.12
"""Figures with another value in the same place that make two texts members of a series (weather, prices, hours of
prayer): so many, or two where they are this share of all. A copy that corrects a figure stays a copy. Headlines that
differ in figures and weekdays alone make a series too."""
_HEADLINE_WORD = r"\p{L}{4,}|\d[\d.,]*"


class Copy(dy.Schema):
    """One pair of articles of which one is a copy of the other."""

    left = dy.String()
    right = dy.String()
    relation = dy.Enum(["near", "rewrite"])
    similarity = dy.Float64()
    jaccard = dy.Float64()
    rule_id = dy.String()


def near_copies(compared: pl.DataFrame, bodies: pl.DataFrame) -> dy.DataFrame[Copy]:
    """Give the pairs that are near copies.

    ``compared``: the columns of :class:`transforms.duplicates.compare.Comparison`, and ``same_site``, ``left_title``,
    ``right_title``. ``bodies``: ``article_id``, ``body`` of the articles, for the headlines of one site.

    >>> sama = {"left": "a", "right": "b", "jaccard": 0.9, "containment": 0.95, "coverage": 0.97, "own_words": 2,
    ...         "figures": 20, "same_site": True, "left_title": None, "right_title": None}
    >>> isi = pl.DataFrame({"article_id": ["a", "b"], "body": ["x", "y"]})
    >>> near_copies(pl.DataFrame([sama | {"replaced": 0}, sama | {"replaced": 9}]), isi).height
    1
    """
    compared = compared.cast({"left_title": pl.String, "right_title": pl.String})
    series = (pl.col("replaced") >= SERIES_FIGURES) | (
        (pl.col("replaced") == 2) & (pl.col("replaced") >= SERIES_SHARE * pl.col("figures"))
    )
    copied = pl.col("coverage") >= COPIED_SHARE
    edited = (pl.col("coverage") >= EDITED_SHARE) & (pl.col("jaccard") >= EDITED_JACCARD)
    elsewhere = (pl.col("coverage") >= OTHER_SITE_SHARE) & ~pl.col("same_site")
    scattered = pl.col("own_words") < OWN_WORDS
    series |= _headline_form("left_title").eq(_headline_form("right_title")).fill_null(False) & (
        pl.col("left_title") != pl.col("right_title")
    )
    rule = pl.when(copied).then(pl.lit("link:near-copied")).otherwise(pl.lit("link:near-edited"))
    found = compared.filter((copied | ((edited | elsewhere) & scattered)) & ~series).with_columns(rule_id=rule)
    doubtful = found.filter(pl.col("same_site") & (pl.col("coverage") < WHOLE_SHARE))
    found = found.join(_other_stories(doubtful, bodies), on=["left", "right"], how="anti", maintain_order="left")
    return Copy.cast(
        found.select("left", "right", "jaccard", "rule_id", relation=pl.lit("near"), similarity="coverage")
    )


def _headline_form(title: str) -> pl.Expr:
    """A headline without figures and weekdays; null where it has none. Headlines of a series have the same."""
    names = forms_pattern(weekdays().filter(pl.col("scope") == "word")["form"])
    slot = rf"(?i)\b(?:{names})\b|\d+(?:[.,:]\d+)*"
    return pl.when(pl.col(title).str.contains(slot)).then(pl.col(title).str.to_lowercase().str.replace_all(slot, "#"))


def _other_stories(pairs: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Pairs (``left``, ``right``) of which one headline has too little to do with the other article."""
    leads = bodies.select("article_id", lead=pl.col("body").str.extract(LEAD, 0))
    for one in ("left", "right"):
        pairs = pairs.join(leads, left_on=one, right_on="article_id", how="left", maintain_order="left").with_columns(
            pl.coalesce(f"{one}_title", "lead").alias(f"{one}_title")
        ).drop("lead")  # fmt: skip
    told = [
        pairs.select("left", "right", own=f"{one}_title", other=f"{other}_title", article_id=other)
        for one, other in (("left", "right"), ("right", "left"))
    ]
    sides = pl.concat(told).join(bodies, on="article_id").drop_nulls("own").with_row_index("side")
    headline = sides.select("side", word=_words("own", _HEADLINE_WORD)).explode("word").drop_nulls().unique()
    text = pl.concat([sides.select("side", word=_words(column, r"\p{L}+|\d[\d.,]*")) for column in ("other", "body")])
    common = headline.join(text.explode("word").drop_nulls().unique(), on=["side", "word"], how="semi")
    share = (
        headline.group_by("side").len("words").join(common.group_by("side").len("common"), on="side", how="left")
    ).filter(pl.col("common").fill_null(0) < HEADLINE_SHARE * pl.col("words"))
    return sides.join(share, on="side", how="semi").select("left", "right").unique()


def _words(column: str, pattern: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.extract_all(pattern)
