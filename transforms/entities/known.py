"""What a name means by itself: the reference by key, names of one type, shared names, the analyst's pins."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.names import name_key
from transforms.reference import ReferenceError, load_table


class PinRow(dy.Schema):
    pin = dy.Enum(("same", "not same"))
    entity_id = dy.String()
    other_id = dy.String(nullable=True)
    """``same``: the id whose mentions become those of ``entity_id``."""
    surface = dy.String(nullable=True)
    """``not same``: the name that never means ``entity_id``."""
    reason = dy.String()


@functools.cache
def pins() -> pl.DataFrame:
    """The analyst's decisions (``entity_pins.csv``). Raises :class:`transforms.reference.ReferenceError`."""
    table = load_table("entity_pins", PinRow, unique=["pin", "entity_id", "other_id", "surface"])
    for row, (pin, other, surface) in enumerate(table.select("pin", "other_id", "surface").rows(), start=2):  # few pins
        if (pin == "same") != (other is not None) or (pin == "not same") != (surface is not None):
            raise ReferenceError(
                f"entity_pins.csv: row {row}: 'same' needs other_id only, 'not same' needs surface only"
            )
    return table


@functools.cache
def known_names() -> pl.DataFrame:
    """``key``, ``entity_type`` → the entity that the name means when nothing else is known."""
    entities, names = reference_entities()
    barred = pins().filter(pl.col("pin") == "not same").select("entity_id", key=name_key(pl.col("surface")))
    return (
        names.with_columns(key=name_key(pl.col("alias")))
        .join(barred, on=["key", "entity_id"], how="anti")
        .sort("key", "entity_type", "tier", "rank", "entity_id")
        .join(
            shared_names().select("key", "entity_type", entity_id="new_id"),
            on=["key", "entity_type", "entity_id"],
            how="anti",
        )
        .unique(["key", "entity_type"], keep="first", maintain_order=True)
        .join(entities.select("entity_id", known_name="name"), on="entity_id")
        .select("key", "entity_type", "known_name", known_id="entity_id")
    )


@functools.cache
def shared_names() -> pl.DataFrame:
    """Names that the curated table gives to several entities of one type (``Garuda``).

    Columns: ``key``, ``entity_type``, ``new_id``, ``new_name``.
    The article decides: the entity that it also names otherwise is meant.
    """
    entities, names = reference_entities()
    curated = names.filter(pl.col("rank") == 1).with_columns(key=name_key(pl.col("alias")))
    shared = curated.filter(pl.col("entity_id").n_unique().over("key", "entity_type") > 1)
    return (
        shared.join(entities.select("entity_id", new_name="name"), on="entity_id")
        .select("key", "entity_type", "new_name", new_id="entity_id")
        .unique()
    )


@functools.cache
def called_like_places() -> pl.DataFrame:
    """Single words that are a place's name and a body's (``Milan``): ``key``, ``known_id`` of the body."""
    names = known_names().filter(~pl.col("key").str.contains(" ", literal=True))
    places = names.filter(pl.col("entity_type") == "LOC")
    return names.filter(pl.col("entity_type") == "ORG").join(places, on="key", how="semi").select("key", "known_id")


@functools.cache
def sure_types() -> pl.DataFrame:
    """Names that the reference holds, strongly, for one type alone: ``key``, ``sure_kind`` (from 1)."""
    names = reference_entities()[1].with_columns(key=name_key(pl.col("alias")))
    sure = names.filter((pl.col("entity_type").n_unique().over("key") == 1) & (pl.col("tier") == "strong"))
    return sure.select("key", sure_kind=pl.col("entity_type").to_physical().cast(pl.Int64) + 1).unique("key")


@functools.cache
def acronyms() -> pl.Series:
    """Keys of the acronyms of the reference."""
    short = reference_entities()[1].filter(pl.col("alias").str.contains(r"^\p{Lu}{2,6}$"))
    return short.select(name_key(pl.col("alias")).unique()).to_series()
