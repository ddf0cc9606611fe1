"""Connections to DuckDB, all with the same settings."""

from __future__ import annotations

from pathlib import Path

import duckdb

TIME_ZONE = "Asia/Jakarta"
SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "timezone": TIME_ZONE,
}
"""No extension is fetched behind the user's back, a table name never means a Python variable, and
``timestamptz`` is shown in the articles' own zone."""


def connect(
    path: Path | str,
    *,
    read_only: bool = False,
    memory_limit: str | None = None,
    threads: int | None = None,
    temp_directory: Path | None = None,
) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file (``:memory:`` for none) with the product's settings.

    >>> connect(":memory:").execute("select current_setting('TimeZone')").fetchone()
    ('Asia/Jakarta',)
    """
    con = duckdb.connect(str(path), read_only=read_only)
    settings: dict[str, object] = dict(SETTINGS)
    if memory_limit:
        settings["memory_limit"] = memory_limit
    if threads:
        settings["threads"] = threads
    if temp_directory:
        settings["temp_directory"] = str(temp_directory)
    for name, value in settings.items():  # set after opening: a process may hold one file open only with one config
        con.execute(f"set {name} = $1", [value])
    return con
