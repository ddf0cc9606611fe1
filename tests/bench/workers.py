"""How much faster more Dask workers derive: the same shards through an exchange, by one worker, two, and so on.

    python -m tests.bench.workers CORPUS [--workers 1,2] [--shards 12] [--records 1000]

Each worker has one thread and one Polars thread, and has derived a shard before the clock starts. What the run itself
does (reading, loading) is not in it. Measure on a machine with nothing else to do, of at least as many cores.
"""

from __future__ import annotations

import argparse
import tempfile
from itertools import islice
from pathlib import Path
from time import perf_counter

import polars as pl
from distributed import Client

from flows.deriving import derive_shard
from flows.exchange import Exchange, derive_from_exchange
from flows.readers import discover, read_shards
from flows.run import with_article_no
from tests.dask_cluster import dask_cluster
from transforms.repair import repair
from transforms.schemas import RawArticle


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--workers", default="1,2", help="numbers of workers to compare")
    parser.add_argument("--shards", type=int, default=12)
    parser.add_argument("--records", type=int, default=1000, help="articles of a shard")
    arguments = parser.parse_args()
    shards = repaired_shards(arguments.corpus, arguments.shards, arguments.records)
    first = 0.0
    for workers in map(int, arguments.workers.split(",")):
        rate = articles_a_second(shards, workers)
        first = first or rate
        print(f"{workers} workers: {rate:,.0f} articles/s, {rate / first:.2f} times the first")


def repaired_shards(corpus: Path, shards: int, records: int) -> list[pl.DataFrame]:
    """The first shards of a corpus, as a run hands them to workers."""
    (source,) = discover([corpus])
    raw = (with_article_no(shard.records) for shard in read_shards(source, shard_records=records))
    return [
        repair(RawArticle.cast(frame.with_columns(raw=pl.coalesce("extracted", "raw"))))
        for frame in islice(raw, shards)
    ]


def articles_a_second(shards: list[pl.DataFrame], workers: int) -> float:
    """Rate at which so many workers derive the shards."""
    with tempfile.TemporaryDirectory() as name, dask_cluster(Path(name), workers) as cluster:
        exchange = Exchange(f"{name}/exchange")
        with Client(cluster.address, set_as_default=False) as client:
            client.run(derive_shard, shards[0].head(50), None)  # all of them: imports, word lists
            tasks = [exchange.put_articles(shard, None) for shard in shards]
            start = perf_counter()
            client.gather(client.map(derive_from_exchange, tasks, pure=False))
            return sum(shard.height for shard in shards) / (perf_counter() - start)


if __name__ == "__main__":
    main()
