"""Remove articles on demand: from facts, raw articles, sources, refused records and snapshots.

What remains is a tombstone (an id, no content), which every later load honours, and rows of ``fact_change``
that say that facts were removed and nothing of what they said. Files are written anew, so that nothing is left
in free blocks; search indexes are removed. Morning reports quote articles: those beside the warehouse are removed.
The dumps themselves are not touched.
"""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from flows import publish, snapshots
from flows.compact import compact
from flows.connection import close_after_load, connect_for_load, transaction
from flows.errors import UsageError
from flows.lake.address import is_lake
from flows.link import link_batch
from flows.migrate import SchemaError, prepare_schema
from flows.report.write import remove_reports
from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import MEMORY_LIMIT, Warehouse, connect_readonly, now_utc
from transforms.identity import article_ids_of
from transforms.reference import rules_version

ERASE_WAIT_SECONDS = 6 * 3600.0
"""Wait for a load that came between, before a lake's earlier snapshots are erased."""

KEPT = {"etl_tombstone", "fact_change"}
"""Tables with an ``article_id`` whose rows stay."""


@dataclass(frozen=True)
class Target:
    """What is to be forgotten: tombstones, and what the warehouse holds of it."""

    tombstones: pl.DataFrame
    """``scope`` (``article``, ``outlet`` or ``address``: text to look for only), ``value``, ``reason``."""
    articles: int
    versions: int
    a_title: str | None


@dataclass(frozen=True)
class Forgotten:
    """What a removal did."""

    batch_id: int
    articles: int
    versions: int
    snapshots: int
    """Snapshots that were written anew."""
    removed_snapshots: int
    """Snapshots that could not be read and were removed."""


def find(warehouse: Path, what: str, reason: str | None = None) -> Target:
    """What ``what`` means: an address, an ``article_id``, or an outlet (``kompas.com``).

    An address need not be in the warehouse: its article is refused from now on. Raises
    :class:`flows.errors.UsageError` where it is none of the three.
    """
    with connect_readonly(warehouse) as con:
        tombstones = _tombstones(con, what.strip(), reason)
        con.register("staged_tombstone", tombstones)
        con.execute(read_sql("forget/10_articles"))
        row = con.execute(read_sql("queries/to_forget")).fetchone()
    assert row is not None
    return Target(tombstones, row[0], row[2], row[3])


def forget(warehouse: Path, target: Target, *, wait_seconds: float = 0.0) -> Forgotten:
    """Remove the articles of ``target`` (:func:`find`) from the warehouse and its snapshots, and publish.

    The snapshots come first: killed at any point and started again, it ends the same.
    """
    with Warehouse.writing(warehouse, wait_seconds=wait_seconds) as writing:
        batch_id = writing.start_batch("forget", rules_version=_rules_version(writing.con))
        rewritten, removed = _forget_in_snapshots(warehouse, target, batch_id)
        with writing.transaction():
            _purge(writing.con, target, batch_id, now_utc())
        link_batch(writing, batch_id)
        writing.finish_batch(batch_id, compare=False)
        writing.publish(keep_snapshot=False, before=lambda work: compact(work, warehouse))
    if is_lake(warehouse):
        _erase_history(warehouse)
    remove_reports(warehouse)
    warehouse.with_name(warehouse.name + ".damaged").unlink(missing_ok=True)
    for path in (warehouse, *(snapshot.path for snapshot in snapshots.snapshots(warehouse))):
        publish.search_index_path(path).unlink(missing_ok=True)  # the next search makes it anew
    return Forgotten(batch_id, target.articles, target.versions, rewritten, removed)


def _erase_history(warehouse: Path) -> None:
    from flows.lake.upkeep import erase_history

    erase_history(warehouse, wait_seconds=ERASE_WAIT_SECONDS)


def _tombstones(con: duckdb.DuckDBPyConnection, what: str, reason: str | None) -> pl.DataFrame:
    rows: list[tuple[str, str, str | None]]
    if "://" in what:
        article_id = article_ids_of(pl.Series([what]))[0]
        if article_id is None:
            raise UsageError(f"{what} is no address of an article")
        rows = [("article", article_id, reason), ("address", what, reason)]
    elif re.fullmatch(r"[0-9a-f]{16,20}", what):
        rows = [("article", what, reason)]
    elif con.execute("select 1 from dim_outlet where outlet_id = ?", [what]).fetchone():
        rows = [("outlet", what, reason)]
    else:
        raise UsageError(
            f'{what} is no address, article_id or outlet of the warehouse; see: saring sql "from dim_outlet"'
        )
    return pl.DataFrame(rows, schema={"scope": pl.String, "value": pl.String, "reason": pl.String}, orient="row")


def _rules_version(con: duckdb.DuckDBPyConnection) -> str:
    """That of the last batch: this one derives nothing, and the next load must see whether rules have changed."""
    row = con.execute(read_sql("queries/last_versions")).fetchone()
    return row[0] if row else rules_version()


def _purge(con: duckdb.DuckDBPyConnection, target: Target, batch_id: int, at: datetime) -> None:
    con.register("staged_tombstone", target.tombstones)
    set_variables(con, batch_id=batch_id, created_at=at)
    try:
        for name in ("10_articles", "15_entities_named", "20_change", "30_traces"):
            con.execute(read_sql(f"forget/{name}"))
        for table, columns in con.execute(read_sql("queries/table_columns")).fetchall():
            if "article_id" in columns and table not in KEPT:
                con.execute(f"delete from {table} where article_id in (select article_id from forgotten_article)")
        con.execute(read_sql("forget/40_entities"))
    finally:
        con.unregister("staged_tombstone")


def _forget_in_snapshots(warehouse: Path, target: Target, batch_id: int) -> tuple[int, int]:
    """Purge every snapshot and put it back in one step; one that cannot be read is removed."""
    rewritten = removed = 0
    for snapshot in snapshots.snapshots(warehouse):
        copy = publish.work_directory(warehouse) / f"{snapshot.path.name}.forget"
        try:
            with _opened(snapshot.path, copy, warehouse) as con, transaction(con):
                _purge(con, target, batch_id, now_utc())
            compact(copy, warehouse)
            os.replace(copy, snapshot.path)
            rewritten += 1
        except (duckdb.Error, SchemaError):
            snapshot.path.unlink()
            removed += 1
        finally:
            copy.unlink(missing_ok=True)
    return rewritten, removed


@contextmanager
def _opened(path: Path, copy: Path, warehouse: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    shutil.copyfile(path, copy)
    con = connect_for_load(copy, memory_limit=MEMORY_LIMIT, temp_directory=publish.spill_directory(warehouse))
    try:
        prepare_schema(con, now_utc())
        yield con
        close_after_load(con)
    finally:
        con.close()
