"""One article that breaks a stage is refused with its error; the rest of its shard is loaded."""

from __future__ import annotations

import functools
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import polars as pl
import pytest

from flows import deriving, steps
from flows import run as run_module
from flows.deriving import WARM_BYTES, Derivers, StagesBroken, WorkerLost, derive_into, derive_shard, local_derivers
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES
from tests.test_pipeline import numbered, raw_articles
from transforms import reference
from transforms.entities import find
from transforms.entities.resolve import resolve
from transforms.pipeline import Facts, derive_repaired
from transforms.reference import REFERENCE_DIR
from transforms.repair import repair
from transforms.statements.cues import _cue_pattern
from transforms.statements.tables import cue_table

REST = Derivers.rest
"""As it is outside of the tests, where workers stay."""
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
    shard = derive_shard(articles, None)
    assert len(poisoned) == 1
    assert shard.failures.rows() == [(poisoned[0], "ValueError: stage cannot read this")]
    whole = derive_repaired(articles.filter(pl.col("article_no") != poisoned[0]))
    assert sorted(shard.facts.quantities.rows()) == sorted(whole.quantities.rows())
    assert sorted(shard.facts.statements.rows(), key=repr) == sorted(whole.statements.rows(), key=repr)
    assert shard.facts.articles["article_no"].to_list() == whole.articles["article_no"].to_list()


def test_the_end_of_the_process_is_no_defect_of_an_article(monkeypatch) -> None:
    def ended(*_: object) -> Facts:
        raise SystemExit

    monkeypatch.setattr(deriving, "derive_repaired", ended)
    with pytest.raises(SystemExit):
        derive_shard(repair(numbered(raw_articles())), None)


def test_a_fault_of_the_rules_is_no_defect_of_an_article_either(tmp_path, monkeypatch) -> None:
    """It ends the run at once, with the file and the row, rather than refusing each article for it."""
    wrong = tmp_path / "reference"
    shutil.copytree(REFERENCE_DIR, wrong)
    with (wrong / "cue_verbs.csv").open("a", encoding="utf-8") as table:
        table.write("mengatakan,before,assert,strong,,\n")
    monkeypatch.setattr(reference, "REFERENCE_DIR", wrong)
    cue_table.cache_clear()
    _cue_pattern.cache_clear()
    with pytest.raises(reference.ReferenceError, match=r"cue_verbs\.csv: row \d+: duplicate cue='mengatakan'"):
        derive_shard(repair(numbered(raw_articles())), None)
    cue_table.cache_clear()


def test_a_stage_that_fails_whatever_it_reads_ends_the_run(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a night's records would all become rejects, one by one, for a defect that is none of theirs."""
    derived: list[int] = []

    def broken(articles: pl.DataFrame, *_: object) -> Facts:
        derived.append(articles.height)
        raise ValueError("no such column")

    monkeypatch.setattr(deriving, "derive_repaired", broken)
    with pytest.raises(StagesBroken, match="whatever it reads, nothing was published: ValueError: no such column"):
        steps.ingest([EXAMPLES], tmp_path / "w.duckdb")
    assert derived == [5, 1]
    assert not (tmp_path / "w.duckdb").exists()


def test_an_article_with_a_mention_that_is_not_its_text_is_refused_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the checks would refuse all of its batch."""

    def careless(mentions: pl.DataFrame, *rest: object) -> pl.DataFrame:
        moved = pl.col("surface") == "Stadion Gelora Bung Karno"
        return resolve(mentions.with_columns(end_char=pl.col("end_char") + moved.cast(pl.UInt32)), *rest)

    articles = repair(numbered(raw_articles()))[:20]
    named = articles.filter(pl.col("text").str.contains("Stadion Gelora Bung Karno", literal=True))["article_no"]
    monkeypatch.setattr(find, "resolve", careless)
    shard = derive_shard(articles, None)
    assert len(named) == 1
    assert shard.failures["article_no"].to_list() == named.to_list()
    assert "surface_fills_offsets" in shard.failures["error"][0]


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
    shard = derive_shard(articles, None)
    assert shard.failures.height == 0
    assert shard.facts.articles.height == 3


def _killed_once(mark: Path, folder: Path, articles: pl.DataFrame, learned: None) -> Path:
    """Derive, but die as if by the system's hand the first time."""
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return derive_into(folder, articles, learned)


def _killed_always(folder: Path, articles: pl.DataFrame, learned: None) -> Path:
    os.kill(os.getpid(), signal.SIGKILL)
    return derive_into(folder, articles, learned)


def test_worker_processes_derive_the_same_facts(tmp_path, monkeypatch) -> None:
    whole = steps.ingest([EXAMPLES], tmp_path / "whole.duckdb")
    monkeypatch.setattr(run_module, "SHARD_RECORDS", 1)
    split = steps.ingest([EXAMPLES], tmp_path / "split.duckdb")
    assert split.rows == whole.rows
    query = "select statement_id, stance, speaker_surface, content from fact_statement order by all"
    found = []
    for name in ("whole", "split"):
        with connect_readonly(tmp_path / f"{name}.duckdb") as con:
            found.append(con.execute(query).fetchall())
    assert found[0] == found[1] != []


def test_a_shard_whose_process_was_killed_is_derived_again(tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(deriving, "derive_into", functools.partial(_killed_once, tmp_path / "killed"))
    articles = repair(numbered(raw_articles()))
    with local_derivers() as derivers:
        shards = [derivers.submit(articles[k : k + 2], None) for k in (0, 2)]
        heights = [derivers.result(shard).facts.articles.height for shard in shards]
    assert (tmp_path / "killed").exists()
    assert heights == [2, 2]


def test_a_shard_that_kills_its_process_each_time_fails_the_run(monkeypatch) -> None:
    monkeypatch.setattr(deriving, "derive_into", _killed_always)
    articles = repair(numbered(raw_articles()))
    with local_derivers() as derivers:
        shards = [derivers.submit(articles[k : k + 2], None) for k in (0, 2)]
        with pytest.raises(WorkerLost, match="died twice"):
            derivers.result(shards[0])


def test_the_only_shard_is_derived_here(monkeypatch) -> None:
    monkeypatch.setattr(deriving, "_worker_processes", None)  # none may be asked for
    articles = repair(numbered(raw_articles()))
    with local_derivers() as derivers:
        shard = derivers.submit(articles, None)
        assert derivers.result(shard).facts.articles.height == articles.height


def test_workers_end_when_no_shard_will_follow() -> None:
    with local_derivers(input_bytes=WARM_BYTES) as derivers:
        worker = deriving._worker_processes().submit(os.getpid).result()
        REST(derivers)
        end = time.monotonic() + 30
        while _is_running(worker) and time.monotonic() < end:
            time.sleep(0.1)
        assert not _is_running(worker)


def test_workers_end_with_the_process_that_started_them() -> None:
    script = """
import time
from flows.deriving import _worker_processes, local_derivers
with local_derivers() as derivers:
    derivers.warm_up()
    print(*_worker_processes()._processes, flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        workers = [int(pid) for pid in process.stdout.readline().split()]
        process.kill()
    assert workers
    deadline = time.monotonic() + 60
    while (alive := [pid for pid in workers if _is_running(pid)]) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert not alive


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{pid}/stat")  # an orphan that nobody waits for is a zombie, not running
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"
