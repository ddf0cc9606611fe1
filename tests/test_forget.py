"""Articles removed on demand: nothing of them is left, and they do not come back."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from flows import snapshots, steps
from flows.errors import UsageError
from flows.forget import find, forget
from flows.replay import rejected, rejected_record
from flows.rollback import rollback
from flows.warehouse import connect_readonly
from tests.test_cli import saring

pytestmark = pytest.mark.xdist_group("forget")  # one worker loads for all

SECRET = "Siti Zulkarnaen Rahasiawati"
RECORDS = [
    {"url": "https://www.harian-uji.id/a/1", "text": f"Sebanyak 12 rumah di Demak rusak, kata {SECRET}, Senin (3/2)."},
    {"url": "https://www.harian-uji.id/a/2", "text": "Sebanyak 30 rumah di Kudus rusak, kata Bupati Sam'ani, Senin."},
    {"url": "https://lain-uji.com/b/3", "text": "Sebanyak 45 rumah di Jepara rusak, kata Bupati Witiarso, Selasa."},
    {"url": "https://www.harian-uji.id/a/1", "text": "", "catatan": SECRET},
]  # fmt: skip


@pytest.fixture(scope="module")
def two_loads(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("forget")
    (folder / "a.jsonl").write_text("".join(json.dumps(r) + "\n" for r in RECORDS), encoding="utf-8")
    steps.ingest([folder / "a.jsonl"], folder / "w.duckdb")
    (folder / "b.jsonl").write_text(json.dumps({"text": "Harga beras naik 5 persen di Solo."}) + "\n", encoding="utf-8")
    steps.ingest([folder / "b.jsonl"], folder / "w.duckdb")
    return folder


@pytest.fixture
def loaded(two_loads: Path, tmp_path: Path) -> Path:
    """A warehouse with one snapshot that holds the article too, for one test alone."""
    shutil.copytree(two_loads, tmp_path, dirs_exist_ok=True)
    return tmp_path / "w.duckdb"


def articles(warehouse: Path) -> set[str]:
    with connect_readonly(warehouse) as con:
        return {url for (url,) in con.execute("select url from raw_article where url is not null").fetchall()}


def everything(warehouse: Path) -> str:
    """All rows of all tables as text."""
    with connect_readonly(warehouse) as con:
        tables = [t for (t,) in con.execute("select table_name from duckdb_tables()").fetchall()]
        return "".join(str(con.execute(f"select * from {table}").fetchall()) for table in tables)


def test_an_address_is_forgotten_everywhere(tmp_path: Path, loaded: Path) -> None:
    files = [loaded, *(s.path for s in snapshots.snapshots(loaded))]
    assert len(files) == 2
    assert all(SECRET in everything(file) for file in files)
    done = forget(loaded, find(loaded, "http://harian-uji.id/a/1?utm_source=x", "permintaan"))
    assert (done.articles, done.snapshots, done.removed_snapshots) == (1, 1, 0)
    for file in [loaded, *(s.path for s in snapshots.snapshots(loaded))]:
        assert SECRET not in everything(file)
        assert SECRET.encode() not in file.read_bytes()
    assert articles(loaded) == {RECORDS[1]["url"], RECORDS[2]["url"]}


def test_the_ledger_says_so_without_content(loaded: Path) -> None:
    done = forget(loaded, find(loaded, RECORDS[0]["url"], "permintaan"))
    with connect_readonly(loaded) as con:
        changes = con.execute("select distinct change, reason, before, after, batch_id from fact_change").fetchall()
        tombs = con.execute("select scope, reason, batch_id from etl_tombstone").fetchall()
    assert changes == [("lost", "forget", None, None, done.batch_id)]
    assert tombs == [("article", "permintaan", done.batch_id)]
    (refused,) = rejected(loaded)
    assert rejected_record(loaded, refused["rejected_record_id"])["original"] is None


def test_it_does_not_come_back(tmp_path: Path, loaded: Path) -> None:
    forget(loaded, find(loaded, RECORDS[0]["url"]))
    (tmp_path / "c.jsonl").write_text(json.dumps(RECORDS[0] | {"title": "Baru"}) + "\n", encoding="utf-8")
    again = steps.ingest([tmp_path / "c.jsonl"], loaded)
    assert (again.records_in, again.loaded, again.unchanged) == (1, 0, 1)
    steps.rebuild(loaded, everything=True)
    rollback(loaded, 1)
    assert RECORDS[0]["url"] not in articles(loaded), "the snapshot was purged too"
    steps.ingest([tmp_path / "c.jsonl"], loaded)
    assert SECRET not in everything(loaded), "and carries the tombstone"


def test_an_outlet_and_all_that_it_sends_later(tmp_path: Path, loaded: Path) -> None:
    assert forget(loaded, find(loaded, "harian-uji.id")).articles == 2
    assert articles(loaded) == {RECORDS[2]["url"]}
    (tmp_path / "c.jsonl").write_text(
        json.dumps(RECORDS[1] | {"url": "https://m.harian-uji.id/baru/9"}) + "\n", encoding="utf-8"
    )
    assert steps.ingest([tmp_path / "c.jsonl"], loaded).loaded == 0
    assert articles(loaded) == {RECORDS[2]["url"]}


def test_an_article_that_is_not_there_yet_is_refused_when_it_comes(tmp_path: Path, loaded: Path) -> None:
    url = "https://lain-uji.com/b/77"
    assert forget(loaded, find(loaded, url)).articles == 0
    (tmp_path / "c.jsonl").write_text(json.dumps(RECORDS[1] | {"url": url}) + "\n", encoding="utf-8")
    assert steps.ingest([tmp_path / "c.jsonl"], loaded).loaded == 0


def test_the_rest_passes_every_check(loaded: Path) -> None:
    forget(loaded, find(loaded, RECORDS[0]["url"]))
    results = steps.check_published(loaded, everything=True)
    assert results.filter((results["severity"] == "error") & (results["failing_rows"] > 0)).height == 0


def test_a_damaged_snapshot_is_removed(loaded: Path) -> None:
    snapshots.snapshots(loaded)[0].path.write_bytes(SECRET.encode() * 1000)
    assert forget(loaded, find(loaded, RECORDS[0]["url"])).removed_snapshots == 1
    assert snapshots.snapshots(loaded) == []


def test_on_the_command_line(loaded: Path) -> None:
    with pytest.raises(UsageError, match="no address, article_id or outlet"):
        find(loaded, "tiada")
    unsure = saring("forget", RECORDS[0]["url"], "-w", loaded, stdin="n\n")
    assert unsure.returncode == 1
    assert len(articles(loaded)) == 3
    done = saring("forget", RECORDS[0]["url"], "-w", loaded, "--yes")
    assert done.returncode == 0, done.stderr
    assert "1 articles (1 versions) forgotten" in done.stdout
    assert len(articles(loaded)) == 2


def test_an_outlet_that_only_the_text_names(tmp_path: Path) -> None:
    """Without an address, by its dateline: forgotten, and refused when it comes again or anew."""
    warehouse = tmp_path / "w.duckdb"
    texts = [
        f"JAKARTA, KOMPAS.com - Sebanyak 12 rumah di Demak rusak, kata {SECRET}, Senin (3/2).",
        "Harga beras naik 5 persen di Solo.",
    ]
    dump = tmp_path / "a.jsonl"
    dump.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    steps.ingest([dump], warehouse)
    forget(warehouse, find(warehouse, "kompas.com"))
    texts.append(f"JAKARTA, KOMPAS.com - Sebanyak 99 rumah di Kudus rusak, kata {SECRET}, Selasa (4/2).")
    dump.write_text("".join(json.dumps({"text": text}) + "\n" for text in texts), encoding="utf-8")
    again = steps.ingest([dump], warehouse)
    assert (again.records_in, again.loaded, again.unchanged, again.rejected) == (3, 0, 3, 0)
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_article").fetchone() == (1,)
        assert con.execute("select count(*) from raw_article where contains(raw, 'KOMPAS')").fetchone() == (0,)
        assert con.execute("select count(*) from dim_entity where contains(name, 'Zulkarnaen')").fetchone() == (0,)
