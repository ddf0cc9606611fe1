"""The reference rows of the dimensions, collected from what each stage declares."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.clean import load_rules
from transforms.corrections import load_corrections
from transforms.entities import reference_entities
from transforms.reference import REFERENCE_DIR, load_table
from transforms.urls import outlets


class StageRule(dy.Schema):
    """One rule of a stage, as ``seeds/reference/rules_<stage>.csv`` lists it."""

    rule_id = dy.String()
    stage = dy.String()
    kind = dy.String(nullable=True)
    scope = dy.String()
    description = dy.String()
    version = dy.Int64()
    prompted_by = dy.String(nullable=True)


@functools.cache
def rules() -> pl.DataFrame:
    """Every rule a fact may point to, for ``dim_rule``: those of the stage lists, boilerplate, corrections."""
    lists = sorted(path.stem for path in REFERENCE_DIR.glob("rules_*.csv"))
    frames = [load_table(name, StageRule, unique=["rule_id"]) for name in lists]
    columns = StageRule.column_names()
    boilerplate = load_rules().frame.with_columns(stage=pl.lit("clean")).select(columns)
    corrections = load_corrections().select(
        rule_id=pl.format("correction.{}", "correction_id"),
        stage=pl.lit("clean"),
        kind=pl.col("action"),
        scope=pl.col("url").fill_null("any"),
        description="reason",
        version=pl.lit(1),
        prompted_by="expects",
    )
    every = [*(frame.select(columns) for frame in frames), boilerplate, corrections.select(columns)]
    return pl.concat(every, how="vertical_relaxed")


def dimensions() -> dict[str, pl.DataFrame]:
    """Arguments of :meth:`flows.warehouse.Warehouse.load_dimensions`."""
    entities, aliases = reference_entities()
    return {"outlets": outlets(), "rules": rules(), "entities": entities, "aliases": aliases}
