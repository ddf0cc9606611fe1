"""What Prefect shows of a run: a task a file and a shard, each of which tells the truth, and its progress."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from flows import run as run_module
from flows import steps
from flows.backlog import Backlog
from flows.console import Pace
from flows.deriving import Derivers
from flows.describe import status
from flows.readers import SourceFile, discover, read_shards
from flows.warehouse import Warehouse
from tests.reader_files import SAMPLES
from tests.test_backfill import record
from tests.test_flows import state_of

pytestmark = [pytest.mark.xdist_group("prefect"), pytest.mark.usefixtures("harness")]


def task_runs(flow_run_id: UUID) -> dict[str, str]:
    """Name of each task run of a flow run → its state; of several, those of all, sorted."""
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowRunFilter, FlowRunFilterId

    with get_client(sync_client=True) as client:
        runs = client.read_task_runs(flow_run_filter=FlowRunFilter(id=FlowRunFilterId(any_=[flow_run_id])))
    states: dict[str, list[str]] = {}
    for run in runs:
        states.setdefault(run.name, []).append(run.state.name)
    return {name: ", ".join(sorted(found)) for name, found in states.items()}


@pytest.fixture
def dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A dump of five records, four of one each, read in shards of two; beside them a file that cannot be read."""
    monkeypatch.setattr(run_module, "SHARD_RECORDS", 2)
    monkeypatch.setattr("flows.backlog.GROUP_BYTES", 400)
    folder = tmp_path / "dumps"
    folder.mkdir()
    (folder / "a.jsonl").write_text("".join(json.dumps(record(n + 10)) + "\n" for n in range(5)), encoding="utf-8")
    for number, name in enumerate("bcde", start=20):
        (folder / f"{name}.txt").write_text(record(number)["text"], encoding="utf-8")
    return folder


def finished(flow: Any, **parameters: Any) -> tuple[Any, dict[str, str]]:
    """The final state of a flow, and its task runs once the server has all of them."""
    state = state_of(flow, **parameters)
    flow_run_id = state.state_details.flow_run_id
    deadline, runs = time.monotonic() + 60, {}
    while time.monotonic() < deadline:
        before, runs = runs, task_runs(flow_run_id)
        if runs and runs == before and not any(s in state for state in runs.values() for s in ("Running", "Pending")):
            break
        time.sleep(1)
    return state, runs


def test_a_task_for_each_file_and_each_shard(dumps: Path, tmp_path: Path) -> None:
    from flows.backfill import backfill

    (dumps / "f.jsonl").symlink_to(tmp_path / "tiada.jsonl")
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb")
    assert state.is_completed(), state.message
    assert runs == {
        "find new files": "Completed",
        "read a.jsonl": "Completed",
        "read 5 files b.txt … f.jsonl": "Unreadable",
        "load a.jsonl 1–2": "Completed",
        "load a.jsonl 3–4": "Completed",
        "load 2 files a.jsonl … b.txt": "Completed",
        "load 2 files c.txt … d.txt": "Completed",
        "load 2 files e.txt … f.jsonl": "Completed",
        "check and publish": "Completed",
        "search index": "Completed",
    }


