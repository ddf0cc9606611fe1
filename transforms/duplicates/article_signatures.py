"""The signature of an article: of its wording, and of what it counts, names and quotes."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.duplicates.retold import features_of, sign_features
from transforms.duplicates.signatures import ALGORITHM, sign

SAID = ("direct", "mixed")
"""Forms of statements whose content stands in quotation marks."""
DAYS = ("minute", "hour", "day")


class ArticleSignature(dy.Schema):
    """One row an article; the columns of :class:`transforms.duplicates.signatures.Signature` and of its facts."""

    article_id = dy.String()
    algorithm = dy.String()
    body_hash = dy.UInt64()
    body_words = dy.UInt32()
    bands = dy.List(dy.UInt32())
    sketch = dy.List(dy.UInt8())
    story_on = dy.Date(nullable=True)
    """Day of publication, else the latest day that the text names."""
    fact_bands = dy.List(dy.UInt32())
    """Bands of quotes, and of figures and names; empty where there are too few."""
    fact_sketch = dy.List(dy.UInt8())
    """Empty where there are no quotes, figures and names at all."""


def sign_articles(
    articles: pl.DataFrame,
    quantities: pl.DataFrame,
    mentions: pl.DataFrame,
    dates: pl.DataFrame,
    statements: pl.DataFrame,
) -> dy.DataFrame[ArticleSignature]:
    """Sign articles: ``article_id`` (any key), ``body``, ``published_on``; the other frames are facts of theirs.

    ``quantities``: ``kind``, ``low``, ``high``; ``mentions``: ``entity_id``; ``dates``: ``starts_on``,
    ``granularity``, ``anchor``; ``statements``: ``form``, ``content``. The same rows give the same signature.

    >>> artikel = {"article_id": ["a"], "body": ["Hujan turun."], "published_on": [None]}
    >>> kolom = ["article_id", "kind", "entity_id", "granularity", "anchor", "form", "content"]
    >>> kosong = dict.fromkeys(kolom, pl.String)
    >>> fakta = pl.DataFrame(schema=kosong | {"low": pl.Float64, "high": pl.Float64, "starts_on": pl.Date})
    >>> tanda = sign_articles(pl.DataFrame(artikel).cast({"published_on": pl.Date}), fakta, fakta, fakta, fakta)
    >>> tanda.select("body_words", "story_on", "fact_bands").row(0)
    (2, None, [])
    """
    quotes = statements.filter(pl.col("form").is_in(SAID)).select("article_id", "content")
    bands = sign_features(features_of(quantities, mentions, quotes))
    whole_days = (pl.col("anchor") == "absolute") & pl.col("granularity").is_in(DAYS)
    named = dates.filter(whole_days).group_by("article_id").agg(named_on=pl.col("starts_on").max())
    story_on = articles.select("article_id", "published_on").join(named, on="article_id", how="left")
    return ArticleSignature.cast(
        sign(articles.select("article_id", "body"))
        .join(story_on.select("article_id", story_on=pl.coalesce("published_on", "named_on")), on="article_id")
        .join(bands, on="article_id", how="left")
        .with_columns(
            pl.lit(ALGORITHM).alias("algorithm"),
            pl.col("fact_bands").fill_null(pl.lit([], pl.List(pl.UInt32))),
            pl.col("fact_sketch").fill_null(pl.lit([], pl.List(pl.UInt8))),
        )
        .sort("article_id")
        .select(*ArticleSignature.column_names())
    )
