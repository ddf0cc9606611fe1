"""The words of boilerplate: how much more often each stands in text that the rules cut than in prose.

The rules know some outlets; the words they cut there (``ikuti``, ``simak``, ``kanal``, ``unduh``) are those that
other outlets use for the same ends. Each distinct unit of an outlet counts once, so that no slogan that is
repeated a thousand times speaks louder than another.
"""

from __future__ import annotations

import polars as pl

from transforms.learn.units import FULL_STOP, PROSE_CHARS, key_of

LIKE_BOILERPLATE = ("promo", "ad", "legal", "navigation", "related_link", "byline", "stamp", "caption")
"""Kinds whose words say something; titles and datelines are made of the words of news."""
SMOOTHING = 1.0
"""Added to each count: a word that prose hardly knows speaks for boilerplate even where no rule has met it."""
LEAST_WORDS = 5000.0
"""Added to both totals, so that a corpus in which the rules cut little says little."""
STRONGEST = 4.0
"""A single word counts no more than this, either way."""
WORD = r"\p{L}[\p{L}\d]*"


def word_odds(units: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Return ``word``, ``odds`` (log of its rate in cut text over its rate in kept text) and ``kind``.

    ``units``: ``outlet_id``, ``unit``, ``key`` of what is kept, of which sentences count; ``removed``: ``outlet_id``,
    ``surface``, ``kind``. ``kind`` is the one of which the word is most typical. Sums over distinct texts, so order
    does not matter.
    """
    kind = removed.filter(pl.col("kind").cast(pl.String).is_in(LIKE_BOILERPLATE))
    cut = kind.select("outlet_id", pl.col("kind").cast(pl.String), key=key_of(pl.col("surface"))).unique()
    prose = pl.col("unit").str.contains(FULL_STOP) & (pl.col("unit").str.len_chars() >= PROSE_CHARS)
    kept = units.filter(prose).select("outlet_id", "key").unique()
    by_kind = _words(cut).group_by("word", "kind").agg(n=pl.len())
    words = by_kind.group_by("word").agg(
        _cut=pl.col("n").sum(), kind=pl.col("kind").sort_by(-pl.col("n").cast(pl.Int64), "kind").first()
    )
    spoken = _words(kept).group_by("word").agg(_kept=pl.len())
    both = words.join(spoken, on="word", how="full", coalesce=True).with_columns(pl.col("_cut", "_kept").fill_null(0))
    rate = {
        name: (pl.col(name) + SMOOTHING) / (pl.col(name).sum().cast(pl.Float64) + LEAST_WORDS)
        for name in ("_cut", "_kept")
    }
    odds = (rate["_cut"] / rate["_kept"]).log().clip(-STRONGEST, STRONGEST)
    return both.select("word", "kind", odds=odds.round(3)).sort("word")


def _words(texts: pl.DataFrame) -> pl.DataFrame:
    return (
        texts.select(pl.exclude("key"), word=pl.col("key").str.extract_all(WORD).list.unique())
        .explode("word")
        .drop_nulls("word")
    )


def weigh(keys: pl.Series, odds: pl.DataFrame) -> pl.DataFrame:
    """Return ``key``, ``vocabulary`` (mean log odds of its words, 0 where none is known) and ``kind`` (guessed).

    The kind is the one that the words speak for with the greatest sum of positive odds; ``promo`` where none do.
    """
    words = keys.unique().to_frame("key").with_columns(word=pl.col("key").str.extract_all(WORD)).explode("word")
    known = words.join(odds, on="word", how="left")
    mean = known.group_by("key").agg(vocabulary=pl.col("odds").fill_null(0.0).mean().round(3))
    votes = known.filter(pl.col("odds") > 0).group_by("key", "kind").agg(pl.col("odds").sum().round(3))
    best = votes.sort("key", -pl.col("odds"), "kind").unique("key", keep="first", maintain_order=True)
    return mean.join(best.select("key", "kind"), on="key", how="left").with_columns(pl.col("kind").fill_null("promo"))
