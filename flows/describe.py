"""What a warehouse is and holds: its data dictionary, its sizes, its last batches."""

from __future__ import annotations

import dataclasses
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from flows import journal
from flows.connection import connect
from flows.lake.address import is_lake
from flows.migrate import prepare_schema, schema_version
from flows.sqlfiles import read_sql
from flows.warehouse import connect_readonly


def describe_schema(name: str | None = None, path: Path | None = None) -> list[dict[str, Any]]:
    """The data dictionary: tables first, then views and macros, by name.

    With ``name`` only what is called so, or where nothing is, all that has it in its name. Each is ``table``,
    ``kind`` (``table``/``view``/``macro``), ``comment``, ``columns``; each column ``column``, ``type``,
    ``is_nullable``, ``comment``. A macro also has its ``parameters``; one that gives a text has no columns. Of the
    published warehouse at ``path``, or without one of an empty warehouse of this version. Raises :class:`KeyError`,
    naming what there is, where nothing fits.

    >>> describe_schema("dim_date")[0]["columns"][0]["comment"]
    'The day.'
    >>> [macro["parameters"] for macro in describe_schema("claims_about")]
    [['sought']]
    >>> [found["table"] for found in describe_schema("copied")]
    ['copied_article']
    """
    if path is None:
        con = connect(":memory:")
        prepare_schema(con, datetime.now(UTC))
    else:
        con = connect_readonly(path)
    with con:
        relations = _relations(con)
        described = [*relations, *_macros(con, relations)]
    if name is None:
        return described
    fitting = [each for each in described if each["table"] == name]
    fitting = fitting or [each for each in described if name.lower() in each["table"]]
    if not fitting:
        raise KeyError(f"there is nothing called {name!r}; there are: {', '.join(each['table'] for each in described)}")
    return fitting


def _relations(con: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    tables: dict[str, dict[str, Any]] = {}
    for name, kind, table_comment, *column in con.execute(read_sql("queries/describe")).fetchall():
        found = tables.setdefault(name, {"table": name, "kind": kind, "comment": table_comment, "columns": []})
        found["columns"].append(dict(zip(("column", "type", "is_nullable", "comment"), column, strict=True)))
    return list(tables.values())


def _macros(con: duckdb.DuckDBPyConnection, relations: list[dict[str, Any]]) -> list[dict[str, Any]]:
    described = []
    for name, parameters, is_table, comment in con.execute(read_sql("queries/macros")).fetchall():
        columns = _columns_of_macro(con, name, len(parameters)) if is_table else []
        meanings = _meanings(comment, relations)
        described.append(
            {
                "table": name,
                "kind": "macro",
                "comment": comment,
                "parameters": parameters,
                "columns": [column | {"comment": meanings.get(column["column"])} for column in columns],
            }
        )
    return described


def _columns_of_macro(con: duckdb.DuckDBPyConnection, name: str, parameters: int) -> list[dict[str, Any]]:
    """Names and types of what it gives; empty where it needs something beside the warehouse, as a search index."""
    try:
        found = con.table_function(name, [""] * parameters)
    except duckdb.Error:
        return []
    return [
        {"column": column, "type": str(kind), "is_nullable": True}
        for column, kind in zip(found.columns, found.types, strict=True)
    ]


def _meanings(comment: str, relations: list[dict[str, Any]]) -> dict[str, str]:
    """Column → comment: what the macro's comment says itself (``column = …``), or the tables that it names say."""
    words = set(re.findall(r"\w+", comment))
    of_tables = {
        column["column"]: column["comment"]
        for relation in relations
        if relation["table"] in words
        for column in relation["columns"]
    }
    return of_tables | dict(re.findall(r"\b(\w+) = ([^;]+?)\.?(?:;|$)", comment))


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
        size = lake_bytes(con) if is_lake(path) else path.stat().st_size
        reasons = dict(con.execute(read_sql("queries/reject_reasons")).fetchall())
        cursor = con.execute(read_sql("queries/recent_batches"))
        names = [column[0] for column in cursor.description or []]
        batches = [dict(zip(names, map(_plain, row), strict=True)) for row in cursor.fetchall()]
        published = {batch_id for (batch_id,) in con.execute("select batch_id from etl_batch").fetchall()}
    return {
        "path": str(path),
        "bytes": size,
        "schema_version": version,
        "rows": counts,
        "reject_reasons": reasons,
        "batches": batches,
        "unpublished_batches": [dataclasses.asdict(n) for n in _notes(path) if n.batch_id not in published],
    }


def _notes(path: Path) -> list[journal.BatchNote]:
    """Journals beside a warehouse file: of batches under way or dead, or of one whose process died as it published."""
    return [] if is_lake(path) else journal.left_notes(path)


def lake_bytes(con: duckdb.DuckDBPyConnection) -> int:
    """Bytes of a lake's files, less those that only earlier snapshots need."""
    row = con.execute(read_sql("lake/size")).fetchone()
    return int(row[0]) if row else 0


def row_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every stored table."""
    tables = [name for name, _ in con.execute(read_sql("queries/table_columns")).fetchall()]
    return {name: con.table(name).count("*").fetchall()[0][0] for name in tables}


def fact_counts(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Rows of every fact table."""
    return {name: rows for name, rows in row_counts(con).items() if name.startswith("fact_")}


def _plain(value: Any) -> Any:
    return value.isoformat(timespec="seconds") if isinstance(value, datetime) else value
