"""Facts derived by the workers of a Dask cluster: the same ones, and a killed worker costs its shard only."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from flows import exchange as exchange_module
from flows import orchestration, run, steps
from flows.backfill import backfill
from flows.deriving import derive_shard
from flows.errors import UsageError
from flows.exchange import Exchange, WorkerError, derive_from_exchange
from flows.rebuild import rebuild
from tests.conftest import EXAMPLES
from tests.dask_cluster import DaskCluster, dask_cluster
from tests.lakes import new_lake
from tests.postgres import PostgresServer
from tests.s3 import S3Server
from tests.test_end_to_end import facts_of
from tests.test_pipeline import numbered, raw_articles
from transforms.pipeline import Facts
from transforms.repair import repair

pytestmark = pytest.mark.xdist_group("prefect")


@pytest.fixture(scope="module")
def _cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[DaskCluster]:
    with dask_cluster(tmp_path_factory.mktemp("dask"), workers=2) as cluster:
        yield cluster


@pytest.fixture
def cluster(_cluster: DaskCluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, harness: None) -> DaskCluster:
    """Two workers that the flows use, with shards of one article."""
    monkeypatch.setattr(orchestration, "DASK_SCHEDULER", _cluster.address)
    monkeypatch.setattr(orchestration, "EXCHANGE", str(tmp_path / "exchange"))
    monkeypatch.setattr(run, "SHARD_RECORDS", 1)
    return _cluster


def test_workers_derive_what_this_machine_derives(
    cluster: DaskCluster, example_warehouse: Path, tmp_path: Path
) -> None:
    warehouse = tmp_path / "w.duckdb"
    summary = backfill(paths=[EXAMPLES], warehouse=warehouse)
    assert summary.loaded == 5
    assert facts_of(warehouse) == facts_of(example_warehouse)
    assert summary.stage_seconds["statements"] > 0, "the workers' times are in the summary"
    logs = [log.read_text("utf-8") for log in cluster.folder.glob("worker-*.log")]
    assert sum(log.count("derive shard") for log in logs) >= 5, "each shard is a task of the flow run, on a worker"
    assert not list((tmp_path / "exchange").iterdir()), "the exchange is cleared when the run ends well"
    rebuild(warehouse=warehouse, everything=True)
    assert facts_of(warehouse) == facts_of(example_warehouse)


def test_the_same_facts_in_a_lake_by_workers(
    cluster: DaskCluster, postgres: PostgresServer, example_warehouse: Path, tmp_path: Path
) -> None:
    lake = new_lake(postgres, str(tmp_path / "lake"))
    assert backfill(paths=[EXAMPLES], warehouse=lake).loaded == 5
    assert facts_of(lake) == facts_of(example_warehouse)


def test_a_killed_worker_costs_its_shard_only(cluster: DaskCluster, example_warehouse: Path, tmp_path: Path) -> None:
    """Runs after the other tests of the cluster, which has one worker less from then on."""

    def kill_after_first_shard() -> None:
        while not list((tmp_path / "exchange").glob("*/articles.parquet")):
            time.sleep(0.01)
        cluster.kill_worker(0)

    killer = threading.Thread(target=kill_after_first_shard)
    killer.start()
    summary = backfill(paths=[EXAMPLES], warehouse=tmp_path / "w.duckdb")
    killer.join()
    assert cluster.workers[0].poll() is not None
    assert summary.loaded == 5
    assert facts_of(tmp_path / "w.duckdb") == facts_of(example_warehouse)


def test_a_scheduler_without_an_exchange_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(orchestration, "DASK_SCHEDULER", "tcp://127.0.0.1:1")
    monkeypatch.setattr(orchestration, "EXCHANGE", "")
    with pytest.raises(UsageError, match="SARING_EXCHANGE"), orchestration.derivers():
        pass


@pytest.fixture
def articles() -> pl.DataFrame:
    return repair(numbered(raw_articles()))


def assert_derived(exchange: Exchange, articles: pl.DataFrame) -> None:
    """A shard goes through an exchange and its facts are those derived here, types included."""
    task = exchange.put_articles(articles, None)
    derive_from_exchange(task)
    here, there = derive_shard(articles, None), exchange.facts(task.shard)
    for field in fields(Facts):
        assert_frame_equal(getattr(there.facts, field.name), getattr(here.facts, field.name))
    assert_frame_equal(there.failures, here.failures)
    assert there.stage_seconds.keys() == here.stage_seconds.keys()


def test_facts_through_a_folder(tmp_path: Path, articles: pl.DataFrame) -> None:
    assert_derived(Exchange(str(tmp_path / "a" / "b")), articles)


def test_facts_through_an_object_store(s3: S3Server, articles: pl.DataFrame) -> None:
    import fsspec

    fsspec.filesystem("s3").mkdir("exchange")
    exchange = Exchange("s3://exchange/saring")
    assert_derived(exchange, articles)
    shard = exchange.put_articles(articles, None).shard
    exchange.remove(shard)
    assert not exchange.is_done(shard)


def test_a_shard_that_is_done_is_not_derived_again(
    tmp_path: Path, articles: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    exchange = Exchange(str(tmp_path))
    task = exchange.put_articles(articles, None)
    derive_from_exchange(task)
    before = sorted(tmp_path.rglob("*"))
    again = exchange.put_articles(articles, None)
    monkeypatch.setattr(exchange_module, "derive_shard", None)
    derive_from_exchange(again)
    assert again == task, "the same articles have the same name"
    assert sorted(tmp_path.rglob("*")) == before
    assert exchange.put_articles(articles.head(2), None).shard != task.shard


def test_an_attempt_that_was_cut_off_does_not_count(tmp_path: Path, articles: pl.DataFrame) -> None:
    exchange = Exchange(str(tmp_path))
    task = exchange.put_articles(articles, None)
    derive_from_exchange(task)
    (tmp_path / task.shard / "done.json").unlink()
    assert not exchange.is_done(task.shard)
    derive_from_exchange(task)
    assert exchange.facts(task.shard).facts.articles.height == articles.height


def test_a_worker_with_other_rules_is_refused(tmp_path: Path, articles: pl.DataFrame) -> None:
    task = replace(Exchange(str(tmp_path)).put_articles(articles, None), rules_version="other")
    with pytest.raises(WorkerError, match="same version of Saring"):
        derive_from_exchange(task)


def test_what_was_learned_travels_with_the_shards(tmp_path: Path) -> None:
    """Workers use the run's learned version, not their own idea of one."""
    from flows.learned import read_learned
    from flows.learning import learn
    from flows.warehouse import connect_readonly

    warehouse = tmp_path / "w.duckdb"
    steps.ingest([EXAMPLES], warehouse)
    learn(warehouse)
    with connect_readonly(warehouse) as con:
        learned = read_learned(con)
    assert learned is not None
    exchange = Exchange(str(tmp_path / "exchange"))
    task = exchange.put_articles(repair(numbered(raw_articles())), learned)
    there = exchange.learned(str(task.learned_version))
    assert_frame_equal(there.templates, learned.templates)
    assert_frame_equal(there.aliases, learned.aliases)
