"""The morning report without a browser: what it is about, what it holds, where it goes."""

from __future__ import annotations

import json
import re
import shutil
from datetime import date, timedelta
from html import unescape
from itertools import pairwise
from pathlib import Path
from typing import Any

import duckdb
import pytest
from typer.testing import CliRunner

from flows import forget, report, steps
from flows.cli import app
from flows.errors import UsageError
from flows.explain import article_facts, explained
from flows.migrate import SchemaError
from flows.report import board, write
from flows.report.article import _pieces, article_page
from flows.report.scope import read_report
from tests.conftest import EXAMPLES, ROOT
from tests.lakes import new_lake
from tests.postgres import PostgresServer
from tests.report_warehouse import night

runner = CliRunner()


@pytest.fixture
def copied(report_warehouse: Path, tmp_path: Path) -> Path:
    return Path(shutil.copy(report_warehouse, tmp_path / "warehouse.duckdb"))


def overview(warehouse: Path, **scope: Any) -> dict[str, Any]:
    return read_report(warehouse, report.Scope(**scope))["overview"][0]


@pytest.mark.xdist_group("pages")
class TestScope:
    def test_one_batch(self, report_warehouse: Path) -> None:
        row = overview(report_warehouse, batch_id=3)
        assert (row["articles"], row["revised"], row["records_rejected"]) == (3, 1, 3)
        assert overview(report_warehouse, batch_id=1)["articles"] == 5

    def test_the_last_days_hold_all_loads_of_the_night(self, report_warehouse: Path) -> None:
        row = overview(report_warehouse, days=1)
        assert (row["loads"], row["articles"], row["revised"]) == (3, 10, 0), "what came twice in the night is new"

    def test_days_are_counted_back_from_the_newest_load(self, copied: Path) -> None:
        with duckdb.connect(str(copied)) as con:
            con.execute("update etl_batch set started_at = started_at - interval 3 day where batch_id < 3")
        assert overview(copied, days=1)["loads"] == 1
        assert overview(copied, days=4)["loads"] == 3

    def test_since_a_day_in_jakarta(self, copied: Path) -> None:
        with duckdb.connect(str(copied)) as con:
            con.execute("update etl_batch set started_at = '2025-06-01 16:59:00+00' where batch_id = 1")
            con.execute("update etl_batch set started_at = '2025-06-01 17:01:00+00' where batch_id > 1")
        assert overview(copied, since=date(2025, 6, 2))["loads"] == 2, "a minute after midnight in Jakarta"
        assert overview(copied, since=date(2025, 6, 1))["loads"] == 3

    def test_an_article_belongs_to_the_load_that_brought_it_also_after_a_rebuild(self, copied: Path) -> None:
        with duckdb.connect(str(copied)) as con:
            con.execute("update fact_article set batch_id = 99")
        assert overview(copied, batch_id=1)["articles"] == 5

    def test_a_batch_that_is_not_there(self, report_warehouse: Path) -> None:
        with pytest.raises(UsageError, match="no batch 7 that was published"):
            overview(report_warehouse, batch_id=7)
        with pytest.raises(UsageError, match="no load since"):
            overview(report_warehouse, since=date.today() + timedelta(days=400))

    def test_views_of_an_earlier_version_are_named(self, copied: Path) -> None:
        with duckdb.connect(str(copied)) as con:
            con.execute("create or replace view claim_conflict as select 1 as story_id")
        with pytest.raises(SchemaError, match="any load renews them"):
            overview(copied)


@pytest.mark.xdist_group("pages")
class TestRows:
    def test_why_records_were_rejected(self, report_warehouse: Path) -> None:
        rejects = read_report(report_warehouse, report.Scope(batch_id=2))["rejects"]
        assert {row["reason"]: row["records"] for row in rejects} == {
            "broken_json": 1, "empty_text": 1, "no_text_column": 1,
        }  # fmt: skip
        assert all(row["example_uri"].endswith("malam-120.jsonl") for row in rejects)

    def test_what_is_new_in_a_story_and_what_was_known(self, report_warehouse: Path) -> None:
        claims = read_report(report_warehouse, report.Scope(batch_id=3))["claims"]
        assert {row["subject"] for row in claims} == {"Karawang"}, "not the story of the first batch"
        news = {row["low"]: row["is_new"] for row in claims}
        assert news == {121.0: False, 125.0: True, 126.0: True} | ({120.0: False} if 120.0 in news else {})

    def test_changed_figures_come_first(self, report_warehouse: Path) -> None:
        changes = read_report(report_warehouse, report.Scope(batch_id=3))["changes"]
        assert (changes[0]["table_name"], changes[0]["before_text"], changes[0]["after_text"]) == (
            "fact_quantity", "120 orang", "125 orang",
        )  # fmt: skip
        assert read_report(report_warehouse, report.Scope(batch_id=2))["changes"] == []

    def test_days_without_articles_are_there(self, report_warehouse: Path) -> None:
        days = {row["published_on"] for row in read_report(report_warehouse, report.Scope())["days"]}
        assert len(days) == 35

    def test_names_by_type_with_their_outlets(self, report_warehouse: Path) -> None:
        rows = {row["entity_id"]: row for row in read_report(report_warehouse, report.Scope())["entities"]}
        north_korea = rows["country:KP"]
        assert north_korea["articles"] == 5
        assert sum(part["articles"] for part in north_korea["by_outlet"]) == 5


