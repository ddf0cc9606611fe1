"""Publishing: one writer, a copy of its own, one rename; whatever happens, the published file is whole."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import duckdb
import pytest

from flows.describe import status
from flows.publish import PublishError, WarehouseBusy, replace_published, work_directory
from flows.warehouse import Warehouse, connect_readonly
from tests.shards import Given, contents, fill, load, text_of

ROOT = Path(__file__).resolve().parent.parent


def article(number: int) -> Given:
    return Given(text_of("Berita", f"Ada {number} rumah rusak"), f"https://a.id/{number}", "2025-06-01T10:00")


def count(path: Path) -> int:
    with duckdb.connect(str(path), read_only=True) as con:
        row = con.execute("select count(*) from fact_article").fetchone()
    assert row is not None
    return int(row[0])


def left_over(path: Path) -> list[str]:
    return sorted(p.name for p in work_directory(path).iterdir() if not p.name.endswith(".lock"))


def test_published_file_is_whole_and_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    assert count(path) == 1
    assert sorted(p.name for p in tmp_path.iterdir()) == [".work", "w.duckdb"]
    assert left_over(path) == []


def test_leaving_without_publishing_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    before = path.read_bytes()
    with Warehouse.writing(path) as warehouse:
        fill(warehouse, warehouse.start_batch("ingest", rules_version="r1"), [article(2)])
    assert path.read_bytes() == before
    assert left_over(path) == []


def test_what_is_committed_is_read_while_the_batch_is_written(tmp_path: Path) -> None:
    with Warehouse.writing(tmp_path / "w.duckdb") as warehouse:
        fill(warehouse, warehouse.start_batch("ingest", rules_version="r1"), [article(1), article(2)])
        with warehouse.read_meanwhile(lambda con: con.execute("from fact_article").fetchall()) as articles:
            with warehouse.transaction():
                warehouse.con.execute("update fact_article set title = 'lain'")
            assert len(articles()) == 2


def test_what_is_read_meanwhile_ends_with_a_block_that_breaks(tmp_path: Path) -> None:
    ended = []

    def ask(con: duckdb.DuckDBPyConnection) -> None:
        try:
            con.execute("select max(sin(range)) from range(5000000000)")
        except duckdb.InterruptException:
            ended.append(True)

    def break_off() -> None:
        time.sleep(0.3)
        raise ZeroDivisionError

    with (
        Warehouse.writing(tmp_path / "w.duckdb") as warehouse,
        pytest.raises(ZeroDivisionError),
        warehouse.read_meanwhile(ask),
    ):
        break_off()
    assert ended == [True]


def test_a_reader_keeps_what_it_has_open(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(0)])
    with connect_readonly(path) as reader:
        for number in range(1, 4):
            load(path, [article(number)], uri=f"{number}")
            assert reader.execute("select count(*) from fact_article").fetchone() == (1,)
            assert reader.execute("select surface from fact_quantity").fetchone() == ("0 rumah",)
    assert count(path) == 4


HOLDER = """
import duckdb, sys
held = duckdb.connect(sys.argv[1], read_only=True)
print("ready", flush=True)
for line in sys.stdin:
    query = "select count(*), sum(low) from fact_article join fact_quantity using (article_id)"
    print(held.execute(query).fetchone(), flush=True)
"""


def test_readers_through_ten_publications(tmp_path: Path) -> None:
    """A process that holds the first file keeps its answers; one that opens the file anew has the latest."""
    path = tmp_path / "w.duckdb"
    load(path, [article(5)])
    reader = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert reader.stdin is not None
    assert reader.stdout is not None
    assert reader.stdout.readline() == "ready\n"
    for number in range(1, 11):
        load(path, [article(100 + number)], uri=f"{number}")
        reader.stdin.write("again\n")
        reader.stdin.flush()
        assert reader.stdout.readline() == "(1, 5.0)\n"
        assert count(path) == number + 1
    reader.stdin.close()
    assert reader.wait() == 0


def test_a_second_writer_is_refused_with_the_holder(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    with Warehouse.writing(path) as first:
        with pytest.raises(WarehouseBusy, match=f"written by process {os.getpid()}"), Warehouse.writing(path):
            pass
        first.publish()
    assert path.exists()


def test_a_second_writer_can_wait(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    entered = threading.Event()

    def first() -> None:
        with Warehouse.writing(path) as warehouse:
            entered.set()
            time.sleep(0.5)
            fill(warehouse, warehouse.start_batch("ingest", rules_version="r1"), [article(1)], uri="1")
            warehouse.publish()

    thread = threading.Thread(target=first)
    thread.start()
    assert entered.wait(30)
    with Warehouse.writing(path, wait_seconds=60) as warehouse:
        fill(warehouse, warehouse.start_batch("ingest", rules_version="r1"), [article(2)], uri="2")
        warehouse.publish()
    thread.join()
    assert count(path) == 2, "the second began from what the first had published"


def test_a_failed_batch_is_in_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    before = path.read_bytes()

    def failing_run() -> None:
        with Warehouse.writing(path) as warehouse:
            fill(warehouse, warehouse.start_batch("nightly", rules_version="r1"), [article(2)])
            raise OSError("no space left")

    with pytest.raises(OSError, match="no space left"):
        failing_run()
    assert path.read_bytes() == before
    waiting = status(path)["unpublished_batches"]
    assert [(n["batch_id"], n["flow"], n["status"], n["note"]) for n in waiting] == [
        (2, "nightly", "failed", "OSError: no space left")
    ]
    load(path, [article(3)], uri="3")
    assert [(b["batch_id"], b["status"]) for b in status(path)["batches"]] == [
        (3, "published"), (2, "failed"), (1, "published"),
    ]  # fmt: skip
    assert status(path)["unpublished_batches"] == []


KILLED = """
import os, signal, sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from flows import publish
from flows.warehouse import Warehouse
from tests.shards import fill
from tests.test_warehouse_publish import article

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

