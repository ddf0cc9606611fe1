"""The learned version that a warehouse has pinned: read by every run, written by the learn step."""

from __future__ import annotations

import duckdb
import polars as pl

from flows.sqlfiles import read_sql
from flows.warehouse import Warehouse
from transforms.learn import Learned, LearnedAlias, LearnedTemplate


def read_learned(con: duckdb.DuckDBPyConnection) -> Learned | None:
    """The pinned version, or None where nothing was learned yet."""
    row = con.execute("select learned_version from learned_version where is_pinned").fetchone()
    if row is None:
        return None
    templates = con.execute(read_sql("queries/pinned_templates")).pl()
    aliases = con.execute(read_sql("queries/pinned_aliases")).pl()
    return Learned(
        str(row[0]), LearnedTemplate.validate(templates, cast=True), LearnedAlias.validate(aliases, cast=True)
    )


def pin(warehouse: Warehouse, learned: Learned, *, batch_id: int, articles: int, rules_version: str) -> None:
    """Write a version if it is new, pin it, and let rules, entities and aliases follow; in one transaction."""
    frames = {"staged_template": learned.templates, "staged_learned_alias": learned.aliases}
    text = {name: frame.with_columns(pl.col(pl.Enum).cast(pl.String)) for name, frame in frames.items()}
    warehouse.run_sql(
        "load/learned",
        text,
        batch_id=batch_id,
        learned_version=learned.version,
        articles=articles,
        rules_version=rules_version,
    )
