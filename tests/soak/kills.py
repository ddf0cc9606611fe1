"""Kill runs at random moments and run them again: the end must be that of an uninterrupted run.

``python -m tests.soak.kills [KILLS] [SEED]`` (60 of them by default, by ``make soak``) takes turns with all steps:
whole loads, loads that are killed while a shard is loaded, checked or published, backfills, learning, rebuilds.
``python -m tests.soak.kills STEP SECONDS`` kills one step once, at that moment, as the message of a fault says.
A killed process cannot tidy up, so this shows that whatever it leaves is discarded or continued, and that there is
a readable published file at every moment.
"""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flows import learning, steps
from flows import run as run_module
from flows.describe import status
from flows.publish import work_directory
from flows.warehouse import Warehouse, connect_readonly
from tests.conftest import EXAMPLES, ROOT
from tests.test_learn_end_to_end import taught
from tests.test_learn_end_to_end import write as write_dump

STEPS = ("ingest", "load", "check", "publish", "backfill", "learn", "rebuild")
MOMENTS = {"check": 0.6, "publish": 0.15}
"""Seconds after which what is killed in the middle of is over; of the other steps the whole run's."""
SHARD_RECORDS = 6
RUN_COLUMNS = {"batch_id", "first_batch_id", "last_batch_id", "replayed_batch_id", "change_id", "since_at",
               "file_tag"}  # fmt: skip
"""Columns that tell which run wrote a row, or when, or which copy of a file it read."""
RUN_TABLES = {"etl_batch", "etl_check_result", "etl_source_file_batch", "warehouse_version"}
"""The ledger itself: a killed run has its row there."""
WAREHOUSE = "w.duckdb"


def state(warehouse: Path) -> dict[str, list[tuple]]:
    """Every row of every table, sorted, less what tells the run or the clock."""
    found = {}
    with connect_readonly(warehouse) as con:
        for (table,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall():
            if table not in RUN_TABLES:
                names = [c for (c, *_) in con.execute(f"describe {table}").fetchall() if c not in RUN_COLUMNS]
                found[table] = con.execute(f"select {', '.join(names)} from {table} order by all").fetchall()
    return found


def prepare(folder: Path) -> None:
    """A published warehouse by earlier rules, and dumps with new articles, new versions, copies and bad records."""
    records = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]
    revised = records[0] | {"text": records[0]["text"] + "\n\nSebanyak 47 rumah lain ikut rusak, kata warga."}
    fresh = [r | {"url": f"https://harian-uji.id/{n}", "text": f"{r['text']}\n\nSebanyak {n} orang hadir."}
             for n, r in enumerate(records * 3, start=20)]  # fmt: skip
    (folder / "old").mkdir()
    (folder / "new").mkdir()
    _write(folder / "old" / "a.jsonl", records)
    write_dump(folder / "old" / "slogan.jsonl", taught())
    _write(folder / "new" / "b.jsonl", [revised, *fresh[:6]], bad=True)
    _write(folder / "new" / "c.jsonl", [records[1], *fresh[6:9]])
    _write(folder / "new" / "d.jsonl", fresh[9:], bad=True)
    version = run_module.rules_version
    run_module.rules_version = lambda: "earlier"  # type: ignore[assignment]
    try:
        steps.ingest([folder / "old"], folder / WAREHOUSE)
    finally:
        run_module.rules_version = version


def _write(path: Path, records: list[dict], *, bad: bool = False) -> None:
    lines = [json.dumps(record, ensure_ascii=False) for record in records]
    path.write_text("\n".join([*lines[:1], *(["{rusak"] if bad else []), *lines[1:]]) + "\n", encoding="utf-8")


def run(step: str, folder: Path) -> None:
    """One run to its end."""
    warehouse = folder / WAREHOUSE
    if step == "rebuild":
        steps.rebuild(warehouse, everything=True)
    elif step == "learn":
        learning.learn(warehouse)
    else:
        steps.ingest(
            [folder / "new"], warehouse, flow=step, portion_records=5 if step == "backfill" else None, wait_seconds=60
        )


