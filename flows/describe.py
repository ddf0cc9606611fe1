"""What a warehouse is and holds: its data dictionary, its sizes, its last batches."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

from flows import journal
from flows.connection import connect
from flows.migrate import prepare_schema, schema_version
from flows.sqlfiles import read_sql
from flows.warehouse import connect_readonly


@dataclass(frozen=True)
class Column:
    """One column of a table or view."""

    name: str
    type: str
    is_nullable: bool
    comment: str | None


@dataclass(frozen=True)
class Table:
    """One table or view."""

    name: str
    kind: str
    """``table`` or ``view``."""
    comment: str | None
    columns: tuple[Column, ...]


@dataclass(frozen=True)
class Status:
    """A warehouse at a glance; all values plain, for ``--json``."""

    path: str
    bytes: int
    schema_version: int
    row_counts: dict[str, int]
    """Table → rows."""
    recent_batches: list[dict[str, Any]]
    """The last ten published batches, newest first; columns of ``sql/queries/recent_batches.sql``."""
    unpublished_batches: list[dict[str, Any]]
    """Batches that are running, failed or died since the last publication."""


def describe_schema(path: Path | None = None, table: str | None = None) -> list[Table]:
    """The data dictionary of a published warehouse, or with no path of an empty one of this version.

    Tables first, then views, by name. ``table``: only that one. Raises :class:`KeyError`, naming the
    tables there are, for one that does not exist.

    >>> describe_schema(table="dim_date")[0].columns[0].comment
    'The day.'
    """
    if path is None:
        con = connect(":memory:")
        prepare_schema(con, datetime.now(timezone.utc))
    else:
        con = connect_readonly(path)
    with con:
        rows = con.execute(read_sql("queries/describe")).fetchall()
    tables: dict[str, Table] = {}
    for name, kind, table_comment, *column in rows:
        known = tables.get(name, Table(name, kind, table_comment, ()))
        tables[name] = dataclasses.replace(known, columns=(*known.columns, Column(*column)))
    if table is None:
        return list(tables.values())
    if table not in tables:
        raise KeyError(f"there is no table {table!r}; there are: {', '.join(tables)}")
    return [tables[table]]


def status(path: Path) -> Status:
    """Sizes and last batches of a published warehouse, and what is under way or failed beside it.

    Raises :class:`flows.warehouse.WarehouseError` and :class:`flows.migrate.SchemaError`.
    """
    path = Path(path)
    with connect_readonly(path) as con:
        version = schema_version(con) or 0
        tables = [name for name, _ in con.execute(read_sql("queries/table_columns")).fetchall()]
        counts = {name: con.table(name).count("*").fetchall()[0][0] for name in tables}
        cursor = con.execute(read_sql("queries/recent_batches"))
        names = [column[0] for column in cursor.description or []]
        batches = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
    notes = [dataclasses.asdict(note) for note in journal.left_notes(path)]
    return Status(str(path), path.stat().st_size, version, counts, batches, notes)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime) else value
