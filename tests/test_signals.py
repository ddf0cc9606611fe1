"""Runs that are told to end while a query is at work: the flow run, its tasks and the ledger say the same."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import duckdb
import pytest

from flows.connection import connect
from flows.interrupts import not_swallowed
from flows.journal import left_notes
from flows.warehouse import Warehouse
from tests.conftest import EXAMPLES, ROOT
from tests.test_task_runs import task_runs

LONG_QUERY = "select max(sin(range)) from range(5000000000)"
TERMINATED = f"""
import os, signal, sys, threading
from pathlib import Path
from flows import run
from flows.backfill import backfill
from flows.warehouse import Warehouse

def slow(warehouse, *_arguments, **_options):
    threading.Timer(0.5, os.kill, [os.getpid(), signal.SIGTERM]).start()
    getattr(warehouse, "con", warehouse).execute("{LONG_QUERY}")

owner = Warehouse if sys.argv[3] == "load_shard" else run
setattr(owner, sys.argv[3], slow)
backfill(paths=[sys.argv[1]], warehouse=Path(sys.argv[2]))
"""


@pytest.fixture(autouse=True)
def interruptible() -> Iterator[None]:
    """The workers of a test run ignore the signal of the keyboard."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_a_query_that_a_signal_interrupts_does_not_hide_it(tmp_path: Path) -> None:
    """DuckDB ends the query with an error of its own; the batch crashed all the same."""
    warehouse = tmp_path / "w.duckdb"
    with pytest.raises(KeyboardInterrupt), begun(warehouse) as writing:
        _interrupted(writing.con)
    assert endings(warehouse) == [("crashed", "KeyboardInterrupt:")]
    with connect(":memory:") as con:
        with pytest.raises(RuntimeError, match="interrupted"):
            _interrupted(con)  # should this fail: DuckDB hides signals no more
        con.interrupt()  # else closing may wait for what goes on in other threads


def test_a_signal_that_code_swallows_ends_the_block_all_the_same() -> None:
    with pytest.raises(KeyboardInterrupt), not_swallowed(), suppress(BaseException):
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_signal_that_was_swallowed_between_blocks_lets_none_begin() -> None:
    """So that nothing is published behind it."""
    begun_blocks = []

    def run() -> None:
        with not_swallowed():
            with not_swallowed():
                begun_blocks.append("read")
            with suppress(BaseException):
                signal.raise_signal(signal.SIGINT)
            with not_swallowed():
                begun_blocks.append("publish")

    with pytest.raises(KeyboardInterrupt):
        run()
    assert begun_blocks == ["read"]
    with not_swallowed():
        begun_blocks.append("the next run")
    assert begun_blocks == ["read", "the next run"]


def test_an_error_fails_the_batch_and_a_signal_crashes_it(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    for error in (ValueError("salah"), SystemExit(15)):
        with pytest.raises(type(error)), begun(warehouse):
            raise error
    assert endings(warehouse) == [("failed", "ValueError: salah"), ("crashed", "SystemExit: 15")]


@contextmanager
def begun(warehouse: Path) -> Iterator[Warehouse]:
    with Warehouse.writing(warehouse) as writing:
        writing.start_batch("backfill", rules_version="r", after=len(left_notes(warehouse)))
        yield writing


def _interrupted(con: duckdb.DuckDBPyConnection) -> None:
    threading.Timer(0.3, os.kill, [os.getpid(), signal.SIGINT]).start()
    con.execute(LONG_QUERY)


def endings(warehouse: Path) -> list[tuple[str, str | None]]:
    """Status and note of the batches that were not published."""
    return [(note.status, note.note) for note in left_notes(warehouse)]


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
@pytest.mark.parametrize("step", ["load_shard", "link_batch", "run_checks"])
def test_a_terminated_flow_run_is_crashed_in_prefect_and_in_the_ledger(tmp_path: Path, step: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterName
    from prefect.settings import get_current_settings

    warehouse = tmp_path / "w.duckdb"
    environment = os.environ | {"PREFECT_API_URL": str(get_current_settings().api.url)}
    done = subprocess.run(
        [sys.executable, "-c", TERMINATED, str(EXAMPLES), str(warehouse), step],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=200, check=False,
    )  # fmt: skip
    assert done.returncode != 0
    with get_client(sync_client=True) as client:
        named = FlowRunFilter(name=FlowRunFilterName(any_=[f"backfill into {warehouse}"]))
        (flow_run,) = client.read_flow_runs(flow_run_filter=named)
    assert flow_run.state.name == "Crashed", done.stderr[-3000:]
    ((ending, why),) = endings(warehouse)
    assert ending == "crashed"
    assert "TerminationSignal" in str(why)
    deadline = time.monotonic() + 60
    while "Running" in (states := task_runs(flow_run.id)).values() and time.monotonic() < deadline:
        time.sleep(1)
    task = "load articles.jsonl 1–5" if step == "load_shard" else "check and publish"
    assert states[task] == "Crashed"
    assert step == "load_shard" or states["load articles.jsonl 1–5"] == "RolledBack"
    assert not warehouse.exists()