def killed(step: str, folder: Path, moment: float) -> bool:
    """Start a run and kill it ``moment`` seconds after it said that its moment is near.

    Returns whether it was killed before it had ended. All the while the published file is opened and read.
    """
    child = subprocess.Popen(
        [sys.executable, "-m", "tests.soak.kills", "child", step, str(folder)], cwd=ROOT, stdout=subprocess.PIPE,
        text=True, env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    end = time.monotonic() + moment
    while time.monotonic() < end and child.poll() is None:
        assert readable(folder / WAREHOUSE)
        time.sleep(min(0.05, max(0.0, end - time.monotonic())))
    child.send_signal(signal.SIGKILL)
    assert child.wait() in (0, -signal.SIGKILL)
    assert readable(folder / WAREHOUSE)
    return child.returncode != 0


def readable(warehouse: Path) -> bool:
    """Whether the published file can be opened and holds articles."""
    with connect_readonly(warehouse) as con:
        row = con.execute("select count(*) from fact_article").fetchone()
    return row is not None and row[0] > 0


def child(step: str, folder: Path) -> None:
    """The process that is killed; says ``ready`` when its moment is near."""
    run_module.SHARD_RECORDS = SHARD_RECORDS

    def ready() -> None:
        print("ready", flush=True)

    if step == "publish":
        _before(Warehouse, "publish", ready)
    elif step == "check":
        _before(run_module, "run_checks", ready)
    elif step == "load":
        _before(Warehouse, "load_shard", ready)
    else:
        ready()
    run(step, folder)


def _before(owner: Any, name: str, call: Callable[[], None]) -> None:
    original = getattr(owner, name)

    def wrapped(*arguments, **named):
        call()
        return original(*arguments, **named)

    setattr(owner, name, wrapped)


def compare(expected: dict[str, list[tuple]], found: dict[str, list[tuple]]) -> None:
    """Raise AssertionError naming the first table that differs, with rows of either side."""
    assert expected.keys() == found.keys()
    for table in expected:
        if expected[table] != found[table]:
            missing = [row for row in expected[table] if row not in found[table]][:2]
            added = [row for row in found[table] if row not in expected[table]][:2]
            raise AssertionError(f"{table}: {len(found[table])} rows, not {len(expected[table])}; {missing=} {added=}")


class Trial:
    """Runs of each step to be killed, and what they must end in: ``prepare`` once, whole runs once a step."""

    def __init__(self, folder: Path) -> None:
        run_module.SHARD_RECORDS = SHARD_RECORDS
        self.folder, self.base = folder, folder / "base"
        self.base.mkdir()
        prepare(self.base)
        self.expected: dict[str, dict[str, list[tuple]]] = {}

    def whole(self, step: str) -> float:
        """Run a step uninterrupted, and note what it ends in; returns its seconds."""
        whole = Path(shutil.copytree(self.base, self.folder / f"whole-{step}"))
        start = time.monotonic()
        run(step, whole)
        seconds = time.monotonic() - start
        self.expected[step] = state(whole / WAREHOUSE)
        shutil.rmtree(whole)
        return seconds

    def kill(self, step: str, moment: float) -> bool:
        """Kill a step after ``moment`` seconds and repeat it; returns whether it was killed before its end.

        Raises AssertionError, with the command that tries the same again, where the end is another.
        """
        # the path of the whole run: it is part of each address
        attempt = Path(shutil.copytree(self.base, self.folder / f"whole-{step}"))
        try:
            in_time = killed(step, attempt, moment)
            run(step, attempt)
            compare(self.expected[step], state(attempt / WAREHOUSE))
            left = [p.name for p in work_directory(attempt / WAREHOUSE).iterdir()]
            left = [name for name in left if not name.endswith((".lock", ".json"))]  # journals: the status knows
            assert left + status(attempt / WAREHOUSE)["unpublished_batches"] == [], left
        except BaseException:
            print(f"FAULT; try it again by: python -m tests.soak.kills {step} {moment:.3f}", flush=True)
            raise
        shutil.rmtree(attempt)
        return in_time


def soak(kills: int, seed: int, folder: Path, names: tuple[str, ...] = STEPS) -> dict[str, int]:
    """Kill and repeat until so many runs were killed before their end; returns how many of each step."""
    chance, trial = random.Random(seed), Trial(folder)
    seconds = {step: min(trial.whole(step), MOMENTS.get(step, float("inf"))) for step in names}
    counts = dict.fromkeys(names, 0)
    while sum(counts.values()) < kills:
        step = min(counts, key=lambda name: counts[name])
        moment = chance.uniform(0, 1.1 * seconds[step])
        in_time = trial.kill(step, moment)
        counts[step] += in_time
        seconds[step] *= 1 if in_time else 0.9  # timed when the machine was busier
        outcome = "killed" if in_time else "ended before"
        print(f"{sum(counts.values()):>4}  {step:<9} {outcome} {moment:6.3f} s, repeated: equal", flush=True)
    return counts


def main(arguments: list[str]) -> None:
    """Kill runs at random, or one step at the moment that is given."""
    start = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        if arguments and arguments[0] in STEPS:
            step, moment = arguments[0], float(arguments[1])
            trial = Trial(Path(folder))
            trial.whole(step)
            print(f"{step}: {'killed' if trial.kill(step, moment) else 'ended before'} {moment:.3f} s, repeated: equal")
            return
        kills, seed = [*map(int, arguments), *(60, 20250201)[len(arguments) :]]
        counts = soak(kills, seed, Path(folder))
    each = ", ".join(f"{count} {step}" for step, count in counts.items())
    print(f"kills: {kills} by SIGKILL in {time.monotonic() - start:.0f} s, seed {seed}: {each}")
    print("  each repeated run ended as the uninterrupted one, table by table; the published file was always readable")


if __name__ == "__main__":
    if sys.argv[1:2] == ["child"]:
        child(sys.argv[2], Path(sys.argv[3]))
    else:
        main(sys.argv[1:])
