"""Flow runs that die under a real worker, on a Prefect server with PostgreSQL: states and ledger tell the truth."""

from __future__ import annotations

import json
import os
import shutil
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.describe import status
from flows.journal import left_notes
from flows.publish import work_directory
from tests.conftest import EXAMPLES
from tests.postgres import PostgresServer
from tests.test_backfill import record
from tests.test_flows import Server

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.timeout(900)]
PATIENCE_SECONDS = 240


@pytest.fixture
def server(tmp_path: Path, postgres: PostgresServer) -> Iterator[Server]:
    """A server on PostgreSQL with all deployments and a worker."""
    database = postgres.create_database(f"prefect_{os.getpid()}").replace("postgresql:", "postgresql+asyncpg:")
    server = Server(tmp_path, database)
    try:
        server.start("server", "start", "--no-ui", "--host", "127.0.0.1", "--port", str(server.port))
        server.wait()
        server.prefect("work-pool", "create", "local", "--type", "process")
        server.prefect("--no-prompt", "deploy", "--all")
        server.start("worker", "start", "--pool", "local", "--type", "process")
        yield server
    finally:
        server.stop()


def begin(server: Server, deployment: str, **parameters: Any) -> str:
    """Ask for a flow run; returns its id."""
    flow, name = deployment.split("/")
    found = server.get(f"/deployments/name/{flow}/{name}")
    return server.post(f"/deployments/{found['id']}/create_flow_run", {"parameters": parameters})["id"]


def ended(server: Server, flow_run_id: str) -> tuple[str, str]:
    """Type and message of the final state of a flow run."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        state = server.get(f"/flow_runs/{flow_run_id}")["state"]
        if state["type"] in ("COMPLETED", "FAILED", "CRASHED", "CANCELLED"):
            return state["type"], state["message"] or ""
        time.sleep(0.5)
    raise AssertionError(f"still {state}: {Path(server.log.name).read_text('utf-8', 'replace')[-3000:]}")


def process_of_batch(warehouse: Path, number: int) -> int:
    """The process that writes, once its batch is under way, the ``number``-th that does not end."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        lock = work_directory(warehouse) / f"{warehouse.name}.lock"
        notes = left_notes(warehouse)
        if len(notes) == number and notes[-1].status == "running" and (pid := lock.read_text("utf-8")):
            return int(pid)
        time.sleep(0.02)
    raise AssertionError("no batch began")


def test_killed_and_terminated_flow_runs_leave_the_truth(server: Server, tmp_path: Path) -> None:
    warehouse, dump, inbox = tmp_path / "w.duckdb", tmp_path / "d.jsonl", tmp_path / "inbox"
    dump.write_text("".join(json.dumps(record(n)) + "\n" for n in range(20_000)), encoding="utf-8")
    inbox.mkdir()
    shutil.copy(EXAMPLES, inbox / "malam.jsonl")
    assert ended(server, begin(server, "nightly/nightly", inbox=str(inbox), warehouse=str(warehouse)))[0] == "COMPLETED"
    published = warehouse.read_bytes()
    for number, signal_number in enumerate((signal.SIGTERM, signal.SIGKILL), start=1):
        run = begin(server, "backfill/backfill", paths=[str(dump)], warehouse=str(warehouse))
        os.kill(process_of_batch(warehouse, number), signal_number)
        kind, message = ended(server, run)
        assert kind == "CRASHED", message
        notes = closed_notes(warehouse, number)
        assert {note["flow"] for note in notes} == {"backfill"}
        assert {note["status"] for note in notes} == {"crashed"}
        assert warehouse.read_bytes() == published
    (inbox / "lagi.jsonl").write_bytes(EXAMPLES.read_bytes().replace(b"https://", b"https://x."))
    after = begin(server, "nightly/nightly", inbox=str(inbox), warehouse=str(warehouse), wait_seconds=60)
    assert ended(server, after)[0] == "COMPLETED"
    dead = [batch["status"] for batch in status(warehouse)["batches"] if batch["flow"] == "backfill"]
    assert dead == ["crashed", "crashed"], "the ledger keeps the dead batches"
    assert status(warehouse)["unpublished_batches"] == []


def closed_notes(warehouse: Path, count: int) -> list[dict[str, Any]]:
    """What the ledger says of batches that were not published: ``count``, once none shows as running."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        notes: list[dict[str, Any]] = status(warehouse)["unpublished_batches"]
        if len(notes) == count and all(note["status"] != "running" for note in notes):
            return notes
        time.sleep(0.2)
    raise AssertionError(notes)
