"""The SQL files of the product: where they are and how one is read.

All SQL text lives under ``sql/``; Python names files and hands frames to them.
"""

from __future__ import annotations

import contextlib
import functools
from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl

SQL_DIR = Path(__file__).resolve().parent.parent / "sql"


@functools.cache
def read_sql(name: str) -> str:
    """The text of ``sql/<name>.sql``, e.g. ``read_sql("load/10_versions")``.

    >>> read_sql("load/30_current").splitlines()[0].startswith("-- Current")
    True
    """
    return (SQL_DIR / f"{name}.sql").read_text(encoding="utf-8")


def sql_names(folder: str, pattern: str = "*") -> list[str]:
    """Names, for :func:`read_sql`, of the files of a folder in order.

    >>> "schema/articles" in sql_names("schema")
    True
    """
    return [f"{folder}/{p.stem}" for p in sorted((SQL_DIR / folder).glob(f"{pattern}.sql"))]


@functools.cache
def header(name: str) -> dict[str, str]:
    """The ``-- key: value`` lines at the head of a file; a further line without a key continues a value.

    >>> header("load/30_current")["reads"]
    'shard_known, shard_version, shard_rank'
    """
    fields: dict[str, str] = {}
    key = None
    for line in read_sql(name).splitlines():
        if not line.startswith("--"):
            break
        text = line.removeprefix("--").strip()
        head, colon, rest = text.partition(":")
        if colon and head.replace(" ", "").isalpha() and len(head) <= 20:
            key = head.lower()
            fields[key] = rest.strip()
        elif key:
            fields[key] = f"{fields[key]} {text}"
    return fields


def article_ranges(articles: int, at_once: int) -> list[tuple[str | None, str | None]]:
    """Split all articles into ranges of ``article_id``, first and end (exclusive), of about ``at_once`` each.

    An ``article_id`` is a hash in hexadecimal digits, so ids are evenly spread. None: open to that side.

    >>> article_ranges(90, 50)
    [(None, '8000'), ('8000', None)]
    >>> article_ranges(0, 50)
    []
    """
    count = -(-articles // at_once)
    bounds = [f"{k * 0x10000 // count:04x}" for k in range(1, count)]
    return list(zip([None, *bounds], [*bounds, None], strict=True)) if count else []


def set_variables(con: duckdb.DuckDBPyConnection, **variables: object) -> None:
    """Set the variables that the files under ``sql/load`` read with ``getvariable``."""
    for name, value in variables.items():
        con.execute(f"set variable {name} = $1", [value])


def count_rows(con: duckdb.DuckDBPyConnection, table: str) -> int:
    """How many rows a table or temporary table has."""
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def run_on(con: duckdb.DuckDBPyConnection, name: str, **frames: pl.DataFrame) -> None:
    """Run a file on frames, which it knows by their names here."""
    with _registered(con, frames):
        con.execute(read_sql(name))


def query_on(con: duckdb.DuckDBPyConnection, name: str, **frames: pl.DataFrame) -> pl.DataFrame:
    """The result of a file's query on frames, which it knows by their names here."""
    with _registered(con, frames):
        return con.execute(read_sql(name)).pl()


def stream_on(con: duckdb.DuckDBPyConnection, name: str, rows: int, **frames: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The same, up to ``rows`` rows at a time; to be read to its end before anything else is run."""
    with _registered(con, frames):
        for batch in con.execute(read_sql(name)).to_arrow_reader(rows):
            yield pl.DataFrame(batch)


@contextlib.contextmanager
def _registered(con: duckdb.DuckDBPyConnection, frames: dict[str, pl.DataFrame]) -> Iterator[None]:
    for table, frame in frames.items():
        con.register(table, frame)
    try:
        yield
    finally:
        for table in frames:
            con.unregister(table)
