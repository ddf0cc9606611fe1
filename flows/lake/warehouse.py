"""A lake as a load sees it: one transaction in the place of a work copy, its commit in the place of the rename.

Whoever reads sees the snapshot of before until the commit, and everything after it. The ledger's row of a batch
is committed when the batch starts and again when it fails, so that all hosts see what is under way.
"""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import duckdb

from flows import journal
from flows.batches import ending_of, reason_of
from flows.connection import CATALOG, LOAD_SETTINGS, transaction
from flows.interrupts import not_swallowed
from flows.lake.connection import attach, connect_lake, snapshot_now
from flows.lake.lock import CatalogueLock, sole_lake_writer
from flows.migrate import prepare_schema, product_version
from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import T, Warehouse


class LakeWarehouse(Warehouse):
    """A lake open for writing; made by :meth:`flows.warehouse.Warehouse.writing`."""

    def __init__(
        self, address: Path, con: duckdb.DuckDBPyConnection, clock: Callable[[], datetime], lock: CatalogueLock
    ) -> None:
        super().__init__(address, work=address, con=con, clock=clock)
        self._lock = lock

    @classmethod
    @contextlib.contextmanager
    def at(
        cls, address: Path, wait_seconds: float, memory_limit: str, clock: Callable[[], datetime]
    ) -> Iterator[LakeWarehouse]:
        """Take the lock, open the lake, bring its schema up to date.

        Raises :class:`flows.publish.WarehouseBusy`, :class:`flows.migrate.SchemaError`,
        :class:`flows.warehouse.WarehouseError`.
        """
        with (
            sole_lake_writer(address, wait_seconds=wait_seconds) as lock,
            tempfile.TemporaryDirectory(prefix="saring-spill-") as spill,
        ):
            settings = {"memory_limit": memory_limit, "temp_directory": spill, "preserve_insertion_order": False}
            optimizers = {"disabled_optimizers": LOAD_SETTINGS["disabled_optimizers"]}
            with connect_lake(address, settings=settings | optimizers) as con:
                prepare_schema(con, clock())
                set_variables(con, finished_at=clock())
                con.execute(read_sql("lake/adopt_dead"))
                attach(con, address, "published", ["read_only", f"snapshot_version {snapshot_now(con)}"])
                warehouse = cls(address, con, clock, lock)
                try:
                    with not_swallowed():
                        yield warehouse
                except BaseException as error:
                    warehouse._fail(error)
                    raise
                warehouse._abandon()

    def start_batch(self, flow: str, *, rules_version: str, learned_version: str | None = None, after: int = 0) -> int:
        """Enter a batch in the ledger, for all to see, and begin its transaction."""
        batch_id = super().start_batch(flow, rules_version=rules_version, learned_version=learned_version, after=after)
        self.con.execute("begin transaction")
        return batch_id

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """A part of the batch's one transaction; before the batch has started, one by itself."""
        return contextlib.nullcontext() if self._open_notes else transaction(self.con)

    @contextlib.contextmanager
    def written_meanwhile(self) -> Iterator[None]:
        """A transaction is written when it is committed."""
        yield

    @contextlib.contextmanager
    def read_meanwhile(self, query: Callable[[duckdb.DuckDBPyConnection], T]) -> Iterator[Callable[[], T]]:
        """The batch is seen by its own transaction alone: the question is put when its answer is asked for."""
        yield lambda: query(self.con)

    def publish(self, *, keep_snapshot: bool = True, before: Callable[[Path], None] | None = None) -> None:
        """Commit the batch. Earlier snapshots stay until they expire (:mod:`flows.lake.upkeep`)."""
        self.con.execute("update etl_batch set status = 'published' where status = 'loaded'")
        for note in self._open_notes.values():
            author, message = f"saring {product_version()}", f"batch {note.batch_id}: {note.flow}"
            self.con.execute(f"call {CATALOG}.set_commit_message($1, $2)", [author, message])
        self._lock.require_held()
        self.con.execute("commit")
        self._open_notes.clear()

    @contextlib.contextmanager
    def _published(self) -> Iterator[bool]:
        yield True

    def _announce(self, note: journal.BatchNote) -> None:
        """Nothing to do: the ledger itself says so."""

    def _loaded(self, size: int) -> None:
        """Nothing to do: rows are in Parquet files as soon as they are inserted."""

    def _fail(self, error: BaseException) -> None:
        """Undo the batch and note why; where not even that can be noted, the next run finds it dead."""
        with contextlib.suppress(duckdb.Error):
            self.con.interrupt()  # as in flows.connection.transaction
            if self._open_notes:
                self.con.execute("rollback")
            for batch_id in self._open_notes:
                self._run("lake/note_failure", batch_id=batch_id, status=ending_of(error), finished_at=self._clock(),
                          note=reason_of(error))  # fmt: skip

    def _abandon(self) -> None:
        """Undo a batch that found nothing to do."""
        if self._open_notes:
            self.con.execute("rollback")
        for batch_id in self._open_notes:
            self._run("lake/forget_batch", batch_id=batch_id)
