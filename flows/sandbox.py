"""SQL from a user, run where it can read the warehouse and do nothing else.

The query runs in a process of its own (:mod:`flows.sandbox_child`): a read-only connection to the warehouse and,
where there is one, its search index (:mod:`flows.search_index`), one statement that reads, no file system, no
extensions, no settings, and limits of the operating system on memory, processor time and opened files. Whatever
happens there, this process gets rows or one clear error.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from flows.lake.address import is_lake
from flows.publish import search_index_path
from flows.warehouse import connect_readonly

CHILD = Path(__file__).with_name("sandbox_child.py")


class QueryError(RuntimeError):
    """The query is wrong, not allowed, or went over a limit; the message says which."""


@dataclass(frozen=True)
class Limits:
    """What one query may use."""

    memory_mb: int = 1_024
    """DuckDB's own limit; the process may have three times as much address space."""
    cpu_seconds: int = 60
    wall_seconds: float = 120.0
    output_mb: int = 64


@dataclass(frozen=True)
class QueryResult:
    """Rows of plain values: dates and stamps as ISO text, decimals as numbers, lists and structs as such."""

    columns: list[str]
    types: list[str]
    rows: list[list[Any]] = field(repr=False)
    is_truncated: bool = False
    """There were more rows than the limit."""


def run_sql(path: Path, query: str, *, max_rows: int = 10_000, limits: Limits | None = None) -> QueryResult:
    """Run one reading statement on a published warehouse and fetch at most ``max_rows`` rows.

    Raises :class:`QueryError`; :class:`flows.warehouse.WarehouseError` and
    :class:`flows.migrate.SchemaError` where the warehouse cannot be read.

    >>> import pathlib, tempfile
    >>> from flows.warehouse import Warehouse
    >>> path = pathlib.Path(tempfile.mkdtemp()) / "warehouse.duckdb"
    >>> with Warehouse.writing(path) as warehouse:
    ...     warehouse.publish()
    >>> run_sql(path, "select weekday_name from dim_date where date_on = '1945-08-17'").rows
    [['Jumat']]
    """
    limits = limits or Limits()
    connect_readonly(path).close()
    reader, writer = os.pipe()
    with os.fdopen(reader, "rb") as answer_file:
        process = subprocess.Popen(
            [sys.executable, "-I", str(CHILD), str(writer)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            pass_fds=[writer],
            env={"HOME": "/nonexistent", "PATH": "", "LC_ALL": "C.UTF-8"} | _catalogue_environment(path),
            cwd="/",
        )
        os.close(writer)
        return _result(_answer(process, answer_file, _request(path, query, max_rows, limits), limits), limits)


def _catalogue_environment(path: Path) -> dict[str, str]:
    """How to reach the catalogue of a lake: what PostgreSQL's clients read."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("PG") or name == "HOME"}
    return kept if is_lake(path) else {}


def _request(path: Path, query: str, max_rows: int, limits: Limits) -> bytes:
    lake = is_lake(path)
    where = path if lake else Path(path).resolve()
    index = search_index_path(where).resolve()
    return json.dumps(
        {
            "path": ":memory:" if lake else str(where),
            "lake": _lake_statements(path) if lake else [],
            "index": str(index) if index.exists() else None,
            "query": query,
            "rows": max_rows,
            "memory_mb": limits.memory_mb,
            "cpu_seconds": limits.cpu_seconds,
            "output_bytes": limits.output_mb * 2**20,
        }
    ).encode()


def _lake_statements(address: Path) -> list[str]:
    from flows.lake.connection import reading_statements

    return reading_statements(address)


def _answer(process: subprocess.Popen[bytes], answer_file: Any, request: bytes, limits: Limits) -> bytes:
    """Send the request and read the answer, killing the child when time is up."""
    timer = threading.Timer(limits.wall_seconds, process.kill)
    timer.start()
    try:
        assert process.stdin is not None
        try:
            process.stdin.write(request)
            process.stdin.close()
        except BrokenPipeError:
            pass
        answer: bytes = answer_file.read(limits.output_mb * 2**20 + 4096)
    finally:
        timed_out = not timer.is_alive()
        timer.cancel()
        process.kill()
        process.wait()
    if timed_out:
        raise QueryError(f"the query took longer than {limits.wall_seconds:g} s; narrow it down")
    return answer


def _hint(error: str) -> str:
    """What helps where a query asks for a search index that is not there."""
    is_missing = "function with name search" in error.lower() or "search_index" in error
    return '; make the search index first, e.g.: saring search "harga beras"' if is_missing else ""


def _result(answer: bytes, limits: Limits) -> QueryResult:
    try:
        fields = json.loads(answer)
    except ValueError:
        raise QueryError(
            f"the query was stopped: it used more than {limits.cpu_seconds} s of processor time or "
            f"{limits.memory_mb} MB of memory, or tried what is not allowed"
        ) from None
    if "error" in fields:
        raise QueryError(fields["error"] + _hint(fields["error"]))
    return QueryResult(fields["columns"], fields["types"], fields["rows"], fields["is_truncated"])