path, moment = Path(sys.argv[2]), sys.argv[3]
with Warehouse.writing(path) as warehouse:
    batch_id = warehouse.start_batch("nightly", rules_version="r1")
    if moment == "started":
        die()
    fill(warehouse, batch_id, [article(2)], uri="2")
    if moment == "loaded":
        die()
    warehouse.con.execute("checkpoint warehouse")
    if moment == "checkpointed":
        die()
    warehouse.finish_batch(batch_id)
    if moment == "before the rename":
        publish.os.replace = die
    if moment == "after the rename":
        from flows import journal
        journal.remove_note = die
    warehouse.publish()
"""


@pytest.mark.parametrize("moment", ["started", "loaded", "checkpointed", "before the rename", "after the rename"])
def test_a_killed_run_leaves_a_whole_file_and_its_trace(tmp_path: Path, moment: str) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)], uri="1")
    done = subprocess.run([sys.executable, "-c", KILLED, str(ROOT), str(path), moment], check=False)
    assert done.returncode == -signal.SIGKILL
    published = moment == "after the rename"
    assert count(path) == (2 if published else 1)
    load(path, [article(2)], uri="2")
    assert count(path) == 2
    assert [b["status"] for b in reversed(status(path)["batches"])] == [
        "published", "published" if published else "crashed", "published",
    ]  # fmt: skip
    assert left_over(path) == []
    uninterrupted = tmp_path / "uninterrupted.duckdb"
    load(uninterrupted, [article(1)], uri="1")
    load(uninterrupted, [article(2)], uri="2")
    assert contents(path) == contents(uninterrupted)


def test_a_log_beside_the_published_file_is_set_aside(tmp_path: Path) -> None:
    """A foreign program wrote to the published file and died: its log must not be replayed into ours."""
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    foreign = (
        "import duckdb, os, sys; c = duckdb.connect(sys.argv[1]); c.execute('delete from fact_article'); os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", foreign, str(path)], check=False)
    assert (tmp_path / "w.duckdb.wal").exists()
    load(path, [article(2)], uri="2")
    assert count(path) == 2
    assert not (tmp_path / "w.duckdb.wal").exists()


def test_a_process_that_dies_as_it_has_published_leaves_nothing_in_the_way(tmp_path: Path) -> None:
    """No run need follow: what is spilled went before the rename, and the status knows that the batch is published."""
    path = tmp_path / "w.duckdb"
    dying = (
        "import os, sys; from pathlib import Path; from flows import publish, snapshots\n"
        "from tests.test_warehouse_publish import article, load\n"
        "snapshots.prune = lambda target: os._exit(9)\n"
        "spill = publish.spill_directory(Path(sys.argv[1])); spill.mkdir(parents=True)\n"
        "publish.discard_work_copy = lambda target: (spill / 'shard').mkdir(exist_ok=True)\n"
        "load(Path(sys.argv[1]), [article(1)])"
    )
    assert subprocess.run([sys.executable, "-c", dying, str(path)], cwd=ROOT, check=False).returncode == 9
    assert count(path) == 1
    assert left_over(path) == ["w.duckdb.batch-00000001.json"]
    assert status(path)["unpublished_batches"] == []
    load(path, [article(2)], uri="2")
    assert left_over(path) == []
    assert [(b["batch_id"], b["status"]) for b in status(path)["batches"]] == [(2, "published"), (1, "published")]


def test_a_copy_with_a_log_is_not_published(tmp_path: Path) -> None:
    work, target = tmp_path / "work.duckdb", tmp_path / "w.duckdb"
    work.write_bytes(b"new")
    work.with_name("work.duckdb.wal").write_bytes(b"log")
    target.write_bytes(b"old")
    with pytest.raises(PublishError, match="not closed cleanly"):
        replace_published(work, target)
    assert target.read_bytes() == b"old"


def test_a_torn_journal_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    (work_directory(path) / "w.duckdb.batch-00000007.json").write_text('{"batch_id": 7, "fl', encoding="utf-8")
    load(path, [article(2)], uri="2")
    assert [b["batch_id"] for b in status(path)["batches"]] == [2, 1]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_read_only_folder_is_said_so(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article(1)])
    (tmp_path / ".work").chmod(0o500)
    try:
        with pytest.raises(PermissionError), Warehouse.writing(path):
            pass
    finally:
        (tmp_path / ".work").chmod(0o700)
    assert count(path) == 1


def test_batches_count_up_and_carry_the_clock_they_are_given(tmp_path: Path) -> None:
    """Over midnight in Jakarta: the ledger has instants, shown in the articles' zone."""
    path = tmp_path / "w.duckdb"
    start = datetime(2025, 1, 31, 16, 59, 59, tzinfo=UTC)
    ticks = (start + timedelta(seconds=n) for n in range(1000))
    with Warehouse.writing(path, clock=lambda: next(ticks)) as warehouse:
        warehouse.finish_batch(warehouse.start_batch("nightly", rules_version="r1"))
        warehouse.publish()
    with connect_readonly(path) as con:
        assert con.execute("select batch_id, started_at::varchar, finished_at::varchar from etl_batch").fetchall() == [
            (1, "2025-02-01 00:00:00+07", "2025-02-01 00:00:01+07")
        ]
