"""The steps of a run as plain functions, without Prefect.

``saring ingest`` calls them in its own process; the Prefect flows call the same ones as tasks. What happens
inside a batch is :class:`flows.run.Run`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from pathlib import Path

import polars as pl

from flows.backlog import LARGEST_BATCH, WAIT_SECONDS, Backlog
from flows.checks import run_checks
from flows.console import Reporter
from flows.days import Days
from flows.derived import CheckFailed
from flows.deriving import ShardDerivers, local_derivers
from flows.lake.address import is_lake
from flows.migrate import OlderSchema
from flows.publish import spill_directory
from flows.readers import SourceFile, digest_of, discover, unsettled
from flows.readers.remote import RemoteFile
from flows.run import Run
from flows.scratch import Scratch, open_scratch
from flows.summary import RunSummary
from flows.warehouse import Warehouse, connect_readonly, now_utc, require_warehouse, warehouse_exists

__all__ = [
    "CheckFailed",
    "Run",
    "check_published",
    "ingest",
    "load_files",
    "new_sources",
    "open_again",
    "open_run",
    "rebuild",
    "split_settled",
]


def new_sources(warehouse: Path, paths: Iterable[Path | str]) -> tuple[list[SourceFile], int]:
    """Files under ``paths`` that are new or changed since they were last loaded, and how many were seen.

    A file is known when one of the same address and the same bytes was read to its end before: by its tag, where
    its file system gives one, so that known files are not read; else by its digest. A remote file is not fetched
    for that: the run will see. Raises FileNotFoundError for a path that does not exist.
    """
    sources = discover(paths)
    known = _loaded_files(warehouse)
    return [source for source in sources if not _is_known(source, known.get(source.uri, set()))], len(sources)


def _is_known(source: SourceFile, loaded: set[str]) -> bool:
    """Whether the tag or the digest of a file is among those ``loaded`` from its address."""
    if not loaded or source.tag in loaded:
        return bool(loaded)
    return not isinstance(source, RemoteFile) and digest_of(source.path) in loaded


def split_settled(sources: list[SourceFile], scratch: Scratch | None = None) -> tuple[list[SourceFile], list[str]]:
    """Files that have arrived whole, and for each of the others its name and what tells that it has not.

    With ``scratch`` remote files that came lately are fetched, to see whether their end is there.
    """
    why = unsettled(sources, fetched=scratch.local if scratch else lambda source: source)
    settled = [source for source in sources if source.uri not in why]
    return settled, [f"{s.name}: {why[s.uri]}" for s in sources if s.uri in why]


def _loaded_files(warehouse: Path) -> dict[str, set[str]]:
    if not warehouse_exists(warehouse):
        return {}
    try:
        con = connect_readonly(warehouse)
    except OlderSchema:
        return {}  # the run brings it up to date, and passes over what was loaded
    with con:
        rows = con.execute("select uri, sha256, file_tag from etl_source_file where status = 'loaded'").fetchall()
    known: dict[str, set[str]] = {}
    for uri, sha256, tag in rows:
        known.setdefault(uri, set()).update(filter(None, (sha256, tag)))
    return known


def load_files(run: Run, sources: list[SourceFile], mapping: Mapping[str, str] | None = None) -> int:
    """Load ``sources``, the next files of the run's backlog, up to the end of a portion; returns their records.

    Called again for the same ones, it passes over those that are read.
    """
    wanted, records = {source.uri for source in sources}, 0
    while run.backlog.files and run.backlog.files[0].uri in wanted and not run.is_full:
        records += run.load_file(run.backlog.files[0], mapping)
    return records


@contextmanager
def open_run(
    warehouse: Path,
    flow: str,
    sources: list[SourceFile] | Backlog,
    seen: int,
    reporter: Reporter | None = None,
    *,
    wait_seconds: float = 0.0,
    derivers: ShardDerivers | None = None,
) -> Iterator[Run]:
    """A run that will load ``sources``, or a portion of a backlog, out of ``seen`` files.

    ``derivers``: who derives its shards; without them processes of this machine do.

    Raises :class:`flows.publish.WarehouseBusy` where another run is writing and does not end in ``wait_seconds``.
    """
    backlog = sources if isinstance(sources, Backlog) else Backlog.of(sources)
    wait_seconds = wait_seconds if backlog.is_first else max(wait_seconds, WAIT_SECONDS)
    input_bytes = sum(s.bytes for s in backlog.files)
    with (
        Warehouse.writing(warehouse, wait_seconds=wait_seconds) as writing,
        _or_local(derivers, warehouse, input_bytes) as shards,
    ):
        run = Run(writing, flow, shards, reporter, backlog)
        run.summary.files_seen = seen
        if backlog.is_first:
            run.reporter.started(f"{len(backlog.files):,} files, {input_bytes / 1e6:,.1f} MB", input_bytes)
        yield run


@contextmanager
def open_again(
    warehouse: Path,
    flow: str,
    reporter: Reporter | None = None,
    *,
    wait_seconds: float = 0.0,
    derivers: ShardDerivers | None = None,
) -> Iterator[Run]:
    """A run over what the warehouse holds already. Raises WarehouseError where there is no warehouse."""
    require_warehouse(warehouse)
    with Warehouse.writing(warehouse, wait_seconds=wait_seconds) as writing, _or_local(derivers, warehouse) as shards:
        yield Run(writing, flow, shards, reporter)


def _or_local(
    derivers: ShardDerivers | None, warehouse: Path, input_bytes: int = 0
) -> AbstractContextManager[ShardDerivers]:
    """``derivers``, or those of this machine; the next run removes what a killed one leaves beside a warehouse file."""
    room = None if is_lake(warehouse) else spill_directory(warehouse)
    return nullcontext(derivers) if derivers else local_derivers(room, input_bytes)


def ingest(
    paths: Iterable[Path | str],
    warehouse: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    flow: str = "ingest",
    days: Days | None = None,
    portion_records: int | None = None,
    reporter: Reporter | None = None,
    wait_seconds: float = 0.0,
) -> RunSummary:
    """Load what is new or changed under ``paths`` and publish it; does nothing where nothing is.

    ``days``: only articles published then. ``portion_records``: publish after so many records, again and again.
    """
    sources, seen = new_sources(warehouse, paths)
    summary = RunSummary(flow=flow, warehouse=warehouse, files_seen=seen)
    with open_scratch(warehouse) as scratch:
        backlog = Backlog.of(sources, portion_records or LARGEST_BATCH, days, scratch)
        while backlog.files:
            with open_run(warehouse, flow, backlog, seen, reporter, wait_seconds=wait_seconds) as run:
                load_files(run, list(backlog.files), mapping)
                summary = backlog.published(run.publish())
    return summary


def rebuild(
    warehouse: Path, *, everything: bool = False, reporter: Reporter | None = None, wait_seconds: float = 0.0
) -> RunSummary:
    """Derive facts again from ``raw_article`` with the present rules and publish them.

    Differences are in ``fact_change`` with reason ``rebuild``.
    """
    with open_again(warehouse, "rebuild", reporter, wait_seconds=wait_seconds) as run:
        run.rebuild(everything=everything)
        return run.publish()


def check_published(warehouse: Path, *, everything: bool = False) -> pl.DataFrame:
    """Check the published warehouse: the rows of its last batch, or all. Writes nothing."""
    with connect_readonly(warehouse) as con:
        row = con.execute("select max(batch_id) from etl_batch where status = 'published'").fetchone()
        batch_id = None if everything or row is None else row[0]
        return run_checks(con, batch_id, checked_at=now_utc(), record=False)
