"""Whether the articles that hold a unit are about one subject.

Reporters copy sentences of background from story to story (``KPU telah menetapkan masa kampanye …``): they recur
as boilerplate does, but only in stories on their subject. The sign is a word, outside what recurs, that those
articles share far more than the outlet's articles do.
"""

from __future__ import annotations

import polars as pl

MOST_ARTICLES = 60
"""Holders of a unit that are looked at, those with the least ids."""
LEAST_SHARE = 0.6
"""Share of the holders that a word must stand in to be their subject."""
COMMON_SHARE = 0.25
"""A word in more of the outlet's articles than this is no subject."""
WORD = r"\p{L}{4,}"


def subject_strength(seen: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Return ``outlet_id``, ``form``, ``key``, ``subject``: log likelihood of the most telling shared word.

    ``seen``: ``outlet_id``, ``form``, ``key``, ``article_id``; ``units``: ``outlet_id``, ``article_id``, ``key``
    of all articles. 0: no word is shared more than chance has it; from about 10 on the articles have a subject.
    """
    words = _words(units, seen)
    size = units.group_by("outlet_id").agg(_size=pl.col("article_id").n_unique())
    spread = words.group_by("outlet_id", "word").agg(_df=pl.len()).join(size, on="outlet_id")
    spread = spread.with_columns(_rate=pl.col("_df") / pl.col("_size")).filter(
        (pl.col("_rate") <= COMMON_SHARE) & (pl.col("_df") > 1)
    )
    words = words.join(spread.select("outlet_id", "word", "_rate"), on=["outlet_id", "word"])
    held = seen.select("outlet_id", "form", "key", "article_id").unique().sort("outlet_id", "form", "key", "article_id")
    held = held.filter(pl.int_range(pl.len()).over("outlet_id", "form", "key") < MOST_ARTICLES)
    held = held.with_columns(_n=pl.len().over("outlet_id", "form", "key"))
    shared = (
        held.join(words, on=["outlet_id", "article_id"])
        .group_by("outlet_id", "form", "key", "word")
        .agg(_share=pl.len() / pl.col("_n").first(), _n=pl.col("_n").first(), _rate=pl.col("_rate").first())
    )
    shared = shared.filter(pl.col("_share") >= LEAST_SHARE)
    p, q = pl.col("_share").clip(0, 0.9999), pl.col("_rate")
    gain = pl.col("_n") * (p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log())
    telling = shared.with_columns(subject=gain.round(2))
    return telling.group_by("outlet_id", "form", "key").agg(pl.col("subject").max())


def _words(units: pl.DataFrame, seen: pl.DataFrame) -> pl.DataFrame:
    """The words of each article outside what recurs in its outlet: ``outlet_id``, ``article_id``, ``word``.

    Units after a recurring opening say what the pointer points to, not what the article is about.
    """
    own = units.filter(pl.col("article_id").n_unique().over("outlet_id", "key") < 3)
    opened = seen.filter(pl.col("form") == "opening").select("article_no", "from_start")
    own = own.join(opened, on=["article_no", "from_start"], how="anti")
    words = own.select("outlet_id", "article_id", word=pl.col("key").str.extract_all(WORD))
    return words.explode("word").drop_nulls("word").unique()