@pytest.mark.xdist_group("pages")
class TestRising:
    """Names counted by hand: a name in 8 of 20 recent articles and 2 of 100 earlier ones rises."""

    @pytest.fixture
    def counted(self, copied: Path) -> Path:
        with duckdb.connect(str(copied)) as con:
            con.execute("delete from fact_entity_mention")
            con.execute("update fact_article set published_on = null where published_on <> date '2025-06-09'")
            con.execute(
                """
                create temp table model as from fact_article limit 1;
                insert into fact_article select m.* replace ('r' || i as article_id, date '2025-06-08' as published_on)
                from model m, range(20) t(i);
                insert into fact_article select m.* replace ('e' || i as article_id, date '2025-05-20' as published_on)
                from model m, range(100) t(i);
                """
            )
            rising = [f"r{i}" for i in range(8)] + ["e0", "e1"]
            steady = [f"r{i}" for i in range(4)] + [f"e{i}" for i in range(18)]
            for entity, articles in (("country:ID", rising), ("country:KR", steady)):
                con.execute(
                    """
                    insert into fact_entity_mention by name
                    select hash(a || ?)::ubigint as entity_mention_id, a as article_id, 0 as sentence_no,
                        0 as start_char, 1 as end_char, 'x' as surface, 'LOC' as entity_type, ? as entity_id,
                        1.0 as confidence, 'r' as rule_id, 3 as batch_id
                    from unnest(?) as t(a)
                    """,
                    [entity, entity, articles],
                )
        return copied

    def test_only_what_rises_beyond_chance(self, counted: Path) -> None:
        rising = read_report(counted, report.Scope(days=1))["rising"]
        assert [row["entity_id"] for row in rising] == ["country:ID"]
        assert (rising[0]["articles_recent"], rising[0]["articles_before"]) == (8, 2)
        assert rising[0]["share_before"] == pytest.approx(0.02)

    def test_nothing_without_enough_to_compare_with(self, counted: Path) -> None:
        with duckdb.connect(str(counted)) as con:
            con.execute("delete from fact_article where article_id in (select 'e' || i from range(49, 100) as t(i))")
        assert read_report(counted, report.Scope(days=1))["rising"] == []


def entry(**values: Any) -> dict[str, Any]:
    return {
        "story_rank": 1, "story_id": "s", "subject": "Korea Utara", "concept": "tentara", "kind": "count",
        "unit": "tentara", "entry": "figure", "speaker": "A", "stance": "assert", "low": 1.0, "high": 1.0,
        "precision": "exact", "comparison": None, "first_said_on": date(2024, 10, 22),
        "last_said_on": date(2024, 10, 22), "articles": 1, "outlet_names": ["X"], "example": "…", "is_new": True,
        "example_title": None, "example_url": None, "example_outlet": None,
    } | values  # fmt: skip


