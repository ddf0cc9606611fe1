"""The warehouse as a load sees it: a private copy, batches, shards, and at the end a publication.

>>> import tempfile, pathlib
>>> path = pathlib.Path(tempfile.mkdtemp()) / "warehouse.duckdb"
>>> with Warehouse.writing(path) as warehouse:
...     batch_id = warehouse.start_batch("ingest", rules_version="f00d")
...     _ = warehouse.finish_batch(batch_id)
...     warehouse.publish()
>>> connect_readonly(path).execute("select flow, status from etl_batch").fetchall()
[('ingest', 'published')]

Order of calls in a load: ``start_batch``, ``load_dimensions``, and for each file ``start_source_file``,
(``known_versions``, ``load_shard``, ``load_rejects``) any number of times, ``finish_source_file``; then
``finish_batch``, :func:`flows.checks.run_checks`, ``publish``. Leaving the block without ``publish``
changes nothing; leaving it by an exception notes the batch as failed for the ledger.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from flows import journal, publish, snapshots
from flows.changes import record_changes
from flows.connection import CATALOG, close_after_load, connect, connect_for_load, transaction
from flows.lake.address import is_lake
from flows.migrate import prepare_schema, product_version, require_current
from flows.sqlfiles import read_sql, set_variables, sql_names

if TYPE_CHECKING:
    from transforms.pipeline import Facts

MEMORY_LIMIT = "600MB"
"""DuckDB's share of a load's memory; it overshoots by up to a quarter."""

CHECKPOINT_BYTES = 100_000_000
"""Bytes of frames (about 8,000 articles) after which committed rows leave memory for the file."""

STAGED_FRAMES = {
    "staged_article": "articles",
    "staged_removed_span": "removed_spans",
    "staged_related_link": "related_links",
    "staged_sentence": "sentences",
    "staged_quantity": "quantities",
    "staged_date_mention": "date_mentions",
    "staged_entity_mention": "entity_mentions",
    "staged_entity": "learned_entities",
    "staged_statement": "statements",
    "staged_statement_quantity": "statement_quantities",
    "staged_signature": "signatures",
}
"""Name in ``sql/load`` → frame of :class:`transforms.pipeline.Facts`."""


class WarehouseError(RuntimeError):
    """The warehouse file is missing or cannot be used; the message says what to do."""


def now_utc() -> datetime:
    """The clock of the ledger."""
    return datetime.now(UTC)


def warehouse_exists(path: Path) -> bool:
    """Whether there is a warehouse; that of a lake turns out when it is opened."""
    return is_lake(path) or path.exists()


def connect_readonly(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse for reading.

    Raises :class:`WarehouseError` where there is none or it is no DuckDB file, and
    :class:`flows.migrate.SchemaError` where its schema is not this product's.
    """
    if is_lake(path):
        from flows.lake.connection import connect_lake_readonly

        return connect_lake_readonly(path)
    path = Path(path)
    if not path.exists():
        raise WarehouseError(f"there is no warehouse at {path}; make one with: saring ingest PATH")
    try:
        con = connect(path, read_only=True)
    except duckdb.Error as error:
        raise WarehouseError(f"{path} cannot be opened as a warehouse: {error}") from error
    try:
        require_current(con)
    except BaseException:
        con.close()
        raise
    return con


