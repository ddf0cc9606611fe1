"""Connections to a lake: DuckDB's extensions from packages, the object store from the environment."""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

import duckdb

from flows.connection import CATALOG, connect, extension_path, load_extension, set_all
from flows.lake.address import catalogue_of
from flows.migrate import require_current
from flows.sqlfiles import read_sql
from flows.warehouse import WarehouseError

EXTENSIONS = ("ducklake", "postgres_scanner", "httpfs")


def connect_lake(address: Path | str, *, read_only: bool = False, settings: Mapping[str, object] | None = None,
                 data: str | None = None) -> duckdb.DuckDBPyConnection:  # fmt: skip
    """Open a lake as the database in use.

    ``data``: make it, with its Parquet files there (a folder or ``s3://bucket/prefix``).
    Raises :class:`flows.warehouse.WarehouseError` where there is no lake or its catalogue cannot be reached.
    """
    con = connect(":memory:")
    _prepare(con)
    set_all(con, settings or {})
    options = ["read_only"] if read_only else []
    options += [f"data_path '{_quoted(data)}'"] if data else ["create_if_not_exists false"]
    try:
        attach(con, address, CATALOG, options)
        con.execute(f"use {CATALOG}")
    except duckdb.Error as error:
        con.close()
        raise WarehouseError(
            f"{address} cannot be opened: {error}; a new lake is made with: saring lake create ADDRESS --data FOLDER"
        ) from error
    return con


def connect_lake_readonly(address: Path | str) -> duckdb.DuckDBPyConnection:
    """Open what is published now; the connection sees this state until it is closed, whatever is published since.

    Raises as :func:`flows.warehouse.connect_readonly`.
    """
    con = connect_lake(address, read_only=True)
    try:
        version = snapshot_now(con)
        con.execute("use memory")
        con.execute(f"detach {CATALOG}")
        attach(con, address, CATALOG, ["read_only", f"snapshot_version {version}"])
        con.execute(f"use {CATALOG}")
        require_current(con)
    except BaseException:
        con.close()
        raise
    return con


def _prepare(con: duckdb.DuckDBPyConnection) -> None:
    try:
        for name in EXTENSIONS:
            load_extension(con, name)
    except ModuleNotFoundError as error:
        raise WarehouseError(f"a lake needs the extra lake: pip install 'saring[lake]' ({error})") from error
    set_all(con, object_store_settings(os.environ))


def reading_statements(address: Path | str) -> list[str]:
    """What a process that knows nothing of the product runs to open what is published now, and only that.

    From these statements on SQL reaches the files of the lake and no others; whoever must not write to the
    catalogue needs a user of PostgreSQL who cannot.
    """
    with connect_lake(address, read_only=True) as con:
        version = snapshot_now(con)
        row = con.execute(read_sql("lake/data_path")).fetchone()
    assert row is not None
    settings = object_store_settings(os.environ) | {"allowed_directories": [row[0]]}
    return [
        *(f"load '{_quoted(str(extension_path(name)))}'" for name in EXTENSIONS),
        *(f"set {name} = {_literal(value)}" for name, value in settings.items()),
        _attachment(address, CATALOG, ["read_only", f"snapshot_version {version}"]),
        f"use {CATALOG}",
    ]


def attach(con: duckdb.DuckDBPyConnection, address: Path | str, name: str, options: list[str]) -> None:
    """Attach a lake under a name."""
    con.execute(_attachment(address, name, options))


def snapshot_now(con: duckdb.DuckDBPyConnection) -> int:
    """Number of the newest snapshot."""
    row = con.execute(f"select max(snapshot_id) from ducklake_snapshots('{CATALOG}')").fetchone()
    assert row is not None
    return int(row[0])


def object_store_settings(environment: Mapping[str, str]) -> dict[str, object]:
    """DuckDB's settings for S3, from the variables that every client of S3 reads.

    >>> object_store_settings({"AWS_ENDPOINT_URL": "http://127.0.0.1:8333"})
    {'s3_endpoint': '127.0.0.1:8333', 's3_use_ssl': False, 's3_url_style': 'path'}
    """
    names = {"s3_access_key_id": "AWS_ACCESS_KEY_ID", "s3_secret_access_key": "AWS_SECRET_ACCESS_KEY",
             "s3_session_token": "AWS_SESSION_TOKEN", "s3_region": "AWS_DEFAULT_REGION"}  # fmt: skip
    settings: dict[str, object] = {name: environment[key] for name, key in names.items() if environment.get(key)}
    if endpoint := environment.get("AWS_ENDPOINT_URL"):
        parts = urlsplit(endpoint)
        settings |= {"s3_endpoint": parts.netloc, "s3_use_ssl": parts.scheme == "https", "s3_url_style": "path"}
    return settings


def _attachment(address: Path | str, name: str, options: list[str]) -> str:
    return f"attach 'ducklake:postgres:{_quoted(catalogue_of(address))}' as {name} ({', '.join(options)})"


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]"
    return f"'{_quoted(value)}'" if isinstance(value, str) else str(value).lower()


def _quoted(text: str) -> str:
    return text.replace("'", "''")