class TestBoard:
    @pytest.mark.parametrize(
        ("values", "form", "drawn"),
        [
            ({}, "exact", (100, 100)),
            ({"precision": "about"}, "about", (100, 100)),
            ({"high": 200.0, "precision": "range"}, "range", (100, 200)),
            ({"high": 999.0, "precision": "vague"}, "vague", (100, 999)),
            (
                {"entry": "denial", "low": None, "high": None, "precision": None, "stance": "deny"},
                "denial",
                (None, None),
            ),
        ],
    )
    def test_forms(self, values: dict[str, Any], form: str, drawn: tuple[Any, Any]) -> None:
        (story,) = board.stories(
            [entry(**{"low": 100.0, "high": 100.0} | values), entry(speaker="B", low=50.0, high=50.0)]
        )
        found = story["entries"][0]
        assert (found["form"], (found["y"], found["y2"])) == (form, drawn)

    def test_bounds_point_away_from_their_figure(self) -> None:
        rows = [
            entry(low=100.0, high=None, precision="at_least"),
            entry(speaker="B", low=None, high=100.0, precision="at_most"),
            entry(speaker="C", low=100.0, high=100.0, comparison="below"),
            entry(speaker="D", low=300.0, high=300.0),
        ]
        forms = [(e["form"], e["y"], e["y2"] > e["y"], e["y2"] < e["y"]) for e in board.stories(rows)[0]["entries"]]
        assert forms == [
            ("at_least", 100.0, True, False), ("at_most", 100.0, False, True), ("at_most", 100.0, False, True),
            ("exact", 300.0, False, False),
        ]  # fmt: skip

    def test_what_has_no_date_stands_left_of_the_first_day(self) -> None:
        rows = [entry(), entry(speaker="B", first_said_on=None, last_said_on=None, low=5.0, high=5.0)]
        dated, undated = board.stories(rows)[0]["entries"]
        assert undated["is_undated"]
        assert undated["at"] < dated["at"]

    @pytest.mark.parametrize("same_day", [True, False])
    def test_no_mark_covers_another(self, same_day: bool) -> None:
        days = [date(2024, 10, 22) + timedelta(days=0 if same_day else k % 3) for k in range(12)]
        rows = [
            entry(speaker=f"S{k}", low=100.0, high=100.0, first_said_on=d, last_said_on=d) for k, d in enumerate(days)
        ]
        rows.append(entry(speaker="last", low=50.0, high=50.0, first_said_on=date(2024, 11, 1)))
        places = sorted(e["at"] for e in board.stories(rows)[0]["entries"] if e["low"] == 100.0)
        gaps = [right - left for left, right in pairwise(places)]
        assert min(gaps) > 0.9 * max(board.DAY_MS / 12, 0.05 * (places[-1] - places[0]))

    def test_far_apart_is_logarithmic_but_never_at_or_below_nought(self) -> None:
        far = [entry(low=10.0, high=10.0), entry(speaker="B", low=10_000.0, high=10_000.0)]
        assert board.stories(far)[0]["is_log"]
        assert not board.stories([*far, entry(speaker="C", low=0.0, high=0.0)])[0]["is_log"]
        assert not board.stories([entry(low=-2.0, high=-2.0), entry(speaker="B", low=90.0, high=90.0)])[0]["is_log"]

    def test_where_all_is_new_nothing_is_marked_as_new(self) -> None:
        rows = [entry(), entry(speaker="B", low=2.0, high=2.0)]
        story = board.stories(rows)[0]
        assert (story["new"], [e["is_new"] for e in story["entries"]]) == ("all", [False, False])
        story = board.stories([rows[0], rows[1] | {"is_new": False}])[0]
        assert (story["new"], [e["is_new"] for e in story["entries"]]) == (1, [True, False])


