"""Reports told again in other words: found by what they quote, count and name, not by their wording.

A feature is a hash of one distinct figure, name or three quoted words. How common a feature is in the corpus plays no
part, so that what is found does not depend on what else is there; what is common everywhere (small counts,
countries, provinces) is left out.
"""

from __future__ import annotations

from typing import NamedTuple

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.meeting import equal_bytes
from transforms.duplicates.relation import Copy
from transforms.duplicates.signatures import banded, low_bytes, min_hashes
from transforms.duplicates.words import mixed, string_hashes, words_of

SMALL_KINDS = ("count", "age", "duration", "other")
SMALL = 10
"""Figures of these kinds up to ``SMALL`` are in every second article and prove nothing."""
EVERYWHERE = "^(?:country|region):"
"""Nor do countries and provinces."""
QUOTES_AT_ONCE = 1_000

QUOTE_BANDS, QUOTE_ROWS = 24, 2
"""Two texts with 0.4 of their quoted words in common meet with the chance 0.985."""
FACT_BANDS, FACT_ROWS = 20, 4
"""Two texts with 0.6 of their figures and names in common meet with the chance 0.94."""

FACT_SKETCH_BYTES = QUOTE_BANDS * QUOTE_ROWS + FACT_BANDS * FACT_ROWS
MOST_DAYS = 2
"""A retelling appears within so many days; the band alone would bring together what agencies say every week."""
LEAST_QUOTED_BYTES, LEAST_COMMON_BYTES, LEAST_TOLD_BYTES = 6, 8, 14
"""Equal bytes of two sketches, of 48 for quotes and 80 for facts, without which a pair is not compared. Chance
makes 0.2 and 0.3; the least of the judged retellings are 17 and 29."""
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


def features_of(quantities: pl.DataFrame, mentions: pl.DataFrame, quotes: pl.DataFrame) -> dy.DataFrame[Feature]:
    """Features of articles.

    ``quantities``: ``article_id``, ``kind``, ``low``, ``high``; ``mentions``: ``article_id``, ``entity_id``;
    ``quotes``: ``article_id``, ``content`` (what stands in quotation marks).

    >>> angka = pl.DataFrame({"article_id": ["a"], "kind": ["money"], "low": [5e6], "high": [5e6]})
    >>> nama = pl.DataFrame({"article_id": ["a", "a"], "entity_id": ["person:siti", "country:ID"]})
    >>> ucapan = pl.DataFrame({"article_id": ["a"], "content": ["kami siap membantu warga"]})
    >>> features_of(angka, nama, ucapan)["kind"].to_list()
    ['figure', 'name', 'quote', 'quote']
    """
    names = mentions.select("article_id", "entity_id").unique()
    names = names.filter(~pl.col("entity_id").str.contains(EVERYWHERE))
    quoted = [_quoted(part) for part in quotes.iter_slices(QUOTES_AT_ONCE)] or [_quoted(quotes)]
    return Feature.cast(
        pl.concat(
            [
                _figures(quantities),
                names.select("article_id", kind=pl.lit("name")).with_columns(
                    feature=pl.Series(string_hashes(names["entity_id"]))
                ),
                pl.concat(quoted).unique(maintain_order=True),
            ]
        )
    )


def _figures(quantities: pl.DataFrame) -> pl.DataFrame:
    telling = ~pl.col("kind").is_in(SMALL_KINDS) | (pl.max_horizontal("low", "high") > SMALL)
    figures = quantities.select("article_id", pl.col("kind").cast(pl.String), "low", "high").filter(telling).unique()
    return figures.select("article_id", kind=pl.lit("figure")).with_columns(feature=_figure_hashes(figures))


def _figure_hashes(figures: pl.DataFrame) -> pl.Series:
    """A hash of the kind and the bounds of each figure; -0 counts as 0, unknown as a value of its own."""
    total = string_hashes(figures["kind"])
    for bound in ("low", "high"):
        values = figures[bound].cast(pl.Float64).fill_null(float("nan")).to_numpy() + 0.0
        total = mixed(total + np.ascontiguousarray(values).view(np.uint64))
    return pl.Series(total)


def _quoted(quotes: pl.DataFrame) -> pl.DataFrame:
    words = words_of(quotes["content"])
    owners = quotes["article_id"].gather(np.repeat(np.arange(words.counts.size), words.counts)[words.is_whole])
    return pl.DataFrame({"article_id": owners, "feature": words.shingles[words.is_whole]}).select(
        "article_id", kind=pl.lit("quote"), feature="feature"
    )


