"""What the Prefect flows share: tasks over the steps, retries, artifacts and state hooks."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from contextvars import copy_context
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
from prefect.states import Failed
from prefect.transactions import transaction
from pydantic import BeforeValidator, Field

from flows import learning, search_index, steps
from flows.artifacts import FlowReporter, publish_artifact, publish_checks_artifact
from flows.backlog import LARGEST_BATCH, Backlog
from flows.checks import explain_failures, failed, shown
from flows.console import Reporter, current_reporter
from flows.days import Days
from flows.derived import ShardFailed
from flows.deriving import ShardDerivers
from flows.errors import UsageError
from flows.impact import Impact
from flows.interrupts import not_swallowed
from flows.journal import close_dead_notes
from flows.publish import WarehouseBusy
from flows.readers import SourceFile
from flows.report import default_path, write_nightly_report
from flows.scratch import Scratch, open_scratch
from flows.settings import DASK_SCHEDULER, EXCHANGE, NOTIFY_BLOCK, WAREHOUSE
from flows.summary import RunSummary
from flows.warehouse import now_utc

IO_RETRIES = 2
IO_RETRY_SECONDS = [10, 60]
IO_TIMEOUT_SECONDS = 12 * 3600.0
"""Of one task that reads files; a greater dump is better loaded by a backfill in portions."""
SHARD_TIMEOUT_SECONDS = 3600.0
"""Of one shard, which takes seconds."""
WORK_TIMEOUT_SECONDS = 12 * 3600.0
"""Of what looks at a whole batch: link, check, publish, or derive all again."""
TAGS = ["saring"]
UNREADABLE = "Unreadable"
"""Name of the state of a task one of whose files could not be read."""

WAREHOUSE_LIMIT = "saring-warehouse"
"""Global concurrency limit of which a run holds a slot, where the server has it."""

SLOT_SECONDS = 10.0
"""Least wait for a slot: one that was just given back is free only a few seconds later."""


def _is_io_error(_task: Any, _run: Any, state: Any) -> bool:
    """Whether a failed task may be tried again: input or output failed, not the data, the rights or the code."""
    try:
        state.result()
    except (FileNotFoundError, PermissionError, NotADirectoryError, IsADirectoryError):
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

WORK_TASK: dict[str, Any] = {
    "timeout_seconds": WORK_TIMEOUT_SECONDS,
    "tags": TAGS,
    "cache_policy": NO_CACHE,
    "persist_result": False,
}
"""Options of a task that computes: another try would end as the first."""


@task(name="find new files", task_run_name="find new files", **IO_TASK)
def find_new_files(paths: list[str], warehouse: Path) -> tuple[list[SourceFile], int]:
    """Files that are new or changed, and how many were seen."""
    with not_swallowed():
        return steps.new_sources(warehouse, paths)


@task(task_run_name="read {name}", **IO_TASK)
def read_files(name: str, run: steps.Run, sources: list[SourceFile], mapping: Mapping[str, str] | None) -> Any:
    """Read one file, or some small ones; tried again, it goes on after the last shard that was taken.

    Fails under the name ``Unreadable``, and stops nothing, where one could not be read: it is a reject.
    """
    known = len(run.unreadable)
    with not_swallowed():
        records = steps.load_files(run, sources, mapping)
    if faults := run.unreadable[known:]:
        names = ", ".join(faults[:10]) + (" …" if len(faults) > 10 else "")
        return Failed(name=UNREADABLE, message=f"{len(faults):,} rejected, the next run tries again: {names}")
    return records


@task(task_run_name="load {name}", **WORK_TASK | {"timeout_seconds": SHARD_TIMEOUT_SECONDS})
def load_shard(name: str, load: Callable[[], None]) -> None:
    """Wait for the facts of a shard and load them, in one transaction."""
    with not_swallowed():
        load()


@contextmanager
def shard_tasks(run: steps.Run) -> Iterator[None]:
    """Make a task of each shard that ``run`` loads; those that it does not publish end as ``RolledBack``.

    They are parts of one transaction of Prefect, whose context is apart from that of the tasks that read: reading
    that is tried again has not lost what was loaded before.
    """
    apart, shards = copy_context(), transaction(write_on_commit=False)
    loaded = apart.run(shards.__enter__)

    def load_as(name: str, load: Callable[[], None]) -> None:
        try:
            apart.run(load_shard, name, load)
        except OSError as error:  # not of the input: reading is not tried again
            raise ShardFailed(f"{name} could not be loaded: {error}") from error

    run.load_as = load_as
    try:
        with not_swallowed():
            yield
    finally:
        if run.summary.batch_id is None:
            apart.run(loaded.rollback)
        apart.run(shards.__exit__, None, None, None)


@task(name="derive facts again", task_run_name="derive facts again", **WORK_TASK)
def derive_again(run: steps.Run, everything: bool) -> int:
    """Rebuild articles; returns how many versions there are."""
    with not_swallowed():
        return run.rebuild(everything=everything)


@task(name="impact", task_run_name="impact", **WORK_TASK)
def report_impact(run: steps.Run) -> Impact:
    """What the batch changes in published facts, as an artifact too."""
    with not_swallowed():
        impact = run.impact()
    create_markdown_artifact(key="saring-impact", markdown=impact.as_markdown(), description="Before publishing")
    return impact


@task(name="learn", task_run_name="learn", **IO_TASK)
def learn_again(warehouse: Path, dry_run: bool, wait_seconds: float) -> learning.LearnSummary:
    """Learn from all articles and pin the result."""
    with not_swallowed():
        return learning.learn(warehouse, dry_run=dry_run, wait_seconds=wait_seconds)


@task(name="check and publish", task_run_name="check and publish", **WORK_TASK)
def check_and_publish(run: steps.Run) -> RunSummary:
    """Publish the batch, or fail with the checks that failed; either way its checks and rejects are artifacts."""
    if run.has_work:
        with not_swallowed():
            publish_checks_artifact(shown(run.settle()), "Checks of the batch")
        create_table_artifact(
            key="saring-rejects", table=run.reject_counts(), description="Records that this batch refused first"
        )
    with not_swallowed():
        return run.publish()


@task(name="check all", task_run_name="check {warehouse}", **WORK_TASK)
def check_published(warehouse: Path, everything: bool) -> tuple[str, int]:
    """Check what is published: what is wrong and what to run, empty where nothing is, and how many checks warn."""
    with not_swallowed():
        results = steps.check_published(warehouse, everything=everything)
    publish_checks_artifact(
        shown(results), f"Checks of {'all rows' if everything else 'the last batch'} of `{warehouse}`"
    )
    wrong = failed(results)
    return explain_failures(results) if wrong else "", len(failed(results, "warn"))


@task(name="search index", task_run_name="search index", **IO_TASK)
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


@task(name="leave unfinished files", task_run_name="leave unfinished files", **IO_TASK)
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
    progress = reporter()
    with open_scratch(warehouse) as scratch:
        if only_settled and sources:
            sources, waiting = leave_unfinished(sources, scratch)
            for line in waiting:
                get_run_logger().warning("left for the next night: %s", line)
        if not sources:
            get_run_logger().info("nothing new in %s files", seen)
        backlog = Backlog.of(sources, portion_records or LARGEST_BATCH, days, scratch)
        while backlog.files:
            with (
                turn(wait_seconds) as wait_left,
                derivers() as shards,
                steps.open_run(
                    warehouse, flow, backlog, seen, progress, wait_seconds=wait_left, derivers=shards
                ) as run,
                shard_tasks(run),
            ):
                read_backlog(run, mapping)
                summary = backlog.published(check_and_publish(run))
    summary.files_waiting = waiting
    if not summary.nothing_new:
        refresh_search(warehouse)
    publish_artifact(summary)
    return summary


def read_backlog(run: steps.Run, mapping: Mapping[str, str] | None) -> None:
    """Read the files that are left, up to the end of a portion: a task a file or group of small ones."""
    while run.backlog.files and not run.is_full:
        sources = run.backlog.next_files()
        name = sources[0].name if len(sources) == 1 else f"{len(sources)} files {sources[0].name} … {sources[-1].name}"
        state: State[int] = read_files(name, run, sources, mapping, return_state=True)
        if not state.is_completed() and state.name != UNREADABLE:
            state.result()


Address = Annotated[str, BeforeValidator(str)]
"""A path, or an address that fsspec knows; not ``Path``, which makes one slash of two."""


WaitSeconds = Annotated[
    float, Field(ge=0, description="Seconds to wait for another run that is writing; 0: fail at once.")
]
"""Parameter of every flow."""


def reporter() -> Reporter:
    """The command line's reporter where it started the flow, else the flow run's log."""
    return current_reporter.get() or FlowReporter()


@task(name="morning report", task_run_name="morning report", **WORK_TASK)
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
    if state.is_completed():
        summary.report = default_path(summary.warehouse)
    else:
        get_run_logger().warning("no morning report: %s; write it with: saring report", state.message)
