"""Rejected records taken again after a fix: loaded, marked, and counted once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from flows import steps
from flows.errors import UsageError
from flows.replay import rejected, rejected_record, replay
from flows.warehouse import connect_readonly
from tests.test_cli import saring

TEXTS = [f"Sebanyak {n} rumah di Demak terendam banjir, kata Bupati Eisti'anah, Senin." for n in (12, 30, 45)]


def counts(warehouse: Path) -> list[tuple]:
    with connect_readonly(warehouse) as con:
        return con.execute(
            "select flow, records_in, records_loaded, records_unchanged, records_rejected from etl_batch "
            "order by batch_id"
        ).fetchall()


def articles(warehouse: Path) -> int:
    with connect_readonly(warehouse) as con:
        return con.table("fact_article").count("*").fetchall()[0][0]


def sources(warehouse: Path) -> list[tuple]:
    with connect_readonly(warehouse) as con:
        return con.execute("select record_no from article_source order by 1").fetchall()


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    """A dump whose second record has its text under a name that nobody knows."""
    lines = [{"id": "a", "text": TEXTS[0]}, {"id": "b", "muatan": TEXTS[1]}, {"id": "c", "text": TEXTS[2]}]
    path = tmp_path / "aneh.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    steps.ingest([path], tmp_path / "w.duckdb")
    return path


def test_a_replay_without_a_fix_changes_no_count_but_its_own(tmp_path: Path, odd: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    done = replay(warehouse)
    assert (done.asked, done.summary.loaded, done.still_rejected) == (1, 0, 1)
    assert counts(warehouse) == [("ingest", 3, 2, 0, 1), ("replay", 1, 0, 0, 1)]
    assert sources(warehouse) == [(1,), (3,)]
    assert len(rejected(warehouse)) == 1


@pytest.mark.parametrize("fate", ["there", "gone", "changed"])
def test_after_a_fix_the_record_is_loaded_and_marked(tmp_path: Path, odd: Path, fate: str) -> None:
    warehouse = tmp_path / "w.duckdb"
    if fate == "gone":
        odd.unlink()
    elif fate == "changed":
        odd.write_text("{}", encoding="utf-8")
    done = replay(warehouse, reason="no_text_column", file="aneh", mapping={"text": "muatan"})
    assert (done.asked, done.summary.loaded) == (1, 1)
    assert done.without_file == ([] if fate == "there" else [str(odd)])
    assert articles(warehouse) == 3
    assert rejected(warehouse, file="aneh", reason="no_text_column") == []
    marked = rejected(warehouse, also_replayed=True)
    assert (2,) in sources(warehouse)
    assert [r["replayed_batch_id"] for r in marked if r["position"].endswith("2")] == [2]
    assert all(c[1] == c[2] + c[3] + c[4] for c in counts(warehouse))


def test_a_whole_file_is_read_again_when_its_format_is_known(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One reject of the whole file becomes its records: the readers of the first load did not know the suffix."""
    from flows.readers import shards

    warehouse, path = tmp_path / "w.duckdb", tmp_path / "a.jsonl"
    path.write_text("".join(json.dumps({"text": text}) + "\n" for text in TEXTS), encoding="utf-8")
    with monkeypatch.context() as before:
        before.setattr(shards, "is_supported", lambda name: False)
        steps.ingest([path], warehouse)
    assert [r["reason"] for r in rejected(warehouse)] == ["unknown_format"]
    done = replay(warehouse)
    assert (done.summary.loaded, done.still_rejected) == (3, 0)
    assert counts(warehouse) == [("ingest", 1, 0, 0, 1), ("replay", 3, 3, 0, 0)]
    assert steps.ingest([path], warehouse).nothing_new


def test_a_row_of_csv_is_read_with_its_header(tmp_path: Path) -> None:
    warehouse, path = tmp_path / "w.duckdb", tmp_path / "baris.csv"
    path.write_text(f"id;isi\n1;{TEXTS[0]}\n2;\n3;{TEXTS[2]}\n", encoding="utf-8")
    steps.ingest([path], warehouse)
    done = replay(warehouse)
    assert (done.asked, done.still_rejected) == (1, 1)
    assert counts(warehouse)[-1] == ("replay", 3, 0, 2, 1)
    assert sources(warehouse) == [(1,), (3,)]


def test_show_and_what_is_not_there(tmp_path: Path, odd: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    number = rejected(warehouse)[0]["rejected_record_id"]
    assert b"muatan" in rejected_record(warehouse, number)["original"]
    with pytest.raises(UsageError, match="no rejected record 7"):
        rejected_record(warehouse, 7)
    assert replay(warehouse, reason="truncated").asked == 0


def test_on_the_command_line(tmp_path: Path, odd: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    (row,) = json.loads(saring("rejected", "list", "--json", "-w", warehouse).stdout)
    assert row["reason"] == "no_text_column"
    shown = saring("rejected", "show", str(row["rejected_record_id"]), "-w", warehouse)
    assert TEXTS[1] in shown.stdout, shown.stderr
    done = saring("rejected", "replay", "--map", "text=muatan", "-w", warehouse)
    assert done.returncode == 0, done.stderr
    assert "1 rejected records taken again" in done.stdout
