"""The ledger of a warehouse that is open for writing: batches, their files, what was refused of them.

Rows of a batch lie in the work copy and are published with it; a batch that ends otherwise is noted for the next
run (:mod:`flows.journal`).
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from flows import journal
from flows.connection import transaction
from flows.migrate import product_version
from flows.sqlfiles import read_sql, set_variables


def ending_of(error: BaseException) -> str:
    """The status of a batch that ended by an error: ``failed``; by the end of its process, ``crashed``.

    >>> ending_of(ValueError()), ending_of(KeyboardInterrupt())
    ('failed', 'crashed')
    """
    return "failed" if isinstance(error, Exception) else "crashed"


def reason_of(error: BaseException) -> str:
    """The note of a batch that ended by an error."""
    return f"{type(error).__name__}: {error}".strip()[:2000]


class BatchLedger:
    """What :class:`flows.warehouse.Warehouse` does to the ledger; ``con`` is its connection."""

    def __init__(self, target: Path, con: duckdb.DuckDBPyConnection, clock: Callable[[], datetime]) -> None:
        self.target = target
        self.con = con
        self._clock = clock
        self._open_notes: dict[int, journal.BatchNote] = {}

    def start_batch(self, flow: str, *, rules_version: str, learned_version: str | None = None, after: int = 0) -> int:
        """Open a batch in the ledger; returns its ``batch_id``. It shows as running until it is finished.

        ``after``: a number that was given before, where the ledger does not know it (after a rollback).
        """
        row = self.con.execute("select coalesce(max(batch_id), 0) from etl_batch").fetchone()
        batch_id = max(int(row[0]) if row else 0, after) + 1
        started_at = self._clock()
        note = journal.BatchNote(
            batch_id, flow, started_at.isoformat(), rules_version, learned_version, product_version()
        )
        self._open_notes[batch_id] = note
        self._announce(note)
        self._run("load/batch_start", batch_id=batch_id, flow=flow, started_at=started_at,
                  rules_version=rules_version, learned_version=learned_version,
                  product_version=product_version())  # fmt: skip
        return batch_id

    def start_source_file(
        self,
        batch_id: int,
        *,
        uri: str,
        sha256: str,
        size_bytes: int,
        dump_name: str | None = None,
        file_tag: str | None = None,
    ) -> str:
        """Enter an input file, or note that this batch reads it again; returns its ``source_file_id``."""
        strings = {"uri": uri, "sha256": sha256, "dump_name": dump_name, "file_tag": file_tag}
        frame = pl.DataFrame([strings], schema=dict.fromkeys(strings, pl.String)).with_columns(
            bytes=pl.lit(size_bytes, pl.Int64)
        )
        with self._staged({"staged_source_file": frame}):
            self._run("load/source_file", batch_id=batch_id)
        row = self.con.execute("select source_file_id from arriving_file").fetchone()
        assert row is not None
        return str(row[0])

    def was_loaded(self, batch_id: int, uri: str, sha256: str) -> bool:
        """Whether a batch before this one has loaded the same bytes from the same address to their end."""
        found = self.con.execute(
            "select 1 from etl_source_file where uri = ? and sha256 = ? and status = 'loaded' and last_batch_id < ?",
            [uri, sha256, batch_id],
        ).fetchone()
        return found is not None

    def records_read(self, batch_id: int, source_file_id: str) -> int:
        """Records at the begin of a file that batches before this one took, which left off in the middle of it."""
        row = self.con.execute(
            "select records from etl_source_file "
            "where source_file_id = ? and status = 'reading' and first_batch_id < ?",
            [source_file_id, batch_id],
        ).fetchone()
        return int(row[0] or 0) if row else 0

    def finish_source_file(
        self,
        batch_id: int,
        source_file_id: str,
        *,
        records: int,
        file_records: int | None = None,
        status: str = "loaded",
    ) -> None:
        """Note how many records this batch took of a file, good and bad.

        ``file_records``: how many the file has, where that is another number. ``status``: ``loaded``,
        ``reading`` (another batch goes on with it), ``partial`` (some were passed over) or ``failed``.
        """
        self._run(
            "load/source_file_end",
            batch_id=batch_id,
            source_file_id=source_file_id,
            records=records,
            file_records=file_records,
            status=status,
        )

    def load_rejects(self, batch_id: int, rejects: pl.DataFrame) -> None:
        """Keep records that were refused.

        ``rejects``: ``source_file_id``, ``record_no``, ``position``, ``stage``, ``reason``, ``detail``,
        ``original`` (Binary). One that an earlier batch kept is counted, not kept twice.
        """
        if rejects.height:
            with self._staged({"staged_reject": rejects}), self.transaction():
                self._run("load/rejects", batch_id=batch_id)

    def transaction(self) -> contextlib.AbstractContextManager[None]:
        """All that is written in the block, or nothing."""
        return transaction(self.con)

    def run_sql(self, name: str, frames: dict[str, pl.DataFrame] | None = None, **variables: object) -> None:
        """Run a file of ``sql/`` that works on the warehouse, in one transaction; ``frames`` by their staged names."""
        with self._staged(frames or {}), self.transaction():
            self._run(name, **variables)

    def _adopt_dead_batches(self) -> None:
        for note in journal.left_notes(self.target):
            self._run("load/batch_dead", batch_id=note.batch_id, flow=note.flow, started_at=note.started_at,
                      status="crashed" if note.status == "running" else note.status,
                      finished_at=note.finished_at,
                      rules_version=note.rules_version, learned_version=note.learned_version,
                      product_version=note.product_version, note=note.note)  # fmt: skip

    def _note_failure(self, error: BaseException) -> None:
        for note in self._open_notes.values():
            ended = replace(note, status=ending_of(error), note=reason_of(error), finished_at=self._clock().isoformat())
            journal.write_note(self.target, ended)
        self._open_notes.clear()

    def _use_batch(self, batch_id: int) -> None:
        row = self.con.execute(
            "select rules_version, learned_version from etl_batch where batch_id = ?", [batch_id]
        ).fetchone()
        if row is None:
            raise ValueError(f"there is no batch {batch_id}; start_batch opens one")
        set_variables(self.con, batch_id=batch_id, rules_version=row[0], learned_version=row[1])

    def _run(self, name: str, **variables: object) -> None:
        set_variables(self.con, **variables)
        self.con.execute(read_sql(name))

    @contextlib.contextmanager
    def _staged(self, frames: dict[str, pl.DataFrame]) -> Iterator[None]:
        for name, frame in frames.items():
            self.con.register(name, frame)
        try:
            yield
        finally:
            for name in frames:
                self.con.unregister(name)

    def _announce(self, note: journal.BatchNote) -> None:
        journal.write_note(self.target, note)
