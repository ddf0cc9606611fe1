"""The search index: words of titles and bodies, in a file of its own beside the warehouse.

``warehouse.search.duckdb`` belongs to ``warehouse.duckdb``. It is made from the published file and can be deleted
at any time. :func:`refresh` brings it up to date with what changed since: the nightly flow does so after it has
published, ``saring search`` before it answers. It is written as a copy and put in place by a rename, so a search
never waits for a refresh.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

import duckdb

from flows import publish
from flows.connection import close_after_load, connect_for_load, load_extension
from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import MEMORY_LIMIT, connect_readonly, now_utc

CATALOG = "search_index"
"""Name under which the index is attached beside a warehouse."""

FORMAT = 3
"""Raised when the tables of ``sql/search`` or the way words are cut change: an older index is made anew."""

INDEXED_AT_ONCE = 20_000
"""Articles whose words are in memory at once."""


@dataclass(frozen=True)
class Refresh:
    """What a refresh did."""

    added: int
    """Article versions that were indexed."""
    removed: int
    """Article versions that were taken out: superseded, or gone from the warehouse."""
    wall_seconds: float


def attach_index(con: duckdb.DuckDBPyConnection, warehouse: Path) -> bool:
    """Attach the index to a connection in which its warehouse is in use; whether there is one."""
    path = publish.search_index_path(warehouse)
    if not path.exists():
        return False
    quoted = str(path).replace("'", "''")
    con.execute(f"attach '{quoted}' as {CATALOG} (read_only)")
    return True


def is_current(warehouse: Path) -> bool:
    """Whether the index has seen the last batch of the published warehouse.

    Raises :class:`flows.warehouse.WarehouseError` where there is no warehouse.
    """
    with connect_readonly(warehouse) as con:
        return _attached_state(con, warehouse) == _wanted_state(con)


@contextmanager
def connect_indexed(warehouse: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, bool]]:
    """The warehouse open for reading with its index attached, and whether the index is up to date.

    It is brought up to date first; where that cannot be done now, an earlier state is used.
    Raises what :func:`refresh` raises where there is no index that can be used.
    """
    con = connect_readonly(warehouse)
    try:
        state = _attached_state(con, warehouse)
        if not (current := state == _wanted_state(con)):
            con.close()
            try:
                refresh(warehouse)
                current = True
            except (publish.WarehouseBusy, OSError):
                if state is None or state[0] != FORMAT:
                    raise
            con = connect_readonly(warehouse)
            attach_index(con, warehouse)
        yield con, current
    finally:
        con.close()


def refresh(warehouse: Path, *, wait_seconds: float = 0.0) -> Refresh:
    """Index what the published warehouse holds and the index does not, and take out what is gone.

    Raises :class:`flows.warehouse.WarehouseError` where there is no warehouse, and
    :class:`flows.publish.WarehouseBusy` where another process is refreshing the index.

    >>> import tempfile
    >>> from flows.warehouse import Warehouse
    >>> path = Path(tempfile.mkdtemp()) / "warehouse.duckdb"
    >>> with Warehouse.writing(path) as warehouse:
    ...     warehouse.publish()
    >>> refresh(path).added, is_current(path)
    (0, True)
    """
    started = perf_counter()
    target = publish.search_index_path(warehouse)
    added = removed = 0
    with publish.sole_writer(target, wait_seconds=wait_seconds):
        if not is_current(warehouse):
            with connect_readonly(warehouse) as con:
                state = _attached_state(con, warehouse)
            if state is None or state[0] != FORMAT:
                target.unlink(missing_ok=True)
            work = publish.begin_work_copy(target)
            try:
                added, removed = _bring_up_to_date(work, target, warehouse, now_utc())
                publish.replace_published(work, target)
            finally:
                publish.discard_work_copy(target)
    return Refresh(added, removed, perf_counter() - started)


def _bring_up_to_date(work: Path, target: Path, warehouse: Path, now: datetime) -> tuple[int, int]:
    """Write into the closed file ``work``; returns how many versions were added and removed."""
    con = connect_for_load(
        work, memory_limit=MEMORY_LIMIT, temp_directory=publish.spill_directory(target), catalog=CATALOG
    )
    try:
        load_extension(con, "fts")  # for its stemmer
        quoted = str(warehouse).replace("'", "''")
        con.execute(f"attach '{quoted}' as published (read_only)")
        con.execute(read_sql("search/10_schema"))
        con.execute(read_sql("search/20_pending"))
        pending, first_no = _row(con, "select count(*), coalesce(min(article_no), 0) from pending_article")
        (gone,) = _row(con, "select count(*) from gone_article")
        if gone:
            con.execute(read_sql("search/30_gone"))
        for start in range(first_no, first_no + pending, INDEXED_AT_ONCE):
            set_variables(con, first_no=start, end_no=start + INDEXED_AT_ONCE)
            con.execute(read_sql("search/40_words"))
        con.execute(read_sql("search/45_stems"))
        con.execute(read_sql("search/47_names"))
        set_variables(con, format=FORMAT, refreshed_at=now)
        con.execute(read_sql("search/50_state"))
        con.execute(f"set search_path = '{CATALOG}.main,published.main'")  # the macros name tables of both
        con.execute(read_sql("search/macros/search"))
        con.execute(f"use {CATALOG}")
        con.execute("detach published")
        close_after_load(con, CATALOG)
    finally:
        con.close()
    return pending, gone


def _row(con: duckdb.DuckDBPyConnection, query: str) -> tuple[int, ...]:
    row = con.execute(query).fetchone()
    assert row is not None
    return row


def _attached_state(con: duckdb.DuckDBPyConnection, warehouse: Path) -> tuple[int, ...] | None:
    """Attach the index; its format and the last batch it has seen. None where none can be read."""
    try:
        if attach_index(con, warehouse):
            return con.execute(f"select format, warehouse_batch_id from {CATALOG}.search_state").fetchone()
    except (duckdb.Error, UnicodeDecodeError):
        pass
    return None


def _wanted_state(con: duckdb.DuckDBPyConnection) -> tuple[int, ...]:
    """The state of an index that is up to date with the warehouse in use."""
    return FORMAT, *_row(con, "select coalesce(max(batch_id), 0) from etl_batch")
