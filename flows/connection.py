"""Connections to DuckDB, all with the same settings."""

from __future__ import annotations

import contextlib
import importlib.util
from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb

TIME_ZONE = "Asia/Jakarta"
CATALOG = "warehouse"
"""Name of the work copy among the databases of a loading connection."""

STORAGE_VERSION = "v1.4.0"
"""Oldest DuckDB that reads the files. Older formats know no compression for long texts: more than twice the bytes
an article, which every load copies and every snapshot keeps."""

SETTINGS = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "python_enable_replacements": False,
    "timezone": TIME_ZONE,
    "enable_progress_bar": False,
}
"""No extension is fetched behind the user's back, a table name never means a Python variable, ``timestamptz`` is shown
in the articles' own zone, and a query of more than two seconds draws no bar on standard output, which is ours."""

ROW_GROUP_ROWS = 24_576
"""Rows of a table that are compressed together, at most: two threads can read a night's texts."""

LOAD_SETTINGS = {
    "checkpoint_threshold": "1TB",
    "max_vacuum_tasks": 0,
    "disabled_optimizers": "join_filter_pushdown",
}
"""For a work copy. A checkpoint does not merge small row groups: that compresses texts again and again (72,000
articles: 14.9 s of processor, without it 5.1 s) and leaves a file of twice the size. What holds no row any more is
given back all the same. The optimizer that is off hands the bounds of a join to the scan of a registered frame as
Python integers, and fails on fact keys beyond 2^63 (``OverflowError``)."""


def connect(path: Path | str, *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """Open a DuckDB file (``:memory:`` for none) with the product's settings.

    >>> connect(":memory:").execute("select current_setting('TimeZone')").fetchone()
    ('Asia/Jakarta',)
    """
    con = duckdb.connect(str(path), read_only=read_only)
    set_all(con, SETTINGS)  # after opening: all connections of a process to one file must share its configuration
    return con


def load_extension(con: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension from its package (``duckdb-extension-<name>``), by path: nothing is fetched or copied.

    Raises ModuleNotFoundError where the package is not installed.
    """
    quoted = str(extension_path(name)).replace("'", "''")
    con.execute(f"load '{quoted}'")


def extension_path(name: str) -> Path:
    """Where the package of an extension keeps it. Raises ModuleNotFoundError where it is not installed."""
    package = importlib.util.find_spec(f"duckdb_extension_{name}")
    if package is None or package.origin is None:
        raise ModuleNotFoundError(f"the package duckdb-extension-{name} is not installed")
    return Path(package.origin).parent / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def connect_for_load(
    path: Path, *, memory_limit: str, temp_directory: Path, threads: int | None = None, catalog: str = CATALOG
) -> duckdb.DuckDBPyConnection:
    """Open a work copy for writing, as the database in use; :func:`close_after_load` ends it.

    Nothing is logged ahead: a work copy that is not closed in order is worthless anyway, and the log costs
    as much as the load (0.13 of 0.30 ms an article). What is committed reaches the file at a checkpoint.
    """
    con = connect(":memory:")
    set_all(con, {"memory_limit": memory_limit, "temp_directory": str(temp_directory)})
    set_all(con, LOAD_SETTINGS | ({"threads": threads} if threads else {}))
    quoted = str(path).replace("'", "''")
    con.execute(
        f"attach '{quoted}' as {catalog} "
        f"(recovery_mode no_wal_writes, storage_version '{STORAGE_VERSION}', row_group_size {ROW_GROUP_ROWS})"
    )
    con.execute(f"use {catalog}")
    con.execute("pragma disable_checkpoint_on_shutdown")  # what is abandoned need not be written
    return con


def close_after_load(con: duckdb.DuckDBPyConnection, catalog: str = CATALOG) -> None:
    """Write everything into the file itself and close it."""
    con.execute(f"checkpoint {catalog}")
    con.execute("use memory")
    con.execute(f"detach {catalog}")
    con.close()


def set_all(con: duckdb.DuckDBPyConnection, settings: Mapping[str, object]) -> None:
    """Set settings of DuckDB."""
    for name, value in settings.items():
        con.execute(f"set {name} = $1", [value])


@contextlib.contextmanager
def transaction(con: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All that is written in the block, or nothing where it ends by an exception."""
    con.execute("begin transaction")
    try:
        yield
    except BaseException:
        con.interrupt()  # a query that a signal has ended goes on in other threads, and would be waited for
        with contextlib.suppress(duckdb.Error):
            con.execute("rollback")
        raise
    con.execute("commit")
