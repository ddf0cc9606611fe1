"""Inboxes in an object store, against a real S3-compatible server."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from fsspec.core import url_to_fs

from flows import scratch as scratch_module
from flows import steps
from flows.errors import UsageError
from flows.publish import work_directory
from flows.readers import discover, unsettled
from flows.replay import replay
from flows.scratch import open_scratch
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES, ROOT
from tests.reader_files import SAMPLES
from tests.s3 import S3Server
from tests.shards import contents


class Bucket:
    """A bucket, and an inbox in it."""

    def __init__(self) -> None:
        self.name = f"uji-{uuid4().hex[:12]}"
        self.inbox = f"s3://{self.name}/masuk"
        self.fs: Any = url_to_fs(self.inbox, skip_instance_cache=True, use_listings_cache=False)[0]
        self.fs.mkdir(self.name)

    def put(self, name: str, data: bytes) -> str:
        self.fs.pipe(f"{self.name}/masuk/{name}", data)
        return f"{self.inbox}/{name}"


@pytest.fixture
def bucket(s3: S3Server) -> Iterator[Bucket]:
    from s3fs import S3FileSystem

    S3FileSystem.clear_instance_cache()  # one that was made with another test's credentials
    yield Bucket()
    S3FileSystem.clear_instance_cache()


def ledger(warehouse: Path) -> list[tuple]:
    with connect_readonly(warehouse) as con:
        return con.execute(
            "select uri, bytes, records, status from etl_source_file order by uri, last_batch_id"
        ).fetchall()


def test_a_bucket_is_loaded_as_a_folder_is(bucket: Bucket, tmp_path: Path) -> None:
    """Every format, in folders of folders; litter left out; the same facts, sources and rejects as from a disk."""
    folder = tmp_path / "masuk"
    (folder / "sub").mkdir(parents=True)
    for number, (name, data) in enumerate(SAMPLES.items()):
        inside = f"sub/{name}" if number % 2 else name
        (folder / inside).write_bytes(data)
        bucket.put(inside, data)
    bucket.put(".sembunyi.jsonl", b"{}")
    bucket.put("__MACOSX/a.jsonl", b"{}")
    far = steps.ingest([bucket.inbox], tmp_path / "far" / "w.duckdb")
    near = steps.ingest([folder], tmp_path / "near" / "w.duckdb")
    assert far.files_loaded == near.files_loaded == len(SAMPLES)
    assert (far.records_in, far.loaded, far.rejected) == (near.records_in, near.loaded, near.rejected)
    address = {str(folder): bucket.inbox}
    assert [
        (u.replace(str(folder), address[str(folder)]), *rest) for u, *rest in ledger(tmp_path / "near" / "w.duckdb")
    ] == [(u, *rest) for u, *rest in ledger(tmp_path / "far" / "w.duckdb")]
    for table in ("fact_article", "fact_quantity", "fact_statement", "raw_article"):
        assert contents(tmp_path / "far" / "w.duckdb")[table] == contents(tmp_path / "near" / "w.duckdb")[table]
    assert left(tmp_path / "far" / "w.duckdb") == []


def left(warehouse: Path) -> list[str]:
    return [path.name for path in work_directory(warehouse).iterdir() if not path.name.endswith(".lock")]


def test_known_objects_are_not_fetched_again(bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    warehouse = tmp_path / "w.duckdb"
    bucket.put("a.jsonl", EXAMPLES.read_bytes())
    assert steps.ingest([bucket.inbox], warehouse).loaded == 5
    fetched: list[str] = []
    fetch = scratch_module.fetch
    monkeypatch.setattr(
        scratch_module, "fetch", lambda files, to: (fetched.extend(f.name for f in files), fetch(files, to))
    )
    assert steps.ingest([bucket.inbox], warehouse).nothing_new
    assert fetched == []
    bucket.put("b.jsonl", EXAMPLES.read_bytes().replace(b"https://", b"https://b."))
    assert steps.ingest([bucket.inbox], warehouse).files_loaded == 1
    assert fetched == ["b.jsonl"]


def test_the_same_bytes_put_again_are_known_and_others_are_not(bucket: Bucket, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    bucket.put("a.jsonl", EXAMPLES.read_bytes())
    steps.ingest([bucket.inbox], warehouse)
    time.sleep(1.1)  # the store tells seconds
    bucket.put("a.jsonl", EXAMPLES.read_bytes())
    assert len(steps.new_sources(warehouse, [bucket.inbox])[0]) == 1, "its tag is another one"
    assert steps.ingest([bucket.inbox], warehouse).nothing_new
    bucket.put("a.jsonl", EXAMPLES.read_bytes() + b'{"url": "https://c.id/1", "text": "Banjir surut."}\n')
    assert steps.ingest([bucket.inbox], warehouse).loaded == 1


def test_a_backfill_in_portions_fetches_once_and_goes_on_where_it_stopped(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import run as run_module

    monkeypatch.setattr(run_module, "SHARD_RECORDS", 2)
    record = json.loads(EXAMPLES.read_text("utf-8").splitlines()[0])
    lines = [json.dumps(record | {"url": f"https://harian-uji.id/{n}"}) for n in range(9)]
    bucket.put("besar.jsonl.gz", gzip.compress("\n".join(lines).encode()))
    fetched: list[int] = []
    fetch = scratch_module.fetch
    monkeypatch.setattr(scratch_module, "fetch", lambda files, to: (fetched.append(len(files)), fetch(files, to)))
    warehouse = tmp_path / "w.duckdb"
    summary = steps.ingest([bucket.inbox], warehouse, flow="backfill", portion_records=4)
    assert (summary.loaded, fetched) == (9, [1])
    assert left(warehouse) == []


def test_small_objects_are_fetched_many_at_once(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        bucket.put(f"{number}.txt", f"Sebanyak {number + 10} rumah terendam.".encode())
    fetched: list[int] = []
    fetch = scratch_module.fetch
    monkeypatch.setattr(scratch_module, "fetch", lambda files, to: (fetched.append(len(files)), fetch(files, to)))
    monkeypatch.setattr(scratch_module, "AHEAD_FILES", 4)
    assert steps.ingest([bucket.inbox], tmp_path / "w.duckdb").loaded == 7
    assert fetched == [4, 3]


class TestUnfinished:
    def test_a_truncated_object_waits_while_it_is_young(self, bucket: Bucket, tmp_path: Path) -> None:
        bucket.put("separuh.json.gz", gzip.compress(SAMPLES["a.json"])[:-9])
        bucket.put("utuh.json.gz", gzip.compress(SAMPLES["a.json"]))
        bucket.put("nanti.jsonl.part", b"{}")
        sources = discover([bucket.inbox])
        with open_scratch(tmp_path / "w.duckdb") as scratch:
            settled, waiting = steps.split_settled(sources, scratch)
            assert [source.name for source in settled] == ["utuh.json.gz"]
            assert waiting == [
                "nanti.jsonl.part: its name says that it is still being fetched",
                "separuh.json.gz: the .gz data end before their end mark",
            ]
            assert unsettled(sources, now=time.time() + 40 * 3600, fetched=scratch.local) == {}

    def test_an_object_that_is_replaced_between_two_looks_waits(self, bucket: Bucket) -> None:
        address = bucket.put("tumbuh.csv", b"id;isi\n")
        bucket.put("diam.csv", b"id;isi\n")
        stop = threading.Event()

        def append() -> None:
            data = b"id;isi\n"
            while not stop.wait(0.05):
                data += b"1;Isi.\n"
                bucket.put("tumbuh.csv", data)

        writer = threading.Thread(target=append)
        writer.start()
        try:
            found = unsettled(discover([bucket.inbox]))
        finally:
            stop.set()
            writer.join()
        assert found == {address: "it is growing or changing"}


def test_an_object_that_vanishes_is_a_reject_and_stops_nothing(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("ada.jsonl", EXAMPLES.read_bytes())
    gone = bucket.put("hilang.jsonl", EXAMPLES.read_bytes())
    warehouse = tmp_path / "w.duckdb"
    sources, seen = steps.new_sources(warehouse, [bucket.inbox])
    bucket.fs.rm(gone)
    with open_scratch(warehouse) as scratch:
        backlog = steps.Backlog.of(sources, scratch=scratch)
        with steps.open_run(warehouse, "ingest", backlog, seen) as run:
            for source in sources:
                run.load_file(source)
            summary = run.publish()
    assert (summary.loaded, summary.rejected) == (5, 1)
    with connect_readonly(warehouse) as con:
        (detail,) = con.execute("select detail from etl_rejected_record").fetchone()
    assert f"{gone}: no such file" in detail


def test_rejects_of_a_remote_table_are_replayed_from_it(bucket: Bucket, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    bucket.put("t.csv", b"id;muatan\n1;Sebanyak 12 rumah terendam.\n2;Sebanyak 13 rumah terendam.\n")
    assert steps.ingest([bucket.inbox], warehouse).rejected == 1
    done = replay(warehouse, mapping={"text": "muatan"})
    assert (done.summary.loaded, done.still_rejected, done.without_file) == (2, 0, [])
    assert left(warehouse) == []


def test_what_a_dead_run_fetched_is_removed(bucket: Bucket, tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    dead = work_directory(warehouse) / "w.duckdb.fetched-mati" / "x"
    dead.mkdir(parents=True)
    bucket.put("a.jsonl", EXAMPLES.read_bytes())
    with open_scratch(warehouse) as alive:
        kept = alive.local(discover([bucket.inbox])[0])
        assert steps.ingest([bucket.inbox], warehouse).loaded == 5
        assert kept.path.exists(), "that of a run that lives is let alone"
    assert left(warehouse) == []


class TestWrongAddresses:
    def test_an_empty_folder_of_a_bucket_is_nothing_to_do(self, bucket: Bucket, tmp_path: Path) -> None:
        assert steps.ingest([bucket.inbox], tmp_path / "w.duckdb").nothing_new

    def test_what_is_not_there(self, bucket: Bucket) -> None:
        for address in (f"{bucket.inbox}/tiada.jsonl", "s3://tidak-ada-kotaknya/masuk"):
            with pytest.raises(FileNotFoundError, match=address):
                discover([address])

    def test_a_password_is_not_kept(self) -> None:
        with pytest.raises(UsageError, match="password"):
            discover(["sftp://saya:rahasia@berita.example/masuk"])

    def test_commands_say_what_is_wrong(self, bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        def saring(*arguments: str | Path) -> subprocess.CompletedProcess:
            command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
            return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

        missing = saring("ingest", "s3://tidak-ada-kotaknya/masuk", "-w", tmp_path / "w.duckdb")
        assert missing.returncode == 2
        assert "s3://tidak-ada-kotaknya/masuk: no such file, folder or bucket" in missing.stderr
        unknown = saring("ingest", "sss://kotak/masuk", "-w", tmp_path / "w.duckdb")
        assert unknown.returncode == 2
        assert "Protocol not known" in unknown.stderr
        monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "salah")
        refused = saring("ingest", bucket.inbox, "-w", tmp_path / "w.duckdb")
        assert refused.returncode == 1
        assert "access denied" in refused.stderr
        assert "Traceback" not in refused.stderr


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
def test_nightly_flow_and_backfill_flow(bucket: Bucket, tmp_path: Path) -> None:
    from flows.backfill import backfill
    from flows.nightly import nightly

    bucket.put("a.jsonl", EXAMPLES.read_bytes())
    bucket.put("separuh.json", SAMPLES["a.json"][:-9])
    warehouse = tmp_path / "w.duckdb"
    first = nightly(inbox=bucket.inbox, warehouse=warehouse)
    assert (first.files_loaded, first.loaded) == (1, 5)
    assert first.files_waiting == ["separuh.json: the JSON ends in the middle of a value"]
    assert nightly(inbox=bucket.inbox, warehouse=warehouse).nothing_new
    assert backfill(paths=[bucket.inbox], warehouse=warehouse).files_loaded == 1, "a backfill takes what is there"
