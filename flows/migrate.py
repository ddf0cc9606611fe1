"""The schema of a warehouse file: create it, know its version, bring an old file up to date."""

from __future__ import annotations

import importlib.metadata
import re
from datetime import datetime

import duckdb

from flows.connection import STORAGE_VERSION
from flows.sqlfiles import read_sql, sql_names

SCHEMA_VERSION = 7
"""Raised together with a file ``sql/schema/migrations/NNN_<subject>.sql`` that leads to it."""

LEAST_DUCKDB_VERSION = STORAGE_VERSION.removeprefix("v")


class SchemaError(RuntimeError):
    """The file's schema does not fit this product; the message says what to run."""


class OlderSchema(SchemaError):
    """The file is of an earlier product; a load brings it up to date."""


def product_version() -> str:
    """Version of Saring as installed."""
    try:
        return importlib.metadata.version("saring")
    except importlib.metadata.PackageNotFoundError:
        return "0+unknown"


def schema_version(con: duckdb.DuckDBPyConnection) -> int | None:
    """Schema version of an open file; None where it is empty.

    Raises :class:`SchemaError` where the file holds tables but is no warehouse.
    """
    tables = {name for (name,) in con.execute("select table_name from duckdb_tables() where not temporary").fetchall()}
    if not tables:
        return None
    if "warehouse_version" not in tables:
        raise SchemaError("the file holds tables but is not a warehouse of Saring; choose another file")
    row = con.execute("select max(schema_version) from warehouse_version").fetchone()
    return row[0] if row else None


def require_current(con: duckdb.DuckDBPyConnection) -> None:
    """Refuse a file that this product cannot read as it stands. Raises :class:`SchemaError`."""
    version = schema_version(con)
    if version is None:
        raise SchemaError("the warehouse is empty; fill it with: saring ingest PATH")
    _refuse_newer(version)
    if version < SCHEMA_VERSION:
        raise OlderSchema(
            f"the warehouse has schema {version}, this version of Saring reads {SCHEMA_VERSION}; "
            "any load brings it up to date, e.g.: saring nightly"
        )


def prepare_schema(con: duckdb.DuckDBPyConnection, now: datetime) -> None:
    """Create the tables of an empty file, or migrate those of an older one, in one transaction.

    Raises :class:`SchemaError` for a file of a newer product.
    """
    version = schema_version(con)
    if version is not None:
        _refuse_newer(version)
    con.execute("begin transaction")
    try:
        if version is None:
            _run_all(con, sql_names("schema"))
        elif version < SCHEMA_VERSION:
            _run_all(con, [n for n in sql_names("schema/migrations") if _number(n) > version])
            _run_all(con, sql_names("schema"))
        if version != SCHEMA_VERSION:
            con.execute("delete from warehouse_version")
            con.execute(
                "insert into warehouse_version values (?, ?, ?, ?)",
                [SCHEMA_VERSION, product_version(), LEAST_DUCKDB_VERSION, now],
            )
        create_marts(con)
    except BaseException:
        con.execute("rollback")
        raise
    con.execute("commit")


def create_marts(con: duckdb.DuckDBPyConnection) -> None:
    """Create or refresh the views of ``sql/marts`` and the macros of ``sql/macros``.

    One may build on another, whatever their names: what does not find its columns yet is tried again.
    """
    waiting = [*sql_names("marts"), *sql_names("macros")]
    while waiting:
        failed: list[tuple[str, duckdb.Error]] = []
        for name in waiting:
            try:
                _create(con, name)  # a name that is not there yet does not break the transaction
            except (duckdb.CatalogException, duckdb.BinderException) as error:
                failed.append((name, error))
        if len(failed) == len(waiting):
            name, reason = failed[0]
            raise SchemaError(f"sql/{name}.sql: {reason}")
        waiting = [name for name, _ in failed]


def _create(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Run a file of views or macros, less the comments on their parts where the database keeps none (DuckLake)."""
    is_lake = _is_lake(con)
    for statement in con.extract_statements(read_sql(name)):
        if not (is_lake and re.match(r"comment on (column|macro)", statement.query.strip())):
            con.execute(statement)


def _refuse_newer(version: int) -> None:
    if version > SCHEMA_VERSION:
        raise SchemaError(
            f"the warehouse has schema {version}, written by a newer Saring; "
            f"this one (version {product_version()}) knows schema {SCHEMA_VERSION}: update it"
        )


def _run_all(con: duckdb.DuckDBPyConnection, names: list[str]) -> None:
    """Run files of tables, less the compression of columns where the database chooses it (DuckLake)."""
    is_lake = _is_lake(con)
    for name in names:
        con.execute(read_sql(name).replace(" using compression zstd", "") if is_lake else read_sql(name))


def _is_lake(con: duckdb.DuckDBPyConnection) -> bool:
    kind = con.execute("select type from duckdb_databases() where database_name = current_database()").fetchone()
    return kind == ("ducklake",)


def _number(name: str) -> int:
    return int(name.rsplit("/", 1)[-1].split("_")[0])
