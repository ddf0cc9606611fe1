"""The Prefect flows, in process with a temporary server and through a real server, deployment and worker."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.connection import connect
from flows.publish import search_index_path
from flows.search_index import is_current
from tests.conftest import EXAMPLES, ROOT, SERVER_SECONDS

pytestmark = pytest.mark.xdist_group("prefect")
PREFECT = [sys.executable, "-m", "prefect"]


def state_of(flow: Any, **parameters: Any) -> Any:
    return flow(**parameters, return_state=True)


@pytest.mark.usefixtures("harness")
class TestInProcess:
    def test_nightly_loads_what_is_new_and_then_nothing(self, tmp_path: Path) -> None:
        from flows.nightly import nightly

        inbox = tmp_path / "inbox"
        inbox.mkdir()
        shutil.copy(EXAMPLES, inbox / "malam.jsonl")
        first = nightly(inbox=inbox, warehouse=tmp_path / "w.duckdb")
        assert (first.files_loaded, first.loaded, first.rejected) == (1, 5, 0)
        again = state_of(nightly, inbox=inbox, warehouse=tmp_path / "w.duckdb")
        assert again.is_completed()
        assert again.result().nothing_new

    def test_nightly_brings_the_search_index_up_to_date_after_it_has_published(self, tmp_path: Path) -> None:
        from flows.nightly import nightly

        inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
        inbox.mkdir()
        shutil.copy(EXAMPLES, inbox / "malam.jsonl")
        search_index_path(warehouse).mkdir()  # cannot be written
        assert state_of(nightly, inbox=inbox, warehouse=warehouse).is_completed(), "the night stands without it"
        search_index_path(warehouse).rmdir()
        (inbox / "besok.jsonl").write_text(
            '{"text": "Harga beras naik lima persen di pasar Solo."}\n', encoding="utf-8"
        )
        assert nightly(inbox=inbox, warehouse=warehouse).loaded == 1
        assert is_current(warehouse)

    def test_an_empty_inbox_is_a_success(self, tmp_path: Path) -> None:
        from flows.nightly import nightly

        state = state_of(nightly, inbox=tmp_path, warehouse=tmp_path / "w.duckdb")
        assert state.is_completed()
        assert not (tmp_path / "w.duckdb").exists()

    def test_backfill_and_rebuild(self, tmp_path: Path) -> None:
        from flows.backfill import backfill
        from flows.rebuild import rebuild

        warehouse = tmp_path / "w.duckdb"
        assert backfill(paths=[EXAMPLES], warehouse=warehouse).loaded == 5
        assert rebuild(warehouse=warehouse).nothing_new, "all is by the present rules"
        before = warehouse.read_bytes()
        tried = rebuild(warehouse=warehouse, everything=True, dry_run=True)
        assert tried.impact is not None
        assert (tried.impact.articles, tried.impact.changes) == (5, [])
        assert warehouse.read_bytes() == before
        assert rebuild(warehouse=warehouse, everything=True).rows["fact_article"] == 5

    def test_a_missing_inbox_fails_the_run(self, tmp_path: Path) -> None:
        from flows.nightly import nightly

        state = state_of(nightly, inbox=tmp_path / "tiada", warehouse=tmp_path / "w.duckdb")
        assert state.is_failed()
        assert "tiada" in state.message

    def test_parameters_are_validated(self, tmp_path: Path) -> None:
        from prefect.exceptions import ParameterTypeError

        from flows.backfill import backfill

        with pytest.raises(ParameterTypeError, match="paths"):
            backfill(paths=[], warehouse=tmp_path / "w.duckdb")
        with pytest.raises(ParameterTypeError, match="mapping"):
            backfill(paths=[EXAMPLES], warehouse=tmp_path / "w.duckdb", mapping="text=isi")

    def test_a_failed_check_fails_the_run_and_publishes_nothing(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A rule that a fact points to is taken out of the rule lists: a check must notice."""
        from flows import reference_data
        from flows.backfill import backfill

        lacking = reference_data.rules().filter(~reference_data.rules()["rule_id"].str.starts_with("segment"))
        monkeypatch.setattr(reference_data, "rules", lambda: lacking)
        state = state_of(backfill, paths=[EXAMPLES], warehouse=tmp_path / "w.duckdb")
        assert state.is_failed()
        assert "rules_known" in state.message
        assert not (tmp_path / "w.duckdb").exists()

    def test_all_that_is_published_is_checked(self, tmp_path: Path) -> None:
        from flows.backfill import backfill
        from flows.check import check

        warehouse = tmp_path / "w.duckdb"
        backfill(paths=[EXAMPLES], warehouse=warehouse)
        before = warehouse.read_bytes()
        assert state_of(check, warehouse=warehouse).is_completed()
        assert warehouse.read_bytes() == before
        with connect(warehouse) as con:
            con.execute("delete from raw_article")
        state = state_of(check, warehouse=warehouse)
        assert state.is_failed()
        assert "references_resolve" in state.message


