"""Reports told again in other words: found by what they quote, count and name, not by their wording.

A feature is a hash of one distinct figure, name or three quoted words. How common a feature is in the corpus plays no
part, so that what is found does not depend on what else is there; what is common everywhere (small counts,
countries, provinces) is left out beforehand.
"""

from __future__ import annotations

import dataframely as dy
import numpy as np
import polars as pl

from transforms.duplicates.relation import Copy
from transforms.duplicates.signatures import min_hash_bands
from transforms.duplicates.words import words_of

QUOTE_BANDS, QUOTE_ROWS = 24, 2
"""Two texts with 0.4 of their quoted words in common meet with the chance 0.985."""
FACT_BANDS, FACT_ROWS = 20, 4
"""Two texts with 0.6 of their figures and names in common meet with the chance 0.94."""

LEAST_QUOTED = 12
"""Quoted shingles that must be common: two or three sentences of speech."""
LEAST_SHARE = 0.6
"""Share of the quotes, of the figures and of the names of the one with fewer that the other has too."""
LEAST_NAMES = 3
LEAST_FACTS = {"figure": 6, "name": 6}
FACT_SHARE = {"figure": 0.75, "name": 0.6}
"""Without common quotes (a translation): so many figures and names, and such shares of them, on the same day."""


class Feature(dy.Schema):
    """One distinct figure, name or quoted shingle of an article."""

    article_id = dy.String()
    kind = dy.Enum(["figure", "name", "quote"])
    feature = dy.UInt64()


def features_of(facts: pl.DataFrame, quotes: pl.DataFrame) -> dy.DataFrame[Feature]:
    """Features of articles from ``facts`` (``article_id``, ``kind``, ``feature``) and ``quotes`` (``content``).

    >>> fakta = pl.DataFrame({"article_id": ["a"], "kind": ["name"], "feature": [7]})
    >>> ucapan = pl.DataFrame({"article_id": ["a"], "content": ["kami siap membantu warga"]})
    >>> features_of(fakta, ucapan)["kind"].to_list()
    ['name', 'quote', 'quote']
    """
    words = words_of(quotes["content"])
    owners = quotes["article_id"].gather(np.repeat(np.arange(words.counts.size), words.counts))
    quoted = pl.DataFrame({"article_id": owners, "feature": words.shingles}).filter(pl.Series(words.is_whole))
    return Feature.cast(
        pl.concat(
            [
                facts.select("article_id", "kind", pl.col("feature").cast(pl.UInt64)),
                quoted.select("article_id", kind=pl.lit("quote"), feature="feature").unique(maintain_order=True),
            ]
        )
    )


def sign_features(features: pl.DataFrame) -> pl.DataFrame:
    """Bands of articles by their quotes and by their figures and names: ``article_id``, ``fact_bands``."""
    by_quotes = features.filter(pl.col("kind") == "quote")
    by_facts = features.filter(pl.col("kind") != "quote")
    bands = pl.concat(
        [
            _bands(by_quotes, LEAST_QUOTED, QUOTE_BANDS, QUOTE_ROWS, first=0),
            _bands(by_facts, sum(LEAST_FACTS.values()), FACT_BANDS, FACT_ROWS, first=QUOTE_BANDS),
        ]
    )
    return bands.group_by("article_id", maintain_order=True).agg(
        fact_bands=pl.col("bands").list.explode(keep_nulls=False, empty_as_null=False)
    )


def retold(pairs: pl.DataFrame, features: pl.DataFrame) -> dy.DataFrame[Copy]:
    """Give the pairs (``left``, ``right``, ``days`` between them) that tell one report in two wordings."""
    counts = features.group_by("article_id", "kind").len("count").pivot("kind", index="article_id", values="count")
    kinds = ["figure", "name", "quote"]
    counts = counts.with_columns([pl.lit(None, pl.UInt32).alias(k) for k in kinds if k not in counts.columns])
    counts = counts.select("article_id", *(pl.col(k).fill_null(0) for k in kinds))
    common = (
        pairs.select("left", "right")
        .join(features, left_on="left", right_on="article_id")
        .join(features, left_on=["right", "kind", "feature"], right_on=["article_id", "kind", "feature"])
        .group_by("left", "right")
        .agg([(pl.col("kind") == kind).sum().alias(f"{kind}_both") for kind in kinds])
    )
    frame = pairs.join(common, on=["left", "right"], maintain_order="left")
    for side in ("left", "right"):
        frame = frame.join(counts.rename({k: f"{k}_{side}" for k in kinds}), left_on=side, right_on="article_id")
    fewer = {k: pl.min_horizontal(f"{k}_left", f"{k}_right") for k in kinds}
    share = {k: pl.col(f"{k}_both") / fewer[k].clip(1) for k in kinds}
    quoted = (
        (pl.col("quote_both") >= LEAST_QUOTED)
        & (pl.col("name_both") >= LEAST_NAMES)
        & (pl.col("figure_both") >= 1)
        & pl.all_horizontal([share[k] >= LEAST_SHARE for k in kinds])
    )
    told = pl.all_horizontal(
        pl.col("days") == 0,
        *[(pl.col(f"{k}_both") >= LEAST_FACTS[k]) & (share[k] >= FACT_SHARE[k]) for k in LEAST_FACTS],
    )
    both = pl.sum_horizontal(f"{k}_both" for k in kinds)
    return Copy.cast(
        frame.filter(quoted | told).select(
            "left",
            "right",
            relation=pl.lit("rewrite"),
            similarity=both / pl.sum_horizontal(fewer[k] for k in kinds).clip(1),
            jaccard=both / (pl.sum_horizontal(f"{k}_{s}" for k in kinds for s in ("left", "right")) - both).clip(1),
            rule_id=pl.when(quoted).then(pl.lit("link:rewrite-quoted")).otherwise(pl.lit("link:rewrite-facts")),
        )
    )


def _bands(features: pl.DataFrame, least: int, bands: int, rows: int, *, first: int) -> pl.DataFrame:
    """Bands of the articles with ``least`` features or more: ``article_id``, ``bands``."""
    sorted_ = features.filter(pl.len().over("article_id") >= least).sort("article_id", "feature")
    sizes = sorted_.group_by("article_id", maintain_order=True).len()
    hashes = min_hash_bands(sorted_["feature"].to_numpy(), sizes["len"].to_numpy(), bands, rows, first=first)
    return pl.DataFrame(
        {"article_id": sizes["article_id"], "bands": pl.Series(hashes, dtype=pl.Array(pl.UInt32, bands)).arr.to_list()}
    )
