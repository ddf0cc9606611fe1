"""One article that breaks a stage is refused with its error; the rest of its shard is loaded."""

from __future__ import annotations

import polars as pl
import pytest

from flows import deriving, steps
from flows.deriving import derive_shard
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES
from tests.test_pipeline import numbered, raw_articles
from transforms.pipeline import Facts, StageTimes, derive_repaired
from transforms.repair import repair

POISON = "perahu karet dan dapur umum"


@pytest.fixture
def broken_stage(monkeypatch: pytest.MonkeyPatch) -> None:
    """A defect in a stage: it fails on every shard that holds a certain text."""

    def failing(articles: pl.DataFrame, *rest: object) -> Facts:
        if articles["text"].str.contains(POISON, literal=True).any():
            raise ValueError("stage cannot read this")
        return derive_repaired(articles, *rest)

    monkeypatch.setattr(deriving, "derive_repaired", failing)


@pytest.mark.usefixtures("broken_stage")
def test_only_the_article_that_breaks_a_stage_is_refused() -> None:
    articles = repair(numbered(raw_articles()))
    poisoned = articles.filter(pl.col("text").str.contains(POISON, literal=True))["article_no"].to_list()
    shard = derive_shard(articles, StageTimes(), None)
    assert len(poisoned) == 1
    assert shard.failures.rows() == [(poisoned[0], "ValueError: stage cannot read this")]
    whole = derive_repaired(articles.filter(pl.col("article_no") != poisoned[0]))
    assert sorted(shard.facts.quantities.rows()) == sorted(whole.quantities.rows())
    assert sorted(shard.facts.statements.rows(), key=repr) == sorted(whole.statements.rows(), key=repr)
    assert shard.facts.articles["article_no"].to_list() == whole.articles["article_no"].to_list()


@pytest.mark.usefixtures("broken_stage")
def test_it_is_a_reject_of_the_run_and_the_counts_are_true(tmp_path) -> None:
    summary = steps.ingest([EXAMPLES], tmp_path / "w.duckdb")
    assert (summary.records_in, summary.loaded, summary.rejected) == (5, 4, 1)
    with connect_readonly(tmp_path / "w.duckdb") as con:
        rows = con.execute("select stage, reason, detail, original, position from etl_rejected_record").fetchall()
    (stage, reason, detail, original, position) = rows[0]
    assert (stage, reason, position) == ("derive", "stage_failed", "line 1")
    assert "stage cannot read this" in detail
    assert POISON in bytes(original).decode()


def test_a_shard_without_a_defect_is_derived_once() -> None:
    articles = repair(numbered(raw_articles().head(3)))
    shard = derive_shard(articles, StageTimes(), None)
    assert shard.failures.height == 0
    assert shard.facts.articles.height == 3
