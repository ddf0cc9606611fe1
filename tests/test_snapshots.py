"""Earlier published files: kept, limited by count and bytes, and a way back to each."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows import snapshots
from flows.errors import UsageError
from flows.publish import WarehouseBusy, sole_writer
from flows.rollback import list_snapshots, rollback
from flows.warehouse import Warehouse, WarehouseError, connect_readonly
from tests.shards import Given, load, text_of
from tests.test_cli import saring

pytestmark = pytest.mark.xdist_group("snapshots")  # one worker loads for all


def article(number: int) -> Given:
    return Given(text_of("Berita", f"Ada {number} rumah rusak"), f"https://a.id/{number}", "2025-06-01T10:00")


def articles(path: Path) -> int:
    with connect_readonly(path) as con:
        return con.table("fact_article").count("*").fetchall()[0][0]


def batches(path: Path) -> list[tuple]:
    with connect_readonly(path) as con:
        return con.execute("select batch_id, flow, status, note from etl_batch order by 1").fetchall()


@pytest.fixture(scope="module")
def four_batches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("snapshots")
    for number in range(1, 5):
        load(folder / "gudang.duckdb", [article(number)], uri=str(number))
    return folder


@pytest.fixture
def loaded(four_batches: Path, tmp_path: Path) -> Path:
    """A warehouse of four batches, one article each, for one test alone."""
    shutil.copytree(four_batches, tmp_path, dirs_exist_ok=True)
    return tmp_path / "gudang.duckdb"


def test_each_publication_keeps_the_file_before_it(loaded: Path) -> None:
    assert [(s["number"], s["batch_id"], s["articles"]) for s in list_snapshots(loaded)] == [
        (3, 3, 3),
        (2, 2, 2),
        (1, 1, 1),
    ]
    assert not any(snapshots.keep_published(loaded).path.samefile(s.path) for s in snapshots.snapshots(loaded)[:3])


def test_a_run_killed_before_its_rename_keeps_the_file_once(loaded: Path) -> None:
    first, second = snapshots.keep_published(loaded), snapshots.keep_published(loaded)
    assert first == second
    assert len(snapshots.snapshots(loaded)) == 4


def test_they_are_limited_by_count_and_bytes(loaded: Path) -> None:
    size = snapshots.snapshots(loaded)[-1].bytes
    assert [s.number for s in snapshots.prune(loaded, count=2)] == [1]
    assert [s.number for s in snapshots.prune(loaded, max_bytes=size)] == [2]
    assert snapshots.prune(loaded, max_bytes=0) == [], "the newest stays"
    assert [s.number for s in snapshots.snapshots(loaded)] == [3]


def test_files_of_other_warehouses_are_left_alone(loaded: Path) -> None:
    folder = snapshots.snapshot_directory(loaded)
    for name in ("gudang2.000009.duckdb", "gudang.000009.duckdb.part", "catatan.txt"):
        (folder / name).write_text("x")
    assert [s.number for s in snapshots.snapshots(loaded)] == [1, 2, 3]
    snapshots.prune(loaded, count=1)
    assert (folder / "gudang2.000009.duckdb").exists()


def test_rollback_and_back_again(loaded: Path) -> None:
    done = rollback(loaded, 2)
    assert (done.restored_batch_id, done.batch_id) == (2, 5)
    assert articles(loaded) == 2
    assert batches(loaded)[-1] == (5, "rollback", "published", "back to batch 2 (snapshot 2)")
    load(loaded, [article(9)], uri="9")
    assert batches(loaded)[-1][0] == 6, "no number of a batch is given twice"
    undone = next(s["number"] for s in list_snapshots(loaded) if s["batch_id"] == 4)
    rollback(loaded, undone)
    assert articles(loaded) == 4
    assert batches(loaded)[-1][0] == 7


def test_rollback_without_a_number_takes_the_newest(loaded: Path) -> None:
    assert rollback(loaded).restored_batch_id == 3


def test_a_reader_keeps_what_it_has_open(loaded: Path) -> None:
    with connect_readonly(loaded) as now, connect_readonly(snapshots.snapshots(loaded)[0].path) as old:
        rollback(loaded, 1)
        snapshots.prune(loaded, count=1)
        assert now.execute("select count(*) from fact_article").fetchone() == (4,)
        assert old.execute("select count(*) from fact_article").fetchone() == (1,)
    assert articles(loaded) == 1


def test_a_damaged_published_file_can_be_restored(loaded: Path) -> None:
    loaded.unlink()
    loaded.write_bytes(b"rusak" * 10_000)
    with pytest.raises(WarehouseError, match="saring rollback"), Warehouse.writing(loaded):
        pass
    done = rollback(loaded)
    assert articles(loaded) == 3
    assert done.kept is not None
    assert done.kept.read_bytes().startswith(b"rusak")
    assert [s["number"] for s in list_snapshots(loaded)] == [3, 2, 1], "what is damaged is no snapshot"


def test_a_damaged_snapshot_is_refused(loaded: Path) -> None:
    snapshots.snapshots(loaded)[0].path.write_bytes(b"rusak" * 10_000)
    with pytest.raises(UsageError, match="damaged"):
        rollback(loaded, 1)
    assert list_snapshots(loaded)[-1]["batch_id"] is None
    assert articles(loaded) == 4


def test_what_is_not_there_is_said(tmp_path: Path, loaded: Path) -> None:
    with pytest.raises(UsageError, match=r"no snapshot 9.*there are: 1, 2, 3"):
        rollback(loaded, 9)
    with pytest.raises(UsageError, match="has no snapshots"):
        rollback(tmp_path / "lain.duckdb")
    with sole_writer(loaded), pytest.raises(WarehouseBusy):
        rollback(loaded, 1)


def test_over_midnight_in_jakarta_the_list_shows_the_articles_zone(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for _ in range(2):
        with Warehouse.writing(path, clock=lambda: datetime(2025, 2, 28, 17, 0, 1, tzinfo=UTC)) as warehouse:
            warehouse.finish_batch(warehouse.start_batch("nightly", rules_version="r"))
            warehouse.publish()
    assert list_snapshots(path)[0]["published_at"].isoformat() == "2025-03-01T00:00:01+07:00"


def test_on_the_command_line(loaded: Path) -> None:
    shown = json.loads(saring("rollback", "--list", "--json", "-w", loaded).stdout)
    assert [s["batch_id"] for s in shown] == [3, 2, 1]
    assert "published_at" in saring("rollback", "--list", "-w", loaded).stdout
    done = saring("rollback", "1", "-w", loaded)
    assert done.returncode == 0, done.stderr
    assert "back at batch 1 (snapshot 1)" in done.stdout
    assert articles(loaded) == 1
    assert saring("rollback", "77", "-w", loaded).returncode == 2
