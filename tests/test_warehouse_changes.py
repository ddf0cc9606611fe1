"""What changed after publication: figures that a publisher alters, facts that a rebuild gains or loses."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import polars as pl
import pytest

from flows.warehouse import Warehouse, connect_readonly
from tests.shards import Given, facts_of, fill, load, raw_frame, sources_frame, text_of

URL = "https://a.id/pasukan"
LEAD = "Kabar itu dibenarkan TokohB di KotaX"


def article(*sentences: str, at: str = "10:00") -> Given:
    return Given(text_of("Pasukan", *sentences), URL, f"2025-06-01T{at}")


def changes(path: Path) -> list[tuple]:
    """(table, change, surface or content before, after) of each change, sorted."""
    with connect_readonly(path) as con:
        rows = con.execute("select table_name, change, before, after, reason from fact_change order by all").fetchall()

    def words(fact: str | None) -> str | None:
        values = json.loads(fact) if fact else {}
        return values.get("surface") or values.get("content") or values.get("quantity") or values.get("title")

    return sorted((t.removeprefix("fact_"), c, words(b) or "", words(a) or "", r) for t, c, b, a, r in rows)


def test_first_load_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 3 rumah rusak")])
    assert changes(path) == []


def test_an_altered_figure_is_one_change_wherever_it_stands(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 3 rumah rusak", "Ada 12 korban", LEAD)])
    load(path, [article("Tambahan di depan", "Ada 3 rumah rusak", "Ada 15 korban", LEAD, at="11:00")], uri="b")
    assert [c for c in changes(path) if c[0] in ("quantity", "sentence", "entity_mention")] == [
        ("quantity", "altered", "12 korban", "15 korban", "revision"),
        ("sentence", "altered", "Ada 12 korban.", "Ada 15 korban.", "revision"),
        ("sentence", "gained", "", "Tambahan di depan.", "revision"),
    ]


def test_figures_inside_statements(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("TokohA berkata 300 tentara tiba")])
    load(path, [article("TokohA berkata 500 tentara tiba", at="11:00")], uri="b")
    found = changes(path)
    assert ("statement_quantity", "altered", "300 tentara", "500 tentara", "revision") in found
    assert ("statement", "altered", "300 tentara tiba", "500 tentara tiba", "revision") in found


def test_a_removed_sentence_is_lost(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 3 rumah rusak", LEAD)])
    load(path, [article(LEAD, at="11:00")], uri="b")
    assert [c for c in changes(path) if c[0] != "article"] == [
        ("quantity", "lost", "3 rumah", "", "revision"),
        ("sentence", "lost", "Ada 3 rumah rusak.", "", "revision"),
    ]


def test_an_older_version_that_comes_late_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 15 korban", at="11:00")])
    load(path, [article("Ada 12 korban", at="10:00")], uri="b")
    assert changes(path) == []


@pytest.mark.parametrize("backwards", [False, True])
def test_versions_of_one_batch_are_compared_with_what_was_published(tmp_path: Path, backwards: bool) -> None:
    """Only the first and the last count, whichever of the batch's shards came first."""
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 1 korban")])
    later = [article("Ada 2 korban", at="11:00"), article("Ada 3 korban", at="12:00")]
    load(path, *([version] for version in (reversed(later) if backwards else later)), uri="b")
    assert [c for c in changes(path) if c[0] == "quantity"] == [
        ("quantity", "altered", "1 korban", "3 korban", "revision")
    ]


def rederive(path: Path, records: list[Given], rules_version: str, derive) -> None:
    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch("rebuild", rules_version=rules_version)
        raw = raw_frame(records)
        warehouse.load_shard(batch_id, raw, derive(raw), sources_frame(records, "none").clear())
        warehouse.finish_batch(batch_id)
        warehouse.publish()


def test_a_rebuild_with_the_same_rules_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    records = [article("Ada 3 rumah rusak", "TokohA berkata 300 tentara tiba hari ini", LEAD)]
    load(path, records)
    rederive(path, records, "r1", facts_of)
    assert changes(path) == []


def test_a_rebuild_with_other_rules(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    records = [article("Ada 3 rumah dan 4 mobil rusak", LEAD)]
    load(path, records)

    def better(raw: pl.DataFrame) -> SimpleNamespace:
        facts = facts_of(raw)
        facts.quantities = facts.quantities.filter(pl.col("unit") != "mobil").with_columns(
            precision=pl.lit("about", facts.quantities.schema["precision"]), rule_id=pl.lit("t:name")
        )
        facts.entity_mentions = facts.entity_mentions.with_columns(rule_id=pl.lit("t:number"))
        return facts

    rederive(path, records, "r2", better)
    assert changes(path) == [
        ("quantity", "altered", "3 rumah", "3 rumah", "rebuild"),
        ("quantity", "lost", "4 mobil", "", "rebuild"),
    ], "another rule that finds the same is no change"
    with connect_readonly(path) as con:
        assert con.execute(
            "select rule_id_before, rule_id_after, rules_version_before, rules_version_after, key_before = key_after "
            "from fact_change where change = 'altered'"
        ).fetchall() == [("t:number", "t:name", "r1", "r2", True)]


def test_changes_of_many_articles_in_parts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Comparing in parts finds what comparing at once finds."""
    path = tmp_path / "w.duckdb"
    many = [Given(text_of("A", f"Ada {n + 1} orang"), f"https://a.id/{n}", "2025-06-01T10:00") for n in range(40)]
    more = [Given(text_of("A", f"Ada {n + 2} orang"), f"https://a.id/{n}", "2025-06-01T11:00") for n in range(40)]
    load(path, many)
    monkeypatch.setattr("flows.changes.COMPARED_ARTICLES", 7)
    load(path, more, uri="b")
    assert len([c for c in changes(path) if c[:2] == ("quantity", "altered")]) == 40


def test_a_batch_twice_finished_records_its_changes_once(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [article("Ada 1 korban")])
    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch("ingest", rules_version="r1")
        fill(warehouse, batch_id, [article("Ada 2 korban", at="11:00")], uri="b")
        warehouse.finish_batch(batch_id)
        warehouse.finish_batch(batch_id)
        warehouse.publish()
    assert len([c for c in changes(path) if c[0] == "quantity"]) == 1
