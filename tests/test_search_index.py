"""The search index: how it keeps up with its warehouse, and what is in it."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest

from flows import search_index, snapshots
from flows.forget import find, forget
from flows.publish import search_index_path, sole_writer
from flows.rollback import rollback
from flows.search import search
from flows.warehouse import connect_readonly
from tests.shards import Given, article_id, load, text_of
from tests.test_search import ARTICLES, urls


def words(path: Path) -> dict[str, int]:
    with duckdb.connect(str(search_index_path(path)), read_only=True) as con:
        return dict(con.execute("select word, articles from search_word").fetchall())


def places(path: Path) -> int:
    with duckdb.connect(str(search_index_path(path)), read_only=True) as con:
        return con.execute("select count(*) from search_place").fetchall()[0][0]


def test_a_refresh_takes_what_is_new_and_leaves_the_rest(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:3])
    assert search_index.refresh(path).added == 3
    assert search_index.refresh(path).added == 0
    load(path, ARTICLES[2:])
    assert not search_index.is_current(path)
    done = search_index.refresh(path)
    assert (done.added, done.removed) == (2, 0)
    whole = words(path), places(path)
    search_index_path(path).unlink()
    search_index.refresh(path)
    assert (words(path), places(path)) == whole, "the same as an index made at once"


def test_a_revised_article_is_found_by_its_new_words_only(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [Given(text_of("Awal", "Kapal tenggelam di Selat"), "https://a.id/1", "2025-01-01T01:00"), *ARTICLES])
    search_index.refresh(path)
    load(path, [Given(text_of("Baru", "Perahu karam di Selat"), "https://a.id/1", "2025-01-02T01:00")])
    done = search_index.refresh(path)
    assert (done.added, done.removed) == (1, 1)
    assert urls(path, "karam") == ["https://a.id/1"]
    assert urls(path, "tenggelam") == []
    assert urls(path, '"kapal tenggelam"') == []
    assert urls(path, '"perahu karam"') == ["https://a.id/1"]
    assert "tenggelam" not in words(path)


def test_a_search_brings_the_index_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:1])
    assert urls(path, "kebakaran") == []
    load(path, ARTICLES[1:])
    assert urls(path, "kebakaran") == ["https://b.id/pasar"]


def test_while_another_process_refreshes_the_earlier_state_answers_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:1])
    search_index.refresh(path)
    load(path, ARTICLES[1:])
    with sole_writer(search_index_path(path)):
        found = search(path, "gempa")
    assert not found.is_current
    assert [hit.url for hit in found.hits] == ["https://a.id/gempa"]


def test_a_damaged_or_older_index_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES)
    search_index_path(path).write_bytes(b"rusak")
    assert urls(path, "kebakaran") == ["https://b.id/pasar"]
    with duckdb.connect(str(search_index_path(path))) as con:
        con.execute("update search_state set format = 0")
    assert search_index.refresh(path).added == len(ARTICLES)


def test_a_rollback_is_followed(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:1])
    load(path, ARTICLES[1:])
    assert urls(path, "kebakaran") == ["https://b.id/pasar"]
    rollback(path)
    assert urls(path, "kebakaran") == []
    assert urls(path, "gempa") == ["https://a.id/gempa"]


def test_nothing_of_a_forgotten_article_stays_in_an_index(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    secret = Given(text_of("Rahasia", "Tokoh Zulkarnaenwati berkata lirih"), "https://a.id/rahasia")
    load(path, [secret, *ARTICLES])
    load(path, [Given(text_of("Lain", "Kabar lain"), "https://a.id/9")])
    snapshot = snapshots.snapshots(path)[0].path
    assert search(path, "Zulkarnaenwati").hits
    assert search(snapshot, "Zulkarnaenwati").hits
    assert forget(path, find(path, article_id(secret), "permintaan")).articles == 1
    assert list(tmp_path.rglob("*.search.duckdb")) == []
    assert search(path, "Zulkarnaenwati").hits == []
    assert b"zulkarnaenwati" not in search_index_path(path).read_bytes()


def test_the_index_of_a_snapshot_goes_with_it(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    for article in ARTICLES[:3]:
        load(path, [article])
    oldest = snapshots.snapshots(path)[0].path
    search_index.refresh(oldest)
    snapshots.prune(path, count=1)
    assert not search_index_path(oldest).exists()
    assert snapshots.snapshots(path)


def test_every_word_of_the_warehouse_is_in_the_index(example_warehouse: Path, tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    shutil.copy(example_warehouse, path)
    search_index.refresh(path)
    with connect_readonly(path) as con:
        search_index.attach_index(con, path)
        counted = con.execute(
            "select sum(len(search_index.search_tokens(body)) + len(search_index.search_tokens(coalesce(title, ''))))"
            " from fact_article"
        ).fetchone()
        indexed = con.execute("select sum(in_body + in_title) from search_index.search_posting").fetchone()
        lengths = con.execute("select sum(words) from search_index.search_article").fetchone()
        placed = con.execute("select count(*) from search_index.search_place").fetchone()
    assert counted == indexed == lengths == placed


def test_where_nothing_can_be_written_the_earlier_state_answers(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, ARTICLES[:1])
    search_index.refresh(path)
    load(path, ARTICLES[1:])
    shutil.rmtree(tmp_path / ".work")
    (tmp_path / ".work").touch()
    assert not search(path, "gempa").is_current
    search_index_path(path).unlink()
    with pytest.raises(OSError, match=r"\.work"):
        search(path, "gempa")