def test_the_shard_that_fails_is_the_task_that_fails(
    dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.backfill import backfill

    load_shard, loaded = Warehouse.load_shard, []

    def breaks(self: Warehouse, *arguments: Any) -> None:
        loaded.append(1)
        if len(loaded) == 2:
            raise RuntimeError("rusak")
        load_shard(self, *arguments)

    monkeypatch.setattr(Warehouse, "load_shard", breaks)
    monkeypatch.setattr(Derivers, "at_once", 99)  # whatever the cores: all is loaded by the task that fails
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb")
    assert state.is_failed()
    assert runs["load a.jsonl 1–2"] == "RolledBack", "loaded, and not published"
    assert runs["load a.jsonl 3–4"] == "Failed"
    assert "load 2 files c.txt … d.txt" not in runs
    assert not (tmp_path / "w.duckdb").exists()


def test_shards_of_a_batch_that_breaks_its_checks_are_rolled_back(
    dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the second portion of two; what the first one loaded is published, and shown as such."""
    from flows.backfill import backfill

    finish, batches = Warehouse.finish_batch, []

    def finish_and_break(self: Warehouse, batch_id: int) -> dict[str, int]:
        batches.append(batch_id)
        if len(batches) == 2:
            self.con.execute("delete from dim_rule where rule_id like 'segment%'")
        return finish(self, batch_id)

    monkeypatch.setattr(Warehouse, "finish_batch", finish_and_break)
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb", portion_records=5)
    assert state.is_failed()
    assert "rules_known" in state.message
    loads = {name: state_name for name, state_name in runs.items() if name.startswith("load ")}
    assert loads == {
        "load a.jsonl 1–2": "Completed",
        "load a.jsonl 3–4": "Completed",
        "load a.jsonl 5–5": "Completed",
        "load 2 files b.txt … c.txt": "RolledBack",
        "load 2 files d.txt … e.txt": "RolledBack",
    }
    assert runs["check and publish"] == "Completed, Failed"
    assert [batch["status"] for batch in status(tmp_path / "w.duckdb")["unpublished_batches"]] == ["failed"]


def test_a_shard_that_takes_too_long_fails_the_run(
    dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import orchestration
    from flows.backfill import backfill

    monkeypatch.setattr(orchestration.load_shard, "timeout_seconds", 1.0)
    monkeypatch.setattr(Warehouse, "load_shard", lambda *_: time.sleep(5))
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb")
    assert state.is_failed()
    assert runs["load a.jsonl 1–2"] == "TimedOut"
    assert not (tmp_path / "w.duckdb").exists()


def test_every_task_is_tagged_and_ends_in_time() -> None:
    from prefect import Task

    from flows import orchestration

    tasks = [task for task in vars(orchestration).values() if isinstance(task, Task)]
    assert len(tasks) >= 9
    for task in tasks:
        assert task.tags == {"saring"}
        assert task.timeout_seconds, task.name


def test_what_a_dry_run_derives_is_rolled_back(dumps: Path, tmp_path: Path) -> None:
    from prefect.artifacts import Artifact

    from flows.rebuild import rebuild

    steps.ingest([dumps], tmp_path / "w.duckdb")
    state, runs = finished(rebuild, warehouse=tmp_path / "w.duckdb", everything=True, dry_run=True)
    assert state.is_completed(), state.message
    assert {s for name, s in runs.items() if name.startswith("load ")} == {"RolledBack"}
    assert state.result().impact.as_markdown() == Artifact.get(key="saring-impact").data
    state, runs = finished(rebuild, warehouse=tmp_path / "w.duckdb", everything=True)
    assert {s for name, s in runs.items() if name.startswith("load ")} == {"Completed"}


def test_reading_is_tried_again_where_input_fails_and_nothing_is_taken_twice(
    dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import orchestration
    from flows.backfill import backfill

    read, failures = run_module.read_shards, []

    def flaky(source: SourceFile, **options: Any) -> Any:
        for number, shard in enumerate(read(source, **options)):
            if source.name == "a.jsonl" and number == 1 and not failures:
                failures.append(1)
                raise OSError("the network is gone")
            yield shard

    monkeypatch.setattr(run_module, "read_shards", flaky)
    monkeypatch.setattr(orchestration.read_files, "retry_delay_seconds", [0.1, 0.1])
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb")
    assert state.is_completed(), state.message
    assert failures == [1]
    assert state.result().records_in == state.result().loaded == 9
    assert set(runs.values()) == {"Completed"}, "what was loaded before the failure is not rolled back"


def test_what_is_not_input_is_not_tried_again(dumps: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.backfill import backfill

    tries: list[int] = []

    def broken(*_: Any, **__: Any) -> Any:
        tries.append(1)
        raise ZeroDivisionError

    monkeypatch.setattr(run_module, "read_shards", broken)
    state, runs = finished(backfill, paths=[dumps], warehouse=tmp_path / "w.duckdb")
    assert state.is_failed()
    assert runs["read a.jsonl"] == "Failed"
    assert tries == [1]


def test_progress_is_an_artifact(dumps: Path, tmp_path: Path) -> None:
    from prefect.artifacts import Artifact

    from flows.backfill import backfill

    backfill(paths=[dumps], warehouse=tmp_path / "w.duckdb", portion_records=3)
    progress = Artifact.get(key="saring-progress")
    assert float(progress.data) == 100
    assert "5 files" in progress.description
    assert "9 records" in progress.description


def test_progress_counts_bytes_that_are_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the middle of a file too: never more than is loaded, in the end all of it."""
    from flows import steps

    monkeypatch.setattr(run_module, "SHARD_RECORDS", 50)
    path = tmp_path / "a.jsonl"
    path.write_text(
        "".join(json.dumps(record(n) | {"isian": "x" * 30_000}) + "\n" for n in range(200)), encoding="utf-8"
    )
    seen: list[tuple[str, int, int]] = []

    class Kept:
        def started(self, what: str, total: int) -> None:
            seen.append((what, 0, total))

        def progressed(self, name: str, records: int, done: int) -> None:
            seen.append((name, records, done))

    steps.ingest([path], tmp_path / "w.duckdb", reporter=Kept())
    total = path.stat().st_size
    assert seen[0] == (f"1 files, {total / 1e6:,.1f} MB", 0, total)
    assert [name for name, _, _ in seen[1:]] == [f"a.jsonl {n:,}–{n + 49:,}" for n in (1, 51, 101, 151)]
    assert [records for _, records, _ in seen[1:]] == [50, 100, 150, 200]
    for _, records, done in seen[1:]:
        assert abs(done - total * records / 200) < 2.5e6, "the reader is at most two chunks ahead"
    assert seen[-1][2] == total


@pytest.mark.parametrize("name", [name for name in SAMPLES if not name.endswith((".txt", ".html"))])
def test_every_format_tells_how_far_it_was_read(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(SAMPLES[name])
    (source,) = discover([tmp_path])
    read = [shard.read_bytes for shard in read_shards(source, shard_records=1)]
    assert read == sorted(read)
    assert read[-1] == source.bytes


class TestPace:
    def test_what_was_passed_over_is_not_the_pace(self) -> None:
        pace = Pace(1000)
        assert pace.at(900, now=1.0) == (0.9, "")
        assert pace.at(910, now=11.0) == (0.91, "0:01:30")

    def test_it_is_that_of_late(self) -> None:
        pace = Pace(10_000)
        for second in range(100):
            pace.at(second * 10, now=float(second))
        for second in range(100, 500):
            share, left = pace.at(990 + second - 99, now=float(second))
        assert share == pytest.approx(0.139, abs=0.001)
        assert left == "2:23:30", "one a second for the last five minutes, 8,610 to go"

    def test_it_ends(self) -> None:
        pace = Pace(10)
        pace.at(5, now=1.0)
        assert pace.at(10, now=2.0) == (1.0, "0:00:00")
        assert Pace(0).at(0, now=1.0) == (0.0, "")


def test_small_files_go_together_and_great_ones_alone() -> None:
    sizes = [9_000_000, 10, 20, 30, 9_000_000, 5]
    files = [SourceFile(f"/{n}", Path(f"/{n}"), size) for n, size in enumerate(sizes)]
    backlog, groups = Backlog.of(files), []
    while backlog.files:
        group = backlog.next_files()
        groups.append([int(source.name) for source in group])
        for source in group:
            backlog.finished(source)
    assert groups == [[0], [1, 2, 3], [4], [5]]