class Server:
    """A Prefect server on loopback with a home of its own; ``database``: its address, by default SQLite in the home."""

    def __init__(self, home: Path, database: str | None = None) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.api = f"http://127.0.0.1:{self.port}/api"
        self.environment = os.environ | {
            "HOME": str(home), "PREFECT_HOME": str(home / "prefect"), "PREFECT_API_URL": self.api,
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false", "DO_NOT_TRACK": "1", "PREFECT_CLI_PROMPT": "false",
            "PREFECT_WORKER_QUERY_SECONDS": "2", "PYTHONPATH": str(ROOT),
        }  # fmt: skip
        if database:
            self.environment["PREFECT_SERVER_DATABASE_CONNECTION_URL"] = database
        self.log = (home / "server.log").open("wb")
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> None:
        self.processes.append(
            subprocess.Popen(
                ["env", "--default-signal=INT,QUIT", *PREFECT, *command],
                cwd=ROOT,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=self.log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )

    def prefect(self, *command: str) -> str:
        done = subprocess.run(
            [*PREFECT, *command], cwd=ROOT, env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=SERVER_SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"prefect {' '.join(command)}\n{done.stdout}\n{done.stderr}"
        return done.stdout

    def post(self, path: str, body: dict[str, Any]) -> Any:
        request = urllib.request.Request(
            self.api + path, json.dumps(body).encode(), {"Content-Type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.loads(answer.read())

    def get(self, path: str) -> Any:
        with urllib.request.urlopen(self.api + path, timeout=30) as answer:
            return json.loads(answer.read())

    def wait(self) -> None:
        deadline = time.monotonic() + SERVER_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(self.api + "/health", timeout=5):
                    return
            except OSError:
                time.sleep(0.5)
        raise AssertionError(f"no server within {SERVER_SECONDS} s: {Path(self.log.name).read_text()[-2000:]}")

    def stop(self) -> None:
        for process in reversed(self.processes):
            os.killpg(process.pid, signal.SIGINT)
        for process in reversed(self.processes):
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        self.log.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    server = Server(tmp_path)
    try:
        server.start("server", "start", "--no-ui", "--host", "127.0.0.1", "--port", str(server.port))
        server.wait()
        yield server
    finally:
        server.stop()


@pytest.mark.timeout(900)
def test_deployments_on_a_real_server(server: Server, tmp_path: Path) -> None:
    """``prefect deploy --all``, a worker, a nightly run that completes, and a schedule that has runs."""
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    shutil.copy(EXAMPLES, inbox / "malam.jsonl")
    server.prefect("work-pool", "create", "local", "--type", "process")
    server.prefect("--no-prompt", "deploy", "--all")
    names = {d["name"] for d in server.post("/deployments/filter", {})}
    assert names == {"nightly", "backfill", "rebuild", "learn", "check"}
    server.start("worker", "start", "--pool", "local", "--type", "process")
    shown = server.prefect(
        "deployment", "run", "nightly/nightly", "-p", f"inbox={inbox}", "-p", f"warehouse={tmp_path / 'w.duckdb'}",
        "--watch",
    )  # fmt: skip
    assert "Completed" in shown or "finished successfully" in shown
    assert (tmp_path / "w.duckdb").exists()
    artifacts = server.post("/artifacts/filter", {})
    table = json.loads(next(a["data"] for a in artifacts if a["key"] == "saring-nightly"))
    assert {"what": "loaded", "count": 5} in table
    assert_scheduled_at_half_past_one(server)


def assert_scheduled_at_half_past_one(server: Server) -> None:
    """The scheduler makes runs for the nightly deployment, at 01:30 in Jakarta (18:30 UTC)."""
    deadline = time.monotonic() + 120
    scheduled: list[dict[str, Any]] = []
    while not scheduled and time.monotonic() < deadline:
        runs = server.post("/flow_runs/filter", {"flow_runs": {"state": {"type": {"any_": ["SCHEDULED"]}}}})
        scheduled = [run for run in runs if run["auto_scheduled"]]
        time.sleep(1)
    assert scheduled, "no scheduled run was created"
    times = {run["expected_start_time"].split("T")[1][:8] for run in scheduled}
    assert "18:30:00" in times
    assert times <= {"18:30:00", "20:00:00", "22:00:00"}, "nightly at 01:30, learn at 03:00, check at 05:00 in Jakarta"
