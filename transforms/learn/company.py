"""The company that an entity keeps: who and what is named in the same articles, and the roles beside a person."""

from __future__ import annotations

import polars as pl

WIDEST = 0.05
"""An entity named in more of the articles than this (``Indonesia``, ``Jakarta``) is company to everyone."""
ROLE_WORD = r"\p{L}{3,}"


def company_of(mentions: pl.DataFrame) -> pl.DataFrame:
    """Return ``article_id``, ``entity_id``, ``weight``: who is named where; the rarer, the more it says.

    ``mentions``: ``article_id``, ``entity_id``.
    """
    held = mentions.select("article_id", "entity_id").unique()
    total = held["article_id"].n_unique()
    spread = (
        held.group_by("entity_id")
        .agg(_df=pl.len())
        .filter((pl.col("_df") > 1) & ((pl.col("_df") <= WIDEST * total) | (pl.col("_df") <= 5)))
    )
    weights = spread.select("entity_id", weight=(pl.lit(float(total)) / pl.col("_df")).log())
    return held.join(weights, on="entity_id")


def compared(pairs: pl.DataFrame, company: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Compare the company of pairs.

    ``pairs``: ``entity_id``, ``entity_id_kept``. Returns both with ``company`` (weight of shared company over that of
    the smaller), ``shared`` (how many), ``role`` (the same for words of roles), ``roles_differ`` (both have roles, no
    word in common) and ``together`` (articles that name both).
    """
    both = pl.concat([pairs.select("entity_id"), pairs.select(entity_id="entity_id_kept")]).unique()
    places = mentions.select("article_id", "entity_id").unique().join(both, on="entity_id", how="semi")
    around = (
        places.join(company.rename({"entity_id": "other"}), on="article_id")
        .filter(pl.col("entity_id") != pl.col("other"))
        .select("entity_id", "other", "weight")
        .unique()
    )
    keys = ["entity_id", "entity_id_kept"]
    pair = pairs.select(keys)
    own = pair.join(around, on="entity_id").filter(pl.col("other") != pl.col("entity_id_kept"))
    kept = pair.join(around.rename({"entity_id": "entity_id_kept"}), on="entity_id_kept").filter(
        pl.col("other") != pl.col("entity_id")
    )
    met = own.join(kept, on=[*keys, "other"]).group_by(keys).agg(_met=pl.col("weight").sum(), shared=pl.len())
    sizes = (
        own.group_by(keys)
        .agg(_own=pl.col("weight").sum())
        .join(kept.group_by(keys).agg(_kept=pl.col("weight").sum()), on=keys, how="inner")
    )
    found = pair.join(met, on=keys, how="left").join(sizes, on=keys, how="left")
    # a name met once keeps little company: it is held against what an article names, about five rare names
    least = pl.max_horizontal(pl.min_horizontal("_own", "_kept"), pl.lit(15.0))
    found = found.with_columns(company=(pl.col("_met") / least).round(3))
    found = found.join(_roles(pair, mentions), on=keys, how="left").join(_together(pair, places), on=keys, how="left")
    return found.select(*keys, "company", "shared", "role", pl.col("roles_differ").fill_null(False), "together")


def _roles(pair: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    words = (
        mentions.filter(pl.col("role").is_not_null())
        .select("entity_id", word=pl.col("role").str.to_lowercase().str.extract_all(ROLE_WORD))
        .explode("word")
        .drop_nulls()
        .unique()
    )
    keys = ["entity_id", "entity_id_kept"]
    own = pair.join(words, on="entity_id")
    kept = pair.join(words.rename({"entity_id": "entity_id_kept"}), on="entity_id_kept")
    sizes = own.group_by(keys).agg(_own=pl.len()).join(kept.group_by(keys).agg(_kept=pl.len()), on=keys)
    met = own.join(kept, on=[*keys, "word"]).group_by(keys).agg(_met=pl.len())
    found = sizes.join(met, on=keys, how="left").with_columns(pl.col("_met").fill_null(0))
    return found.select(
        *keys, role=(pl.col("_met") / pl.min_horizontal("_own", "_kept")).round(3), roles_differ=pl.col("_met") == 0
    )


def _together(pair: pl.DataFrame, places: pl.DataFrame) -> pl.DataFrame:
    keys = ["entity_id", "entity_id_kept"]
    own = pair.join(places, on="entity_id")
    kept = places.rename({"entity_id": "entity_id_kept"})
    return own.join(kept, on=["entity_id_kept", "article_id"]).group_by(keys).agg(together=pl.len())
