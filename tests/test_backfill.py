"""Backfills: in portions, killed and started again, of some days only, beside another run."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from flows import run as run_module
from flows import steps
from flows.backlog import Backlog
from flows.days import Days
from flows.errors import UsageError
from flows.readers import Shard, SourceFile, read_shards, source_files
from flows.snapshots import snapshots
from flows.warehouse import connect_readonly
from tests.conftest import ROOT
from tests.shards import contents


def record(number: int, day: str = "2025-02-01 08:00 WIB") -> dict[str, str]:
    return {
        "url": f"https://harian-uji.id/{number}", "published": day,
        "text": f"Sebanyak {number} rumah di Demak terendam banjir, kata Bupati Eisti'anah.",
    }  # fmt: skip


@pytest.fixture
def dumps(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Three files of 7, 1 and 5 records, read in shards of two."""
    monkeypatch.setattr(run_module, "SHARD_RECORDS", 2)
    folder = tmp_path / "dumps"
    folder.mkdir()
    for name, numbers in {"a": range(7), "b": [7], "c": range(8, 13)}.items():
        lines = [json.dumps(record(n + 10)) for n in numbers]
        (folder / f"{name}.jsonl").write_text("\n".join([*lines[:1], "{rusak", *lines[1:]]) + "\n", encoding="utf-8")
    return folder


def batches(warehouse: Path) -> list[tuple]:
    with connect_readonly(warehouse) as con:
        return con.execute(
            "select records_in, records_loaded, records_unchanged, records_rejected from etl_batch "
            "where status = 'published' order by batch_id"
        ).fetchall()


def files(warehouse: Path) -> list[tuple]:
    with connect_readonly(warehouse) as con:
        return con.execute(
            "select split_part(uri, '/', -1), records, status from etl_source_file order by 1"
        ).fetchall()


def test_portions_end_in_the_middle_of_files(dumps: Path, tmp_path: Path) -> None:
    summary = steps.ingest([dumps], tmp_path / "w.duckdb", flow="backfill", portion_records=4)
    assert (summary.records_in, summary.loaded, summary.rejected, summary.files_loaded) == (16, 13, 3, 3)
    assert batches(tmp_path / "w.duckdb") == [
        (4, 3, 0, 1), (4, 4, 0, 0), (4, 2, 0, 2), (4, 4, 0, 0),
    ], "a file that ends with a portion needs no other"  # fmt: skip
    assert files(tmp_path / "w.duckdb") == [
        ("a.jsonl", 8, "loaded"),
        ("b.jsonl", 2, "loaded"),
        ("c.jsonl", 6, "loaded"),
    ]
    steps.ingest([dumps], tmp_path / "whole.duckdb")
    assert contents(tmp_path / "w.duckdb") == contents(tmp_path / "whole.duckdb")
    assert snapshots(tmp_path / "w.duckdb") == [], "portions do not push out the snapshots of earlier nights"


@pytest.fixture
def openings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of files in the order in which they are opened for reading; files just written count as settled."""
    names: list[str] = []

    def noted(source: SourceFile, **options: Any) -> Iterator[Shard]:
        names.append(source.name)
        return read_shards(source, **options)

    monkeypatch.setattr(run_module, "read_shards", noted)
    monkeypatch.setattr(source_files, "RACY_SECONDS", -1.0)
    return names


def test_the_next_portion_goes_on_reading_where_the_last_one_stopped(
    dumps: Path, tmp_path: Path, openings: list[str]
) -> None:
    steps.ingest([dumps], tmp_path / "w.duckdb", flow="backfill", portion_records=4)
    assert len(batches(tmp_path / "w.duckdb")) == 4
    assert openings == ["a.jsonl", "b.jsonl", "c.jsonl"]


def test_a_file_that_changed_between_two_portions_is_opened_again(
    dumps: Path, tmp_path: Path, openings: list[str]
) -> None:
    warehouse, file = tmp_path / "w.duckdb", dumps / "a.jsonl"
    backlog = Backlog.of(steps.new_sources(warehouse, [file])[0], portion_records=4)
    while backlog.files:
        with steps.open_run(warehouse, "backfill", backlog, 1) as run:
            run.load_file(backlog.files[0])
            backlog.published(run.publish())
        if len(openings) == 1:
            file.write_text(file.read_text(encoding="utf-8") + json.dumps(record(99)) + "\n", encoding="utf-8")
    assert openings == ["a.jsonl", "a.jsonl"]
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_article where url like '%/99'").fetchone() == (1,)


KILLED = """
import os, signal, sys
from pathlib import Path
from flows import run, steps
from flows.warehouse import Warehouse
run.SHARD_RECORDS = 2
published, moment = [], int(sys.argv[3])
publish = Warehouse.publish
def counted(self, **named):
    if len(published) == moment:
        os.kill(os.getpid(), signal.SIGKILL)
    publish(self, **named)
    published.append(1)
