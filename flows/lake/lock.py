"""One writer of a lake at a time, whichever host it is on: an advisory lock in the catalogue's database.

It is taken before the transaction begins and ends with the connection, however the process ends. DuckLake would
not keep two writers apart by itself: two loads of the same new article would both succeed and double its rows.
"""

from __future__ import annotations

import contextlib
import os
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from flows.lake.address import catalogue_of
from flows.publish import WarehouseBusy
from flows.sqlfiles import read_sql
from flows.warehouse import WarehouseError

if TYPE_CHECKING:
    import psycopg

LOCK_KEY = 0x53415247
"""Number of the lock among those of the database; every version of Saring uses this one."""

POLL_SECONDS = 0.5


class CatalogueLock:
    """The lock as its holder sees it."""

    def __init__(self, con: psycopg.Connection) -> None:
        self._con = con

    def require_held(self) -> None:
        """Raise :class:`flows.warehouse.WarehouseError` where the connection that held the lock is gone."""
        import psycopg

        try:
            held = _ask(self._con, "lake/lock_held")
        except psycopg.Error as error:
            raise WarehouseError(f"nothing was published: the connection to the catalogue was lost: {error}") from error
        if not held:
            raise WarehouseError("nothing was published: the lock in the catalogue was lost; run the load again")


@contextlib.contextmanager
def sole_lake_writer(address: Path | str, *, wait_seconds: float = 0.0) -> Iterator[CatalogueLock]:
    """Hold the lock of a lake. Raises :class:`flows.publish.WarehouseBusy`, naming the holder, and WarehouseError."""
    deadline = time.monotonic() + wait_seconds
    with contextlib.closing(_connect(address)) as con:
        while not _ask(con, "lake/lock_take"):
            if time.monotonic() >= deadline:
                raise WarehouseBusy(
                    f"the lake is being written by {_ask(con, 'lake/lock_holder')}; nothing was changed: "
                    "try again when it is done, or wait for it with a longer timeout"
                )
            time.sleep(min(POLL_SECONDS, max(0.0, deadline - time.monotonic())))
        try:
            yield CatalogueLock(con)
        finally:
            _release(con)


def _release(con: psycopg.Connection) -> None:
    """Give the lock back now: after the connection is closed it would still be held for a moment."""
    import psycopg

    with contextlib.suppress(psycopg.Error):  # the connection was lost, and the lock with it
        _ask(con, "lake/lock_release")


def _connect(address: Path | str) -> psycopg.Connection:
    try:
        import psycopg
    except ModuleNotFoundError as error:
        raise WarehouseError(f"a lake needs the extra lake: pip install 'saring[lake]' ({error})") from error
    name = f"saring {socket.gethostname()} {os.getpid()}"
    try:
        return psycopg.connect(
            catalogue_of(address), autocommit=True, application_name=name, cursor_factory=psycopg.RawCursor
        )
    except psycopg.Error as error:
        raise WarehouseError(f"the catalogue of {address} cannot be reached: {error}") from error


def _ask(con: psycopg.Connection, name: str) -> object:
    row = con.execute(read_sql(name).encode(), [LOCK_KEY]).fetchone()
    return row[0] if row else None
