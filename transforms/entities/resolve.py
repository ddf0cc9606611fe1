"""Give each mention its entity: the reference, the article itself, or an id made from the name."""

from __future__ import annotations

import functools

import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.names import learned_id, name_key, usual_spelling


@functools.cache
def _known_names() -> pl.DataFrame:
    """``key``, ``entity_type`` → the entity that the name means when nothing else is known."""
    entities, names = reference_entities()
    return (
        names.with_columns(key=name_key(pl.col("alias")))
        .sort("key", "entity_type", "tier", "rank", "entity_id")
        .unique(["key", "entity_type"], keep="first", maintain_order=True)
        .join(entities.select("entity_id", entity_name="name"), on="entity_id")
        .select("key", "entity_type", "entity_id", "entity_name", "tier")
    )


def resolve(spans: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add ``entity_id``, ``entity_name``, ``is_learned`` and ``rule_id`` to located spans."""
    spans = spans.with_columns(key=name_key(pl.col("surface")))
    spans = spans.join(_known_names(), on=["key", "entity_type"], how="left", maintain_order="left")
    spans = spans.join(_article_scopes(sentences), on="article_no", how="left", maintain_order="left")
    name = usual_spelling(pl.col("surface"))
    alone = (pl.col("entity_type") == "PER") & ~pl.col("key").str.contains(" ")
    scope = pl.when(alone).then(pl.col("scope")).otherwise(pl.lit(""))
    learned = pl.col("entity_id").is_null()
    return spans.with_columns(
        is_learned=learned,
        rule_id=pl.when(learned).then(pl.lit("entities:tagger")).otherwise(pl.lit("entities:reference")),
        entity_id=pl.coalesce("entity_id", learned_id(pl.col("entity_type"), name, scope)),
        entity_name=pl.coalesce("entity_name", name),
    )


def _article_scopes(sentences: pl.DataFrame) -> pl.DataFrame:
    """What tells one article from another whatever its number: its first sentence."""
    return sentences.group_by("article_no").agg(scope=pl.col("surface").first())