Warehouse.publish = counted
steps.ingest([Path(sys.argv[1])], Path(sys.argv[2]), flow="backfill", portion_records=4)
"""


def test_killed_in_its_third_portion_it_goes_on_there(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    done = subprocess.run([sys.executable, "-c", KILLED, str(dumps), str(warehouse), "2"], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    assert sum(b[0] for b in batches(warehouse)) == 8
    summary = steps.ingest([dumps], warehouse, flow="backfill", portion_records=4)
    assert summary.records_in == 8, "what was published is not taken again"
    assert summary.unchanged == 0
    steps.ingest([dumps], tmp_path / "whole.duckdb")
    assert contents(warehouse) == contents(tmp_path / "whole.duckdb")


def test_a_file_left_in_the_middle_is_finished_by_any_run(dumps: Path, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    backlog = Backlog.of(steps.new_sources(warehouse, [dumps / "a.jsonl"])[0], portion_records=4)
    with steps.open_run(warehouse, "backfill", backlog, 1) as run:
        run.load_file(backlog.files[0])
        run.publish()
    assert files(warehouse) == [("a.jsonl", 4, "reading")]
    assert steps.ingest([dumps / "a.jsonl"], warehouse, flow="nightly").records_in == 4
    assert files(warehouse) == [("a.jsonl", 8, "loaded")]


class TestDays:
    """Month ends in Jakarta: 17:00 UTC of the last day is the first of the next month there."""

    STAMPS = ("2025-01-31T16:59:59Z", "2025-01-31T17:00:00Z", "2025-02-28 23:59 WIB", "2025-03-01 00:00 WIB",
              "2025-02-28 23:30 WIT", "")  # fmt: skip

    @pytest.fixture
    def dump(self, tmp_path: Path) -> Path:
        path = tmp_path / "d.jsonl"
        path.write_text(
            "".join(json.dumps(record(n + 10, s)) + "\n" for n, s in enumerate(self.STAMPS)), encoding="utf-8"
        )
        return path

    def test_only_february(self, dump: Path, tmp_path: Path) -> None:
        warehouse = tmp_path / "w.duckdb"
        february = Days(date(2025, 2, 1), date(2025, 2, 28))
        summary = steps.ingest([dump], warehouse, days=february)
        with connect_readonly(warehouse) as con:
            urls = con.execute("select split_part(url, '/', -1)::int - 10 from fact_article order by 1").fetchall()
        assert urls == [(1,), (2,), (4,)]
        assert (summary.records_in, summary.loaded) == (3, 3)
        assert files(warehouse) == [("d.jsonl", 6, "partial")]

    def test_the_rest_is_loaded_later(self, dump: Path, tmp_path: Path) -> None:
        warehouse = tmp_path / "w.duckdb"
        steps.ingest([dump], warehouse, days=Days(first=date(2025, 2, 1)), portion_records=1)
        rest = steps.ingest([dump], warehouse)
        assert (rest.records_in, rest.loaded + rest.unchanged) == (6, 6)
        assert files(warehouse) == [("d.jsonl", 6, "loaded")]
        steps.ingest([dump], tmp_path / "whole.duckdb")
        assert contents(warehouse) == contents(tmp_path / "whole.duckdb")

    def test_days_in_the_wrong_order(self) -> None:
        with pytest.raises(UsageError, match="before they begin"):
            Days(date(2025, 2, 2), date(2025, 2, 1))


def test_any_load_is_published_in_batches_of_bounded_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "LARGEST_BATCH", 2)
    monkeypatch.setattr(run_module, "SHARD_RECORDS", 1)
    lines = [json.dumps({"url": f"https://a.id/{n}", "text": f"Ada {n} rumah rusak di desa itu."}) for n in range(5)]
    (tmp_path / "a.jsonl").write_text("\n".join(lines), encoding="utf-8")
    summary = steps.ingest([tmp_path / "a.jsonl"], tmp_path / "w.duckdb")
    with connect_readonly(tmp_path / "w.duckdb") as con:
        batches = con.execute("select records_loaded from etl_batch order by batch_id").fetchall()
        articles = con.execute("select count(*) from fact_article").fetchone()
    assert (summary.loaded, articles, batches) == (5, (5,), [(2,), (2,), (1,)])
