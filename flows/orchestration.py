"""What the Prefect flows share: tasks over the steps, retries, artifacts and state hooks."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Annotated, Any

from prefect import Flow, State, get_run_logger, task
from prefect.artifacts import create_link_artifact, create_markdown_artifact, create_table_artifact
from prefect.blocks.core import Block
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.client.schemas.objects import FlowRun
from prefect.concurrency.sync import concurrency
from prefect.exceptions import ObjectNotFound
from pydantic import BeforeValidator, Field

from flows import learning, search_index, steps
from flows.backlog import Backlog
from flows.console import Reporter, current_reporter, time_left
from flows.days import Days
from flows.deriving import ShardDerivers
from flows.errors import UsageError
from flows.impact import Impact
from flows.journal import close_dead_notes
from flows.publish import WarehouseBusy
from flows.readers import SourceFile
from flows.report import write_nightly_report
from flows.scratch import Scratch, open_scratch
from flows.settings import DASK_SCHEDULER, EXCHANGE, NOTIFY_BLOCK, WAREHOUSE
from flows.summary import RunSummary
from flows.warehouse import now_utc

IO_RETRIES = 2
IO_RETRY_SECONDS = [10, 60]
IO_TIMEOUT_SECONDS = 12 * 3600.0
"""Of one task that reads files; a greater dump is better loaded by a backfill in portions."""
TAGS = ["saring"]

WAREHOUSE_LIMIT = "saring-warehouse"
"""Global concurrency limit of which a run holds a slot, where the server has it."""

SLOT_SECONDS = 10.0
"""Least wait for a slot: one that was just given back is free only a few seconds later."""


class LogReporter:
    """Progress as lines of the flow run's log."""

    def __init__(self) -> None:
        self._log = get_run_logger()
        self._start = time.monotonic()
        self._total = 0

    def started(self, files: int, total_bytes: int) -> None:
        self._total = total_bytes
        self._log.info("loading %s files, %.1f MB", files, total_bytes / 1e6)

    def progressed(self, name: str, records: int, done_bytes: int) -> None:
        share = done_bytes / self._total if self._total else 0.0
        left = f", {time_left(time.monotonic() - self._start, share)} left" if share else ""
        self._log.info("%s: %s records so far, %.0f %%%s", name, f"{records:,}", 100 * share, left)