def sign_features(features: pl.DataFrame) -> pl.DataFrame:
    """Sign articles by their quotes and by their figures and names: ``article_id``, ``fact_bands``, ``fact_sketch``.

    The sketch holds a byte of each hash, of quotes first; noughts where an article has none.
    """
    is_quote = pl.col("kind") == "quote"
    quotes = _signed(features.filter(is_quote), LEAST_QUOTED, QUOTE_BANDS, QUOTE_ROWS, first=0)
    facts = _signed(features.filter(~is_quote), sum(LEAST_FACTS.values()), FACT_BANDS, FACT_ROWS, first=QUOTE_BANDS)
    both = quotes.join(facts, on="article_id", how="full", coalesce=True, suffix="_facts")
    none = {name: pl.lit([], pl.List(pl.UInt32)) for name in ("bands", "bands_facts")}
    blank = {
        "sketch": pl.lit([0] * (QUOTE_BANDS * QUOTE_ROWS), pl.List(pl.UInt8)),
        "sketch_facts": pl.lit([0] * (FACT_BANDS * FACT_ROWS), pl.List(pl.UInt8)),
    }
    filled = both.with_columns(pl.col(name).fill_null(value) for name, value in (none | blank).items())
    return filled.select(
        "article_id",
        fact_bands=pl.concat_list("bands", "bands_facts"),
        fact_sketch=pl.concat_list("sketch", "sketch_facts"),
    )


class SketchParts(NamedTuple):
    """What fact sketches (rows) say of quotes, and what of figures and names."""

    quotes: NDArray[np.uint8]
    facts: NDArray[np.uint8]
    has_quotes: NDArray[np.bool_]
    """Where there are none, there are noughts, which any two have in common."""


def sketch_parts(sketches: NDArray[np.uint8]) -> SketchParts:
    """Part fact sketches."""
    quotes = np.ascontiguousarray(sketches[:, : QUOTE_BANDS * QUOTE_ROWS])
    facts = np.ascontiguousarray(sketches[:, QUOTE_BANDS * QUOTE_ROWS :])
    return SketchParts(quotes, facts, has_quotes=np.asarray(quotes.any(axis=1)))


def may_be_retold(
    parts: SketchParts,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    days: NDArray[np.int64],
) -> NDArray[np.bool_]:
    """Whether the articles of each pair may share quotes and facts enough to be compared.

    ``parts``: of their sketches; ``left``, ``right``: rows of these; ``days`` between them: without common quotes
    only a retelling of the same day counts.
    """
    common = equal_bytes(parts.facts, left, right)
    told = (common >= LEAST_TOLD_BYTES) & (days == 0)
    quoted = parts.has_quotes[left] & parts.has_quotes[right] & (common >= LEAST_COMMON_BYTES) & ~told
    quoted[quoted] = equal_bytes(parts.quotes, left[quoted], right[quoted]) >= LEAST_QUOTED_BYTES
    return quoted | told


def alike_in_figures(pairs: pl.DataFrame, quantities: pl.DataFrame) -> pl.DataFrame:
    """Leave out the pairs (``left``, ``right``) that have too few figures in common, whatever else they share.

    ``quantities`` as for :func:`features_of`; much less to read than what else is compared.
    """
    figures = _figures(quantities)
    counts = figures.group_by("article_id").len("figures")
    both = (
        pairs.select("left", "right")
        .join(figures, left_on="left", right_on="article_id")
        .join(figures, left_on=["right", "feature"], right_on=["article_id", "feature"])
        .group_by("left", "right")
        .len("both")
    )
    for side in ("left", "right"):
        of_side = counts.select(pl.col("article_id").alias(side), pl.col("figures").alias(f"{side}_figures"))
        both = both.join(of_side, on=side)
    enough = both.filter(pl.col("both") >= LEAST_SHARE * pl.min_horizontal("left_figures", "right_figures"))
    return pairs.join(enough, on=["left", "right"], how="semi", maintain_order="left")


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


def _signed(features: pl.DataFrame, least: int, bands: int, rows: int, *, first: int) -> pl.DataFrame:
    """``article_id``, ``bands`` (where it has ``least`` features or more, else none), ``sketch``."""
    sets = features.group_by("article_id", maintain_order=True).agg("feature")
    sizes = sets["feature"].list.len()
    hashes = min_hashes(sets["feature"].explode().to_numpy(), sizes.to_numpy(), bands * rows)
    found = pl.DataFrame(
        {
            "article_id": sets["article_id"],
            "bands": pl.Series(
                banded(hashes, bands, rows, first=first), dtype=pl.Array(pl.UInt32, bands)
            ).arr.to_list(),
            "sketch": pl.Series(low_bytes(hashes), dtype=pl.Array(pl.UInt8, bands * rows)).arr.to_list(),
        }
    )
    enough = sizes >= least
    return found.with_columns(bands=pl.when(enough).then("bands").otherwise(pl.lit([], pl.List(pl.UInt32))))
