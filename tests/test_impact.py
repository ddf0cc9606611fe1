"""What a rebuild would change, before it is published; and which articles it derives again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from flows import deriving, steps
from flows import run as run_module
from flows.impact import Impact
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES

pytestmark = pytest.mark.xdist_group("impact")  # one worker loads for all

PRESENT = run_module.rules_version()


@pytest.fixture(scope="module")
def by_earlier_rules(tmp_path_factory: pytest.TempPathFactory) -> Path:
    warehouse = tmp_path_factory.mktemp("impact") / "w.duckdb"
    with pytest.MonkeyPatch.context() as before:
        before.setattr(run_module, "rules_version", lambda: "earlier")
        before.setattr(deriving, "derive_repaired", _earlier(deriving.derive_repaired))
        steps.ingest([EXAMPLES], warehouse)
    return warehouse


@pytest.fixture
def loaded(by_earlier_rules: Path, tmp_path: Path) -> Path:
    """A warehouse of earlier rules, which found one figure fewer in each shard than the present ones do."""
    return Path(shutil.copy(by_earlier_rules, tmp_path / "w.duckdb"))


def _earlier(derive):
    def derived(articles, *rest, **named):
        facts = derive(articles, *rest, **named)
        lost = facts.quantities.head(1)
        object.__setattr__(facts, "quantities", facts.quantities.tail(-1))
        keys = {"article_no": "article_no", "start_char": "quantity_start_char", "end_char": "quantity_end_char"}
        links = facts.statement_quantities.join(lost, left_on=list(keys.values()), right_on=list(keys), how="anti")
        object.__setattr__(facts, "statement_quantities", links)
        return facts

    return derived


def impact_of(warehouse: Path, *, everything: bool = False) -> Impact:
    with steps.open_again(warehouse, "rebuild") as run:
        run.rebuild(everything=everything)
        return run.impact()


def test_it_says_what_would_be_gained_and_changes_nothing(loaded: Path) -> None:
    before = loaded.read_bytes()
    impact = impact_of(loaded)
    assert impact.articles == 5
    gained = [row for row in impact.changes if row["table_name"] == "fact_quantity"]
    assert [(row["change"], row["facts"]) for row in gained] == [("gained", 1)]
    assert gained[0]["rule_id"].startswith("num.")
    report = impact.as_markdown()
    assert "| fact_quantity | 1 | 0 | 0 |" in report
    assert gained[0]["rule_id"] in report
    assert loaded.read_bytes() == before


def test_what_it_says_is_what_happens(loaded: Path) -> None:
    expected = sum(row["facts"] for row in impact_of(loaded).changes)
    assert steps.rebuild(loaded).changed_facts == expected
    with connect_readonly(loaded) as con:
        assert con.execute("select count(*) from fact_change where reason = 'rebuild'").fetchone() == (expected,)
        assert con.execute("select distinct rules_version from fact_article").fetchall() == [(PRESENT,)]


def test_articles_of_the_present_rules_are_passed_over(loaded: Path) -> None:
    assert steps.rebuild(loaded).batch_id == 2
    before = loaded.read_bytes()
    assert steps.rebuild(loaded).nothing_new
    assert loaded.read_bytes() == before
    impact = impact_of(loaded)
    assert (impact.articles, impact.unchanged_articles) == (0, 5)
    assert impact_of(loaded, everything=True).articles == 5


def test_only_articles_of_other_rules_are_derived(loaded: Path, tmp_path: Path) -> None:
    """One article came after the rules had changed."""
    (tmp_path / "baru.txt").write_text(
        "Sebanyak 12 rumah di Demak terendam banjir, kata Bupati, Senin.", encoding="utf-8"
    )
    steps.ingest([tmp_path / "baru.txt"], loaded)
    impact = impact_of(loaded)
    assert (impact.articles, impact.unchanged_articles) == (5, 1)


def test_a_bar_or_line_end_in_a_fact_does_not_break_the_table() -> None:
    rows = [{"table_name": "fact_article", "change": "lost", "rule_id": "a|b", "outlet_id": "x\ny", "facts": 1}]
    assert "a\\|b | x y | 1 |" in Impact(1, 0, rows, rows).as_markdown()
