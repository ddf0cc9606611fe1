"""What a warehouse is and holds: its data dictionary, its sizes, its last batches."""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from flows import journal
from flows.connection import connect
from flows.migrate import prepare_schema, schema_version
from flows.sqlfiles import read_sql
from flows.warehouse import connect_readonly


def describe_schema(table: str | None = None, path: Path | None = None) -> list[dict[str, Any]]:
    """The data dictionary: tables first, then views, by name; with ``table`` only that one.

    Each is ``table``, ``kind`` (``table``/``view``), ``comment``, ``columns``; each column ``column``,
    ``type``, ``is_nullable``, ``comment``. Of the published warehouse at ``path``, or without one of an
    empty warehouse of this version. Raises :class:`KeyError`, naming the tables there are, for one that
    does not exist.

    >>> describe_schema("dim_date")[0]["columns"][0]["comment"]
    'The day.'
    """
    if path is None:
        con = connect(":memory:")
        prepare_schema(con, datetime.now(UTC))
    else:
        con = connect_readonly(path)
    with con:
        rows = con.execute(read_sql("queries/describe")).fetchall()
    tables: dict[str, dict[str, Any]] = {}
    for name, kind, table_comment, *column in rows:
        found = tables.setdefault(name, {"table": name, "kind": kind, "comment": table_comment, "columns": []})
        found["columns"].append(dict(zip(("column", "type", "is_nullable", "comment"), column, strict=True)))
    if table is None:
        return list(tables.values())
    if table not in tables:
        raise KeyError(f"there is no table {table!r}; there are: {', '.join(tables)}")
    return [tables[table]]


def status(path: Path) -> dict[str, Any]:
    """A published warehouse at a glance, as plain values.

    ``path``, ``bytes``, ``schema_version``, ``rows`` (table → rows), ``reject_reasons`` (reason → records),
    ``batches`` (the last ten, newest first; columns of ``sql/queries/recent_batches.sql``) and
    ``unpublished_batches`` (running, failed or dead since the last publication; fields of
    :class:`flows.journal.BatchNote`).

    Raises :class:`flows.warehouse.WarehouseError` and :class:`flows.migrate.SchemaError`.
    """
    path = Path(path)
    with connect_readonly(path) as con:
        version = schema_version(con)
        counts = row_counts(con)
        reasons = dict(con.execute(read_sql("queries/reject_reasons")).fetchall())
        cursor = con.execute(read_sql("queries/recent_batches"))
        names = [column[0] for column in cursor.description or []]
        batches = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
    return {
        "path": str(path),
        "bytes": path.stat().st_size,
        "schema_version": version,
        "rows": counts,
        "reject_reasons": reasons,
        "batches": batches,
        "unpublished_batches": [dataclasses.asdict(note) for note in journal.left_notes(path)],
    }


def row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every stored table."""
    tables = [name for name, _ in con.execute(read_sql("queries/table_columns")).fetchall()]
    return {name: con.table(name).count("*").fetchall()[0][0] for name in tables}


def fact_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every fact table."""
    return {name: rows for name, rows in row_counts(con).items() if name.startswith("fact_")}


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
