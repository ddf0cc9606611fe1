"""Half-written files wait for the next night; unreadable ones become rejects and stop nothing."""

from __future__ import annotations

import gzip
import os
import shutil
import threading
import time
from pathlib import Path

import duckdb
import pytest

from flows import steps
from flows.readers import SourceFile, discover, unsettled
from flows.readers.settled import PATIENCE_HOURS, missing_end
from tests.conftest import EXAMPLES
from tests.reader_files import SAMPLES, source_of

LATER = time.time() + 3600
"""Late enough that no file is looked at twice."""
WITH_END = [name for name in SAMPLES if not name.endswith((".txt", ".csv", ".tsv", ".html"))]


def why(path: Path, now: float = LATER) -> str | None:
    return unsettled([source_of(path)], now=now).get(str(path))


@pytest.mark.parametrize("name", SAMPLES)
def test_whole_files_are_settled(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(SAMPLES[name])
    assert why(tmp_path / name) is None


@pytest.mark.parametrize("name", WITH_END)
@pytest.mark.parametrize("cut", [3, 40])
def test_files_without_their_end_wait(tmp_path: Path, name: str, cut: int) -> None:
    (tmp_path / name).write_bytes(SAMPLES[name][:-cut])
    if name == "a.tar":
        (tmp_path / name).write_bytes(SAMPLES[name].rstrip(b"\0"))
    assert why(tmp_path / name)


def test_patience_has_an_end(tmp_path: Path) -> None:
    """A file that nobody goes on writing is broken, not half-written: it is loaded as far as it goes."""
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(SAMPLES["a.ndjson.gz"][:-9])
    assert why(path, now=time.time() + (PATIENCE_HOURS - 1) * 3600)
    assert why(path, now=time.time() + (PATIENCE_HOURS + 1) * 3600) is None
    future = time.time() + 10**9
    os.utime(path, (future, future))
    assert why(path) is None, "a time of change in the far future does not make it young for ever"


def test_damaged_is_not_half_written(tmp_path: Path) -> None:
    data = bytearray(SAMPLES["a.ndjson.gz"])
    data[-8] ^= 0xFF
    (tmp_path / "a.jsonl.gz").write_bytes(data)
    assert why(tmp_path / "a.jsonl.gz") is None


def test_names_of_unfinished_downloads_wait(tmp_path: Path) -> None:
    for name in ("a.jsonl.part", "b.zip.crdownload"):
        (tmp_path / name).write_bytes(b"isi")
        assert why(tmp_path / name) == "its name says that it is still being fetched"


def test_file_that_is_open_for_writing_waits(tmp_path: Path) -> None:
    fcntl = pytest.importorskip("fcntl")
    if not hasattr(fcntl, "F_SETLEASE"):
        pytest.skip("only Linux tells who has a file open")
    path = tmp_path / "a.csv"
    with path.open("wb") as file:
        file.write(SAMPLES["a.csv"])
        file.flush()
        assert why(path) == "a process has it open for writing"
    assert why(path) is None


def test_file_that_grows_between_two_looks_waits(tmp_path: Path) -> None:
    """A writer that opens, appends and closes again, as network shares do."""
    growing, still = tmp_path / "a.csv", tmp_path / "b.csv"
    stop = threading.Event()

    def append() -> None:
        while not stop.wait(0.05):
            with growing.open("ab") as file:
                file.write(b"1;Isi.\n")

    for path in (growing, still):
        path.write_bytes(b"id;isi\n")
    writer = threading.Thread(target=append)
    writer.start()
    try:
        found = unsettled(discover([tmp_path]))
    finally:
        stop.set()
        writer.join()
    assert list(found) == [str(growing)]


def test_missing_end_looks_through_the_wrapping(tmp_path: Path) -> None:
    path = tmp_path / "a.json.gz"
    path.write_bytes(gzip.compress(SAMPLES["a.json"][:-2]))
    assert missing_end(path) == "the JSON ends in the middle of a value"
    path.write_bytes(gzip.compress(SAMPLES["a.json"]))
    assert missing_end(path) is None
    assert missing_end(tmp_path / "tiada.json") is None


def test_nightly_leaves_a_half_written_file_and_ingest_takes_what_is_there(tmp_path: Path) -> None:
    inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
    inbox.mkdir()
    shutil.copy(EXAMPLES, inbox / "utuh.jsonl")
    whole = gzip.compress(EXAMPLES.read_bytes().replace(b"https://", b"https://x."))
    (inbox / "separuh.jsonl.gz").write_bytes(whole[:-12])
    sources, seen = steps.new_sources(warehouse, [inbox])
    settled, waiting = steps.split_settled(sources)
    assert ([s.path.name for s in settled], seen) == (["utuh.jsonl"], 2)
    assert waiting == ["separuh.jsonl.gz: the .gz data end before their end mark"]
    summary = steps.ingest([inbox], warehouse)
    assert summary.files_loaded == 2
    assert summary.records_in == summary.loaded + summary.unchanged + summary.rejected
    assert summary.rejected == 1
    (inbox / "separuh.jsonl.gz").write_bytes(whole)
    sources, _ = steps.new_sources(warehouse, [inbox])
    assert [s.path.name for s in steps.split_settled(sources)[0]] == ["separuh.jsonl.gz"]


def test_unreadable_files_stop_nothing_and_are_tried_again(tmp_path: Path) -> None:
    inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
    inbox.mkdir()
    shutil.copy(EXAMPLES, inbox / "baik.jsonl")
    (inbox / "tautan.jsonl").symlink_to(tmp_path / "tiada.jsonl")
    summary = steps.ingest([inbox], warehouse)
    assert (summary.files_loaded, summary.loaded, summary.rejected) == (2, 5, 1)
    with duckdb.connect(str(warehouse), read_only=True) as con:
        assert con.execute("select position, reason from etl_rejected_record").fetchall() == [("file", "unreadable")]
    sources, _ = steps.new_sources(warehouse, [inbox])
    assert [source.path.name for source in sources] == ["tautan.jsonl"]
    shutil.copy(EXAMPLES, tmp_path / "tiada.jsonl")
    summary = steps.ingest([inbox], warehouse)
    assert (summary.files_loaded, summary.unchanged, summary.rejected) == (1, 5, 0)
    assert steps.ingest([inbox], warehouse).nothing_new


def test_a_known_file_is_not_read_again_until_something_of_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
    inbox.mkdir()
    path = Path(shutil.copy(EXAMPLES, inbox / "a.jsonl"))
    monkeypatch.setattr("flows.readers.source_files.RACY_SECONDS", -1)  # it is no file that has just changed
    steps.ingest([inbox], warehouse)
    read: list[Path] = []
    digest_of = steps.digest_of
    monkeypatch.setattr(steps, "digest_of", lambda path: read.append(path) or digest_of(path))
    assert steps.ingest([inbox], warehouse).nothing_new
    assert read == []
    path.touch()
    assert steps.ingest([inbox], warehouse).nothing_new
    assert read == [path], "touched: its digest tells that it is known"
    before = path.stat()
    path.write_bytes(path.read_bytes().replace(b"https://", b"HTTPS://", 1))
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert len(steps.new_sources(warehouse, [inbox])[0]) == 1, "same size, same time of change: the inode tells"


def test_file_that_vanishes_between_listing_and_reading(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    gone = SourceFile(str(tmp_path / "hilang.jsonl"), tmp_path / "hilang.jsonl", 10)
    good = source_of(Path(shutil.copy(EXAMPLES, tmp_path / "baik.jsonl")))
    assert unsettled([gone], now=LATER) == {}
    with steps.open_run(warehouse, "ingest", [gone, good], 2) as run:
        for source in (gone, good):
            run.load_file(source)
        summary = run.publish()
    assert (summary.loaded, summary.rejected, summary.records_in) == (5, 1, 6)


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the administrator may read everything")
def test_folder_that_may_not_be_listed_is_told(tmp_path: Path) -> None:
    (tmp_path / "tertutup").mkdir()
    (tmp_path / "tertutup").chmod(0)
    try:
        assert [source.path.name for source in discover([tmp_path])] == ["tertutup"]
    finally:
        (tmp_path / "tertutup").chmod(0o700)


def test_pipes_are_not_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipa.jsonl")
    assert discover([tmp_path]) == []
    assert discover([tmp_path / "pipa.jsonl"]) == []


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
def test_nightly_flow_says_what_it_leaves(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from flows.console import print_summary
    from flows.nightly import nightly

    inbox, warehouse = tmp_path / "inbox", tmp_path / "w.duckdb"
    inbox.mkdir()
    (inbox / "separuh.json").write_bytes(SAMPLES["a.json"][:-9])
    first = nightly(inbox=inbox, warehouse=warehouse)
    assert first.nothing_new
    assert not warehouse.exists(), "nothing of it is loaded"
    shutil.copy(EXAMPLES, inbox / "utuh.jsonl")
    second = nightly(inbox=inbox, warehouse=warehouse)
    assert (second.files_loaded, second.loaded, second.rejected) == (1, 5, 0)
    assert second.files_waiting == ["separuh.json: the JSON ends in the middle of a value"]
    for summary in (first, second):
        print_summary(summary)
        shown = capsys.readouterr().out
        assert "Left for the next night: separuh.json: the JSON ends in the middle of a value" in shown
        assert "all of them loaded before" not in shown
