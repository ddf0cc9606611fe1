"""What a report is about, and its rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from flows.errors import UsageError
from flows.migrate import SchemaError
from flows.sqlfiles import read_sql, set_variables, sql_names
from flows.warehouse import connect_readonly

Row = dict[str, Any]

TABLES = (
    "overview", "batches", "files", "rejects", "days", "outlets", "entities", "rising", "claims", "linked", "copies",
    "changes", "change_counts", "checks",
)  # fmt: skip
"""The queries of ``sql/report`` that give rows; those with a number make temporary tables for them."""


@dataclass(frozen=True)
class Scope:
    """Which loads a report is about: one batch, those since a day, or those of the last days."""

    batch_id: int | None = None
    since: date | None = None
    """Day in Jakarta."""
    days: int = 1
    """Loads begun within so many days before the newest one; used where the other two are None."""


def read_report(warehouse: Path, scope: Scope) -> dict[str, list[Row]]:
    """The rows of each query of :data:`TABLES`, and ``entity_days`` of the entities among them.

    Raises :class:`UsageError` where no batch of ``scope`` was published, :class:`SchemaError` where the
    warehouse's views are older than this product, and what :func:`flows.warehouse.connect_readonly` raises.
    """
    with connect_readonly(warehouse) as con:
        try:
            set_variables(con, report_batch_id=scope.batch_id, report_since=scope.since, report_days=scope.days)
            for name in sql_names("report", "[0-9]*"):
                con.execute(read_sql(name))
            _require_batches(con, warehouse, scope)
            tables = {name: _rows(con, name) for name in TABLES}
            shown = {row["entity_id"] for row in tables["entities"] + tables["rising"]}
            set_variables(con, report_entities=sorted(shown))
            return tables | {"entity_days": _rows(con, "entity_days")}
        except (duckdb.BinderException, duckdb.CatalogException) as error:
            raise SchemaError(
                f"the views of {warehouse} are of an earlier version; any load renews them, e.g.: saring nightly"
            ) from error


def _require_batches(con: duckdb.DuckDBPyConnection, warehouse: Path, scope: Scope) -> None:
    if con.execute("select 1 from report_batch limit 1").fetchone():
        return
    what = f"batch {scope.batch_id}" if scope.batch_id else f"load since {scope.since}" if scope.since else "load"
    raise UsageError(f"{warehouse} holds no {what} that was published; see: saring status")


def _rows(con: duckdb.DuckDBPyConnection, name: str) -> list[Row]:
    return con.execute(read_sql(f"report/{name}")).pl().to_dicts()