@pytest.mark.xdist_group("pages")
class TestFiles:
    def test_command(self, copied: Path) -> None:
        done = runner.invoke(app, ["report", "-w", str(copied)])
        assert done.exit_code == 0, done.output
        page = copied.parent / "reports" / "latest.html"
        html = unescape(page.read_text("utf-8"))
        assert re.search(r"10 articles of \d outlets came in\. 6 records were rejected\.", html)
        assert re.search(r"default-src 'none'; script-src 'sha256-", html)
        assert len(html) < 5_000_000
        told = runner.invoke(app, ["report", "-w", str(copied), "--batch", "3", "-o", str(page), "--json"])
        summary = json.loads(told.output)["summary"]
        assert re.match(r"3 articles of \d outlets? came in, 1 of them in a new version\.", summary)
        assert runner.invoke(app, ["report", "-w", str(copied), "--batch", "44"]).exit_code == 2
        assert runner.invoke(app, ["report", "-w", str(copied.parent / "tiada.duckdb")]).exit_code != 0

    def test_explain_as_a_page(self, tmp_path: Path) -> None:
        source = ROOT / "seeds" / "articles" / "002_f08965d8579d4f6b.txt"
        page = tmp_path / "halaman" / "artikel.html"
        done = runner.invoke(app, ["explain", str(source), "--html", str(page), "-w", str(tmp_path / "w.duckdb")])
        assert done.exit_code == 0, done.output
        assert "script-src 'none'" in unescape(page.read_text("utf-8"))

    def test_nightly_reports_are_numbered_and_the_oldest_go(
        self, copied: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(write, "REPORTS_KEPT", 2)
        for batch_id in (1, 2, 3):
            report.write_nightly_report(copied, batch_id)
        folder = copied.parent / "reports"
        assert sorted(p.name for p in folder.iterdir()) == ["000002.html", "000003.html", "latest.html"]
        assert (folder / "latest.html").read_bytes() == (folder / "000003.html").read_bytes()

    def test_the_chart_library_is_kept_and_made_again_when_it_is_gone(self, copied: Path) -> None:
        work = copied.parent / ".work"
        first = report.write_report(copied, copied.parent / "a.html", report.Scope()).path
        assert not work.exists(), "no folder is made for it"
        work.mkdir()
        report.write_report(copied, copied.parent / "b.html", report.Scope())
        (library,) = work.glob("vega-*.js")
        assert library.read_text("utf-8") in first.read_text("utf-8")
        library.write_text("/* kept */", encoding="utf-8")
        kept = report.write_report(copied, copied.parent / "c.html", report.Scope()).path
        assert "/* kept */" in kept.read_text("utf-8")

    def test_forget_removes_the_reports_because_they_quote(self, copied: Path) -> None:
        report.write_nightly_report(copied, 3)
        other = copied.parent / "reports" / "catatan.html"
        other.write_text("mine")
        forget.forget(copied, forget.find(copied, "https://www.harian-uji.id/banjir-karawang"))
        assert [p.name for p in (copied.parent / "reports").iterdir()] == ["catatan.html"]
        html = report.write_nightly_report(copied, 3).path.read_text("utf-8")
        assert "Banjir Karawang" not in html


class TestArticlePage:
    @pytest.mark.parametrize("source", sorted((ROOT / "seeds" / "articles").glob("*.txt")), ids=lambda p: p.stem)
    def test_the_pieces_are_the_text(self, source: Path) -> None:
        facts = explained(str(source), Path("none.duckdb"))
        found = article_facts(facts)
        text = "".join(
            piece["removed"] if "removed" in piece else "".join(part["text"] for part in piece["parts"])
            for piece in _pieces(found)
        )
        assert text == found["article"]["text"]

    def test_every_fact_is_marked_or_lies_within_one_that_is(self) -> None:
        for record in range(1, 6):
            facts = explained(str(EXAMPLES), Path("none.duckdb"), record)
            found = article_facts(facts)
            html = article_page(facts)
            assert html.count('class="who ') == len(found["statements"])
            assert html.count("<del ") == len(found["removed_spans"])


@pytest.mark.xdist_group("lake")
def test_a_report_of_a_lake(postgres: PostgresServer, tmp_path: Path) -> None:
    lake = new_lake(postgres, str(tmp_path / "lake"))
    steps.ingest([night(tmp_path / "inbox", 120)], lake)
    written = report.write_report(lake, tmp_path / "report.html", report.Scope())
    assert written.lede.startswith("3 articles of")


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
class TestNightly:
    def test_each_night_leaves_a_report_and_a_link_to_it(self, tmp_path: Path) -> None:
        from prefect.client.orchestration import get_client

        from flows.nightly import nightly

        night(tmp_path / "inbox", 130)
        summary = nightly(inbox=tmp_path / "inbox", warehouse=tmp_path / "w.duckdb")
        page = tmp_path / "reports" / f"{summary.batch_id:06d}.html"
        assert "3 articles of" in page.read_text("utf-8")
        with get_client(sync_client=True) as client:
            artifacts = client.read_artifacts()
        (link,) = [a for a in artifacts if a.key == "saring-report" and page.as_uri() in str(a.data)]
        assert "3 articles of" in link.description
        assert summary.report == tmp_path / "reports" / "latest.html"
        assert nightly(inbox=tmp_path / "inbox", warehouse=tmp_path / "w.duckdb").nothing_new
        assert len(list((tmp_path / "reports").iterdir())) == 2, "a night without news writes none"

    def test_a_report_that_cannot_be_written_does_not_fail_the_night(self, tmp_path: Path) -> None:
        from flows.nightly import nightly

        night(tmp_path / "inbox", 131)
        (tmp_path / "reports").write_text("a file where the folder should be")
        state = nightly(inbox=tmp_path / "inbox", warehouse=tmp_path / "w.duckdb", return_state=True)
        assert state.is_completed()
        assert (state.result().loaded, state.result().report) == (3, None)
