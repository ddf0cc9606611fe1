"""The system clock is set forward and back, between runs and within one: order is by number, never by the clock."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from flows.journal import left_notes
from flows.snapshots import snapshots
from flows.warehouse import connect_readonly
from tests.conftest import ROOT
from tests.needs import lacking
from tests.test_backfill import record

DAY_SECONDS = 86_400


@pytest.fixture(scope="module")
def library() -> Path:
    """What makes a process see another clock."""
    found = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))
    if not found:
        lacking("libfaketime (apt-get install libfaketime)")
    return found[0]


class Machine:
    """A warehouse on a machine whose clock is off by some days."""

    def __init__(self, folder: Path, library: Path) -> None:
        self.warehouse = folder / "w.duckdb"
        self.offset = folder / "offset"
        self.environment = os.environ | {
            "LD_PRELOAD": str(library),
            "FAKETIME_TIMESTAMP_FILE": str(self.offset),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }
        self.set_clock(0)

    def set_clock(self, days: int) -> None:
        part = self.offset.with_suffix(".part")
        part.write_text(f"{days:+d}d\n", encoding="ascii")
        part.rename(self.offset)

    def start(self, *arguments: str | Path, is_off: bool = True) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *map(str, arguments), "-w", str(self.warehouse)],
            cwd=ROOT, env=self.environment if is_off else os.environ, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def saring(self, *arguments: str | Path) -> str:
        process = self.start(*arguments)
        out, err = process.communicate()
        assert process.returncode == 0, err
        return out

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        with connect_readonly(self.warehouse) as con:
            return con.execute(sql).fetchall()


@pytest.fixture
def machine(tmp_path: Path, library: Path) -> Machine:
    return Machine(tmp_path, library)


def dump(folder: Path, name: str, numbers: range) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(record(n)) + "\n" for n in numbers), encoding="utf-8")
    return path


def test_between_runs(machine: Machine, tmp_path: Path) -> None:
    machine.environment["SARING_SNAPSHOTS"] = "2"
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    for number, days in enumerate((400, 0, -400, 1)):
        machine.set_clock(days)
        dump(inbox, f"{number}.jsonl", range(10 * number, 10 * number + 5))
        assert json.loads(machine.saring("ingest", inbox, "--json"))["loaded"] == 5
    assert json.loads(machine.saring("ingest", inbox, "--json"))["nothing_new"]
    started = machine.rows("select epoch(started_at) from etl_batch order by batch_id")
    days = [round((at - time.time()) / DAY_SECONDS) for (at,) in started]
    assert days == [400, 0, -400, 1], "the clock was off, and each batch says what it saw"
    assert machine.rows("select batch_id, records_loaded from etl_batch order by 1") == [(n, 5) for n in (1, 2, 3, 4)]
    assert [snapshot.number for snapshot in snapshots(machine.warehouse)] == [2, 3], "the oldest by number goes"
    machine.saring("check", "--all")
    shown = json.loads(machine.saring("status", "--json"))["batches"]
    assert [batch["batch_id"] for batch in shown] == [4, 3, 2, 1]
    machine.set_clock(-400)
    assert json.loads(machine.saring("rollback", "--json"))["restored_batch_id"] == 3, "the newest by number"
    assert machine.rows("select count(*) from fact_article") == [(15,)]


@pytest.mark.parametrize("days", [-3, 3])
def test_within_a_run(machine: Machine, tmp_path: Path, days: int) -> None:
    """It is set while a batch is under way and another run, which has the right time, waits for the lock."""
    machine.saring("ingest", dump(tmp_path, "a.jsonl", range(3)))
    first = machine.start("ingest", dump(tmp_path, "b.jsonl", range(10, 1510)), "--json")
    while not left_notes(machine.warehouse) and first.poll() is None:
        time.sleep(0.02)
    second = machine.start(
        "ingest", dump(tmp_path, "c.jsonl", range(5000, 5003)), "--json", "--wait", "300", is_off=False
    )
    machine.set_clock(days)
    for process, loaded in ((first, 1500), (second, 3)):
        out, err = process.communicate()
        assert process.returncode == 0, err
        assert json.loads(out)["loaded"] == loaded
    assert machine.rows("select batch_id, status from etl_batch order by 1") == [(n, "published") for n in (1, 2, 3)]
    machine.saring("check", "--all")