class Warehouse:
    """A warehouse open for writing; made by :meth:`writing`."""

    def __init__(self, target: Path, work: Path, con: duckdb.DuckDBPyConnection, clock: Callable[[], datetime]) -> None:
        self.target = target
        self.con = con
        self._work = work
        self._clock = clock
        self._open_notes: dict[int, journal.BatchNote] = {}
        self._bytes_in_memory = 0

    @classmethod
    @contextlib.contextmanager
    def writing(
        cls,
        path: Path,
        *,
        wait_seconds: float = 0.0,
        memory_limit: str = MEMORY_LIMIT,
        threads: int | None = None,
        clock: Callable[[], datetime] = now_utc,
        start_from: Path | None = None,
    ) -> Iterator[Warehouse]:
        """Take the lock, copy the published file (or begin an empty one), bring its schema up to date.

        ``start_from``: a file to copy in the published file's stead, for a rollback.
        Raises :class:`flows.publish.WarehouseBusy`, :class:`flows.migrate.SchemaError` and
        :class:`WarehouseError` (the published file is damaged).
        A lake is written in its place, in one transaction (:mod:`flows.lake.warehouse`).
        """
        if is_lake(path):
            from flows.lake.warehouse import LakeWarehouse

            with LakeWarehouse.at(path, wait_seconds, memory_limit, clock) as lake:
                yield lake
            return
        path = Path(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        with publish.sole_writer(path, wait_seconds=wait_seconds):
            warehouse = None
            try:
                work = publish.begin_work_copy(path, start_from)
                con = _open_work_copy(work, path, memory_limit, threads)
                warehouse = cls(path, work, con, clock)
                prepare_schema(con, clock())
                warehouse._adopt_dead_batches()
                yield warehouse
            except BaseException as error:
                if warehouse is not None:
                    warehouse._note_failure(error)
                raise
            finally:
                if warehouse is not None:
                    warehouse._close()
                publish.discard_work_copy(path)

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

    def load_dimensions(
        self, *, outlets: pl.DataFrame, rules: pl.DataFrame, entities: pl.DataFrame, aliases: pl.DataFrame
    ) -> None:
        """Bring the reference rows of the dimensions up to date, in one transaction.

        Columns by name, those of ``dim_outlet`` (at least ``domain``), ``dim_rule`` (``rule_id``, ``stage``,
        ``version``), ``dim_entity`` (``entity_id``, ``entity_type``, ``name``) and ``dim_entity_alias``
        (``alias``, ``entity_id``); others are passed over. What left the reference is kept for the facts
        that point to it: a rule as retired, an outlet or entity as learned.
        """
        frames = {
            "staged_outlet": self._columns_of("dim_outlet", outlets),
            "staged_rule": self._columns_of("dim_rule", rules),
            "staged_entity_reference": self._columns_of("dim_entity", entities),
            "staged_alias": self._columns_of("dim_entity_alias", aliases),
        }
        with self._staged(frames), self.transaction():
            self.con.execute(read_sql("load/dimensions"))

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

    def known_versions(self, versions: pl.DataFrame) -> pl.DataFrame:
        """Which article versions are in the warehouse already.

        ``versions``: ``article_id``, ``content_hash``. Returns both with ``is_known`` and ``is_forgotten``
        (removed on demand, not to be loaded), one row a distinct version.
        """
        with self._staged({"staged_version": versions.select("article_id", "content_hash")}):
            return self.con.execute(read_sql("load/known_versions")).pl()

    def load_shard(self, batch_id: int, raw: pl.DataFrame, facts: Facts, sources: pl.DataFrame) -> None:
        """Load a shard in one transaction; all of it is there afterwards, or nothing.

        ``raw``: the article versions that the facts were derived from: the columns of
        :class:`transforms.schemas.RawArticle` and ``article_id``, ``content_hash``, ``metadata`` (JSON text
        or null), ``extracted`` (text of a page whose source is ``raw``, or null). New and known versions may
        be mixed, and several versions of one article. Facts of a version that is not its article's current
        one are left out.
        ``facts``: what :func:`transforms.pipeline.derive` made of them, same ``article_no``.
        ``sources``: one row a record, those of known versions included: ``article_id``, ``content_hash``,
        ``source_file_id``, ``record_no`` (from 0 in the file), ``position`` (in words), ``record_id``.
        An empty frame on a rebuild.
        """
        frames = {name: getattr(facts, attribute) for name, attribute in STAGED_FRAMES.items()}
        frames |= {"staged_raw": raw, "staged_source": sources}
        with self._staged(frames), self.transaction():
            self._use_batch(batch_id)
            for name in sql_names("load", "[0-9]*"):
                if name.endswith("_clear") and not self._replaces_articles():
                    continue
                self.con.execute(read_sql(name))
        self._loaded(sum(frame.estimated_size() for frame in frames.values()))

    def load_rejects(self, batch_id: int, rejects: pl.DataFrame) -> None:
        """Keep records that were refused.

        ``rejects``: ``source_file_id``, ``record_no``, ``position``, ``stage``, ``reason``, ``detail``,
        ``original`` (Binary). One that an earlier batch kept is counted, not kept twice.
        """
        if rejects.height:
            with self._staged({"staged_reject": rejects}), self.transaction():
                self._run("load/rejects", batch_id=batch_id)

    def finish_batch(self, batch_id: int, *, compare: bool = True) -> dict[str, int]:
        """Close a batch: it is loaded, not yet published. Returns its counts, by column of ``etl_batch``.

        Differences from the published facts of the same articles go to ``fact_change``, unless ``compare``
        is false (the batch derives nothing).
        """
        if compare:
            with self._published() as is_there:
                if is_there:
                    record_changes(self.con, batch_id)
        self._run("load/batch_finish", batch_id=batch_id, finished_at=self._clock())
        names = ["records_in", "records_loaded", "records_unchanged", "records_rejected"]
        row = self.con.execute(f"select {', '.join(names)} from etl_batch where batch_id = ?", [batch_id]).fetchone()
        assert row is not None, batch_id
        return dict(zip(names, row, strict=True))

    @contextlib.contextmanager
    def written_meanwhile(self) -> Iterator[None]:
        """Write what is committed into the file while the block reads: publishing finds little left to write."""
        with ThreadPoolExecutor(1) as pool, self.con.cursor() as con:
            writing = pool.submit(con.execute, f"checkpoint {CATALOG}")
            yield
            with contextlib.suppress(duckdb.TransactionException):  # the block wrote first: publishing writes it all
                writing.result()

    def publish(self, *, keep_snapshot: bool = True, before: Callable[[Path], None] | None = None) -> None:
        """Put this state in the published file's place, in one step; the warehouse is closed afterwards.

        ``before``: called with the closed work copy just before.
        The file that was there is kept as a snapshot, and the oldest snapshots go (:mod:`flows.snapshots`).
        """
        self.con.execute("update etl_batch set status = 'published' where status = 'loaded'")
        close_after_load(self.con)
        if before:
            before(self._work)
        if keep_snapshot:
            snapshots.keep_published(self.target)
        publish.replace_published(self._work, self.target)
        snapshots.prune(self.target)
        for note in journal.left_notes(self.target):
            journal.remove_note(self.target, note.batch_id)
        self._open_notes.clear()

    def forgotten_outlets(self) -> list[str]:
        """Outlets whose articles were removed on demand and are not to be loaded."""
        rows = self.con.execute("select value from etl_tombstone where scope = 'outlet'").fetchall()
        return [value for (value,) in rows]

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

    def _columns_of(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        names = {name for (name,) in self.con.execute(f"select column_name from (describe {table})").fetchall()}
        return frame.select([column for column in frame.columns if column in names])

    def _replaces_articles(self) -> bool:
        return self.con.execute("select 1 from shard_current where was_there limit 1").fetchone() is not None

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

    @contextlib.contextmanager
    def _published(self) -> Iterator[bool]:
        """What is published, attached as ``published``; whether there is anything."""
        if not self.target.exists():
            yield False
            return
        quoted = str(self.target).replace("'", "''")
        self.con.execute(f"attach '{quoted}' as published (read_only)")
        try:
            yield True
        finally:
            self.con.execute("detach published")

    def _announce(self, note: journal.BatchNote) -> None:
        journal.write_note(self.target, note)

    def _loaded(self, size: int) -> None:
        """Bound what is in memory of committed rows, after ``size`` more bytes."""
        self._bytes_in_memory += size
        if self._bytes_in_memory > CHECKPOINT_BYTES:
            self.con.execute(f"checkpoint {CATALOG}")
            self._bytes_in_memory = 0

    def _note_failure(self, error: BaseException) -> None:
        for note in self._open_notes.values():
            reason = f"{type(error).__name__}: {error}".strip()[:2000]
            journal.note_failure(self.target, note, reason, self._clock().isoformat())
        self._open_notes.clear()

    def _close(self) -> None:
        self.con.close()
        for batch_id in self._open_notes:
            journal.remove_note(self.target, batch_id)


def _open_work_copy(work: Path, target: Path, memory_limit: str, threads: int | None) -> duckdb.DuckDBPyConnection:
    try:
        return connect_for_load(
            work, memory_limit=memory_limit, threads=threads, temp_directory=publish.spill_directory(target)
        )
    except duckdb.Error as error:
        raise WarehouseError(
            f"{target} is damaged or no warehouse: {error}; restore the last good state with: saring rollback"
        ) from error
