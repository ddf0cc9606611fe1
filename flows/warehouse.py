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
changes nothing; leaving it by an exception notes the batch for the ledger, as failed or, where a signal ended
it, as crashed.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import duckdb
import polars as pl
from loky import cpu_count

from flows import journal, publish, snapshots
from flows.batches import BatchLedger
from flows.changes import record_changes
from flows.connection import CATALOG, close_after_load, connect, connect_for_load, set_all
from flows.interrupts import not_swallowed
from flows.lake.address import is_lake
from flows.migrate import prepare_schema, require_current
from flows.sqlfiles import read_sql, sql_names

if TYPE_CHECKING:
    from transforms.pipeline import Facts

MEMORY_LIMIT = "500MB"
"""What DuckDB may use, give or take a quarter, where it has the machine to itself."""

MEMORY_LIMIT_DERIVING = "300MB"
"""The same while workers derive facts, each of which holds half a gigabyte."""

THREADS_DERIVING = max(1, cpu_count() // 4)
"""Threads of DuckDB meanwhile: one that waits for another is busy all the time, on a core that a worker needs."""

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


T = TypeVar("T")


class WarehouseError(RuntimeError):
    """The warehouse file is missing or cannot be used; the message says what to do."""


def now_utc() -> datetime:
    """The clock of the ledger."""
    return datetime.now(UTC)


def warehouse_exists(path: Path) -> bool:
    """Whether there is a warehouse; that of a lake turns out when it is opened."""
    return is_lake(path) or path.exists()


def require_warehouse(path: Path) -> None:
    """Raise :class:`WarehouseError` where there is no warehouse."""
    if not warehouse_exists(path):
        raise WarehouseError(f"there is no warehouse at {path}; make one with: saring ingest PATH")


def connect_readonly(path: Path) -> duckdb.DuckDBPyConnection:
    """Open a published warehouse for reading.

    Raises :class:`WarehouseError` where there is none or it is no DuckDB file, and
    :class:`flows.migrate.SchemaError` where its schema is not this product's.
    """
    if is_lake(path):
        from flows.lake.connection import connect_lake_readonly

        return connect_lake_readonly(path)
    path = Path(path)
    require_warehouse(path)
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


class Warehouse(BatchLedger):
    """A warehouse open for writing; made by :meth:`writing`."""

    def __init__(self, target: Path, work: Path, con: duckdb.DuckDBPyConnection, clock: Callable[[], datetime]) -> None:
        super().__init__(target, con, clock)
        self._work = work
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
                with not_swallowed():
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

    def limit(self, memory: str, threads: int) -> None:
        """Change what DuckDB may use from now on: ``300MB``, and of threads."""
        set_all(self.con, {"memory_limit": memory, "threads": threads})

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

    @contextlib.contextmanager
    def read_meanwhile(self, query: Callable[[duckdb.DuckDBPyConnection], T]) -> Iterator[Callable[[], T]]:
        """Ask ``query`` of what is committed while the block writes; gives what waits for the answer."""
        with ThreadPoolExecutor(1) as pool, self.con.cursor() as con:
            con.execute(f"use {CATALOG}")
            answer = pool.submit(query, con)
            try:
                yield answer.result
            finally:
                con.interrupt()  # where the block has ended early; else nothing runs any more

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

    def _columns_of(self, table: str, frame: pl.DataFrame) -> pl.DataFrame:
        names = {name for (name,) in self.con.execute(f"select column_name from (describe {table})").fetchall()}
        return frame.select([column for column in frame.columns if column in names])

    def _replaces_articles(self) -> bool:
        return self.con.execute("select 1 from shard_current where was_there limit 1").fetchone() is not None

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

    def _loaded(self, size: int) -> None:
        """Bound what is in memory of committed rows, after ``size`` more bytes."""
        self._bytes_in_memory += size
        if self._bytes_in_memory > CHECKPOINT_BYTES:
            self.con.execute(f"checkpoint {CATALOG}")
            self._bytes_in_memory = 0

    def _close(self) -> None:
        with contextlib.suppress(duckdb.ConnectionException):  # publishing has closed it
            self.con.interrupt()  # as in flows.connection.transaction
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
