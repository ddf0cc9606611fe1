"""Shards derived by the workers of a Dask cluster, each as a task of the flow run (extra ``saring[dask]``).

Only names travel by way of the scheduler; articles and facts go through the exchange (:mod:`flows.exchange`).
When a worker dies, Dask gives its shard to another one; nothing else is lost.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass

import polars as pl
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.context import TaskRunContext
from prefect_dask import DaskTaskRunner
from prefect_dask.task_runners import PrefectDaskFuture

from flows.deriving import DerivedShard
from flows.exchange import Exchange, ShardTask, derive_from_exchange
from transforms.learn import Learned

SHARDS_A_THREAD = 2
"""Shards handed over for each thread of the workers: one under way, one that waits so that none idles."""


@task(task_run_name="derive shard {number} ({shard.shard})", tags=["saring"], cache_policy=NO_CACHE,
      persist_result=False)  # fmt: skip
def derive_on_worker(number: int, shard: ShardTask) -> None:
    """Derive one shard, on the worker that Dask chooses."""
    derive_from_exchange(shard)


@dataclass(frozen=True)
class ShardAway:
    """A shard that a worker has, or will get."""

    shard: ShardTask
    future: PrefectDaskFuture[None]


class DaskDerivers:
    """Derive shards on workers; the same methods as :class:`flows.deriving.Derivers`."""

    def __init__(self, exchange: Exchange, runner: DaskTaskRunner) -> None:
        self._exchange = exchange
        self._runner = runner
        self._shards: list[str] = []

    @property
    def at_once(self) -> int:
        """How many shards may be under way, by the workers that are there now."""
        return max(1, SHARDS_A_THREAD * sum(self._runner.client.nthreads().values()))

    def submit(self, articles: pl.DataFrame, learned: Learned | None) -> ShardAway:
        """Hand a shard over."""
        shard = self._exchange.put_articles(articles, learned)
        self._shards.append(shard.shard)
        parent = TaskRunContext.get()
        # the run, a parameter of the task that reads the file, stays here: it cannot travel
        with parent.model_copy(update={"parameters": {}}) if parent else nullcontext():
            future = self._runner.submit(derive_on_worker, {"number": len(self._shards), "shard": shard})
        return ShardAway(shard, future)

    def result(self, shard: ShardAway) -> DerivedShard:
        """Wait for a shard and read its facts. Raises what its task raised."""
        shard.future.result()
        return self._exchange.facts(shard.shard.shard)

    def rest(self) -> None:
        """Workers belong to the cluster: they stay."""

    def clear(self) -> None:
        """Remove what was exchanged."""
        for shard in set(self._shards):
            self._exchange.remove(shard)


@contextmanager
def dask_derivers(scheduler: str, exchange: str) -> Iterator[DaskDerivers]:
    """Workers of the cluster at ``scheduler``.

    The exchange is cleared when the run ends well; after a failure the next run finds there what is done.
    """
    with DaskTaskRunner(address=scheduler) as runner:
        derivers = DaskDerivers(Exchange(exchange), runner)
        yield derivers
        derivers.clear()
