"""What a comparison makes of two texts: copies, or two of a series.

The thresholds come from 380 pairs of real articles that were read and judged (``tests/test_duplicates_judged.py``).
"""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.duplicates.compare import Comparison

COPIED_SHARE = 0.85
"""Share of the shorter text's words in shingles of the longer from which it is its copy."""
EDITED_SHARE = 0.82
EDITED_JACCARD = 0.57
"""Or, where little was added on either side, this share and this Jaccard similarity: a copy edited line by line."""
SERIES_FIGURES = 3
SERIES_SHARE = 0.12
"""Figures with another value in the same place that make two texts members of a series (weather, prices, hours of
prayer): so many, or two where they are this share of all. A copy that corrects a figure stays a copy."""


class Copy(dy.Schema):
    """One pair of texts of which one is a copy of the other."""

    left = dy.String()
    right = dy.String()
    relation = dy.Enum(["near", "rewrite"])
    similarity = dy.Float64()
    jaccard = dy.Float64()
    rule_id = dy.String()


def near_copies(comparisons: pl.DataFrame) -> dy.DataFrame[Copy]:
    """Give the pairs of ``comparisons`` (:class:`transforms.duplicates.compare.Comparison`) that are near copies.

    >>> banding = {"left": "a", "right": "b", "jaccard": 0.9, "containment": 0.95, "coverage": 0.97, "figures": 20}
    >>> near_copies(pl.DataFrame([banding | {"replaced": 0}, banding | {"replaced": 9}])).height
    1
    """
    comparisons = Comparison.cast(comparisons)
    series = (pl.col("replaced") >= SERIES_FIGURES) | (
        (pl.col("replaced") == 2) & (pl.col("replaced") >= SERIES_SHARE * pl.col("figures"))
    )
    copied = pl.col("coverage") >= COPIED_SHARE
    edited = (pl.col("coverage") >= EDITED_SHARE) & (pl.col("jaccard") >= EDITED_JACCARD)
    return Copy.cast(
        comparisons.filter((copied | edited) & ~series).select(
            "left",
            "right",
            "jaccard",
            relation=pl.lit("near"),
            similarity="coverage",
            rule_id=pl.when(copied).then(pl.lit("link:near-copied")).otherwise(pl.lit("link:near-edited")),
        )
    )