def _is_io_error(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task may be tried again: input or output failed, not the data or the code."""
    try:
        state.result()
    except FileNotFoundError:
        return False
    except OSError:
        return True
    except Exception:
        return False
    return False


IO_TASK: dict[str, Any] = {
    "retries": IO_RETRIES,
    "retry_delay_seconds": IO_RETRY_SECONDS,
    "retry_condition_fn": _is_io_error,
    "timeout_seconds": IO_TIMEOUT_SECONDS,
    "tags": TAGS,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}
"""Options of a task that reads or writes: tried again where input or output fails."""


@task(name="find new files", **IO_TASK)
def find_new_files(paths: list[str], warehouse: Path) -> tuple[list[SourceFile], int]:
    """Files that are new or changed, and how many were seen."""
    return steps.new_sources(warehouse, paths)


@task(task_run_name="load {name}", **IO_TASK)
def load_file(name: str, run: steps.Run, source: SourceFile, mapping: Mapping[str, str] | None) -> int:
    """Load one file; tried again, it goes on after the last shard that was loaded."""
    return run.load_file(source, mapping)


@task(name="derive all facts again", tags=TAGS, cache_policy=NO_CACHE, persist_result=False)
def derive_again(run: steps.Run, everything: bool) -> int:
    """Rebuild articles; returns how many versions there are."""
    return run.rebuild(everything=everything)


@task(name="impact", tags=TAGS, cache_policy=NO_CACHE, persist_result=False)
def report_impact(run: steps.Run) -> Impact:
    """What the batch changes in published facts, as an artifact too."""
    impact = run.impact()
    create_markdown_artifact(key="saring-impact", markdown=impact.as_markdown(), description="Before publishing")
    return impact


@task(name="learn", **IO_TASK)
def learn_again(warehouse: Path, dry_run: bool, wait_seconds: float) -> learning.LearnSummary:
    """Learn from all articles and pin the result."""
    return learning.learn(warehouse, dry_run=dry_run, wait_seconds=wait_seconds)


@task(name="check and publish", tags=TAGS, cache_policy=NO_CACHE, persist_result=False)
def check_and_publish(run: steps.Run) -> RunSummary:
    """Publish the batch, or fail with the checks that failed; either way its checks and rejects are artifacts."""
    if run.has_work:
        columns = ["check_name", "severity", "failing_rows", "rule", "sample"]
        results = run.settle().select(columns).sort("failing_rows", descending=True)
        create_table_artifact(key="saring-checks", table=results.to_dicts(), description="Checks of the batch")
        create_table_artifact(
            key="saring-rejects", table=run.reject_counts(), description="Records that this batch refused first"
        )
    return run.publish()


@task(name="search index", **IO_TASK)
def refresh_search(warehouse: Path) -> None:
    """Bring the search index up to date with what was published; where that fails the night stands all the same."""
    try:
        done = search_index.refresh(warehouse)
    except Exception as error:
        get_run_logger().warning("the search index was not brought up to date: %s", error)
    else:
        get_run_logger().info("search index: %s articles in %.1f s", f"{done.added:,}", done.wall_seconds)


def close_ledger(flow: Flow, flow_run: FlowRun, state: State) -> None:
    """Hook of every flow that fails or crashes: its batch is noted as dead at once, not by the next run.

    Where ``SARING_NOTIFY_BLOCK`` names a notification block (``slack-webhook/saring``), it is told.
    """
    warehouse = Path(flow_run.parameters.get("warehouse", WAREHOUSE))
    close_dead_notes(warehouse, f"flow run {flow_run.name}: {state.message or state.name}", now_utc().isoformat())
    if NOTIFY_BLOCK:
        block: Any = Block.load(NOTIFY_BLOCK)
        block.notify(f"{flow_run.name}: {state.name}: {state.message}", subject=f"Saring: {flow.name} {state.name}")


ledger_hooks: dict[str, Any] = {"on_failure": [close_ledger], "on_crashed": [close_ledger]}
"""Arguments of every flow."""


@contextmanager
def turn(wait_seconds: float) -> Iterator[float]:
    """Hold a slot of the server's limit ``saring-warehouse``; gives the seconds that are left of the wait.

    Runs on other machines see this limit, not the warehouse's lock. Where the server has no such limit, the
    lock alone keeps two writers apart. Raises WarehouseBusy where no slot is free in time.
    """
    deadline = time.monotonic() + wait_seconds
    with ExitStack() as slot:
        if _has_limit():
            try:
                slot.enter_context(
                    concurrency(WAREHOUSE_LIMIT, timeout_seconds=max(wait_seconds, SLOT_SECONDS), lease_duration=60)
                )
            except TimeoutError:
                raise WarehouseBusy(
                    f"another run holds the limit {WAREHOUSE_LIMIT}; nothing was changed: "
                    "try again when it is done, or wait for it with a greater wait_seconds"
                ) from None
        yield max(0.0, deadline - time.monotonic())


def _has_limit() -> bool:
    with get_client(sync_client=True) as client:
        try:
            client.read_global_concurrency_limit_by_name(WAREHOUSE_LIMIT)
        except ObjectNotFound:
            return False
    return True


@contextmanager
def derivers() -> Iterator[ShardDerivers | None]:
    """The workers of the Dask cluster that ``SARING_DASK`` names; without it None: this machine derives.

    Raises UsageError where the workers cannot be used.
    """
    if not DASK_SCHEDULER:
        yield None
        return
    if not EXCHANGE:
        raise UsageError("SARING_DASK needs SARING_EXCHANGE: a folder or s3://bucket/prefix that all workers see")
    try:
        from flows.dask_workers import dask_derivers
    except ModuleNotFoundError as error:
        raise UsageError(f"SARING_DASK needs the extra dask: pip install 'saring[dask]' ({error})") from error
    with dask_derivers(DASK_SCHEDULER, EXCHANGE) as workers:
        yield workers


@task(name="leave unfinished files", **IO_TASK)
def leave_unfinished(sources: list[SourceFile], scratch: Scratch) -> tuple[list[SourceFile], list[str]]:
    """Files that have arrived whole, and what tells that the others have not."""
    return steps.split_settled(sources, scratch)


def load_paths(
    paths: list[str],
    warehouse: Path,
    mapping: Mapping[str, str] | None,
    flow: str,
    wait_seconds: float = 0.0,
    only_settled: bool = False,
    days: Days | None = None,
    portion_records: int | None = None,
) -> RunSummary:
    """The body of ``nightly`` and ``backfill``; ``only_settled`` leaves half-written files for the next run."""
    sources, seen = find_new_files(paths, warehouse)
    waiting: list[str] = []
    summary = RunSummary(flow=flow, warehouse=warehouse, files_seen=seen)
    with open_scratch(warehouse) as scratch:
        if only_settled and sources:
            sources, waiting = leave_unfinished(sources, scratch)
            for line in waiting:
                get_run_logger().warning("left for the next night: %s", line)
        if not sources:
            get_run_logger().info("nothing new in %s files", seen)
        backlog = Backlog.of(sources, portion_records, days, scratch)
        while backlog.files:
            with (
                turn(wait_seconds) as wait_left,
                derivers() as shards,
                steps.open_run(
                    warehouse, flow, backlog, seen, reporter(), wait_seconds=wait_left, derivers=shards
                ) as run,
            ):
                while backlog.files and not run.is_full:
                    load_file(backlog.files[0].name, run, backlog.files[0], mapping)
                summary = backlog.published(check_and_publish(run))
    summary.files_waiting = waiting
    if not summary.nothing_new:
        refresh_search(warehouse)
    publish_artifact(summary)
    return summary


Address = Annotated[str, BeforeValidator(str)]
"""A path, or an address that fsspec knows; not ``Path``, which makes one slash of two."""


WaitSeconds = Annotated[
    float, Field(ge=0, description="Seconds to wait for another run that is writing; 0: fail at once.")
]
"""Parameter of every flow."""


def reporter() -> Reporter:
    """The command line's reporter where it started the flow, else the flow run's log."""
    return current_reporter.get() or LogReporter()


def publish_artifact(summary: RunSummary) -> None:
    """The run's counts as a table in Prefect's UI."""
    rows: list[dict[str, Any]] = [
        {"what": "files seen", "count": summary.files_seen},
        {"what": "files loaded", "count": summary.files_loaded},
        {"what": "files left for the next night", "count": len(summary.files_waiting)},
        {"what": "records in", "count": summary.records_in},
        {"what": "loaded", "count": summary.loaded},
        {"what": "unchanged", "count": summary.unchanged},
        {"what": "rejected", "count": summary.rejected},
        {"what": "changed facts", "count": summary.changed_facts},
        *({"what": f"rows in {table}", "count": count} for table, count in summary.rows.items()),
    ]
    description = f"`{summary.flow}` into `{summary.warehouse}` in {summary.wall_seconds:.1f} s" + (
        ": nothing new" if summary.nothing_new else ""
    )
    create_table_artifact(key=f"saring-{summary.flow}", table=rows, description=description)


def publish_learn_artifact(summary: learning.LearnSummary) -> None:
    """What was learned and what changed as a table in Prefect's UI."""
    rows: list[dict[str, Any]] = [
        {"what": "articles read", "count": summary.articles},
        {"what": "templates", "count": summary.templates},
        {"what": "aliases", "count": summary.aliases},
        *({"what": name.replace("_", " "), "count": frame.height} for name, frame in summary.changes.items()),
    ]
    before = summary.version_before or "none"
    description = f"learned version `{summary.version}` (before: `{before}`) of `{summary.warehouse}`"
    create_table_artifact(key="saring-learn", table=rows, description=description)


@task(name="morning report", tags=TAGS, cache_policy=NO_CACHE, persist_result=False)
def write_morning_report(warehouse: Path, batch_id: int) -> None:
    """The report of a batch as a page beside the warehouse, and a link to it as an artifact."""
    written = write_nightly_report(warehouse, batch_id)
    address = written.path.resolve().as_uri()
    create_link_artifact(key="saring-report", link=address, link_text=written.path.name, description=written.lede)


def morning_report(summary: RunSummary) -> None:
    """Report what a run loaded. A report that cannot be written is a warning: the night is published all the same."""
    if summary.batch_id is None:
        return
    state = write_morning_report(summary.warehouse, summary.batch_id, return_state=True)
    if not state.is_completed():
        get_run_logger().warning("no morning report: %s; write it with: saring report", state.message)
