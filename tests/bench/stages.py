"""Processor time of each stage: one stage at a time, in one process, so that nothing overlaps.

    python -m tests.bench.stages CORPUS WAREHOUSE

A run overlaps reading, deriving and loading in several processes, so its own times of stages add up to more than its
wall time. Here each stage has the machine to itself and its processor time is its own. Prints JSON: stage → seconds.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from time import process_time

import polars as pl

import flows.run
import transforms.pipeline
from flows.backlog import Backlog
from flows.deriving import DerivedShard, derive_shard
from flows.readers import discover
from flows.run import Run
from flows.warehouse import Warehouse
from transforms.learn import Learned


class OneAtATime:
    """Derives a shard when it is handed over."""

    at_once = 0

    def submit(self, articles: pl.DataFrame, learned: Learned | None) -> DerivedShard:
        return derive_shard(articles, learned)

    def result(self, shard: DerivedShard) -> DerivedShard:
        return shard

    def rest(self) -> None:
        """There are no workers."""


def stage_cpu_seconds(corpus: Path, warehouse: Path) -> dict[str, float]:
    """Load a corpus; processor seconds by stage, by the names of ``RunSummary.stage_seconds``."""
    transforms.pipeline.perf_counter = process_time  # what StageTimes reads: processor time in the place of wall time
    flows.run.prefetch = iter  # type: ignore[assignment]  # read when asked, not ahead
    sources = discover([corpus])
    with Warehouse.writing(warehouse) as writing:
        run = Run(writing, "bench", OneAtATime(), backlog=Backlog.of(sources))
        for source in sources:
            run.load_file(source)
        return dict(run.publish().stage_seconds)


if __name__ == "__main__":
    print(json.dumps(stage_cpu_seconds(Path(sys.argv[1]), Path(sys.argv[2]))))
