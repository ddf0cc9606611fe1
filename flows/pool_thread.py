"""Work in the thread in which Polars does its queries, where it has only one.

A query that is asked for in another thread is handed over and waited for: some nine thousand times a shard, a
twentieth of the time that a worker takes to derive one.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import polars as pl

T = TypeVar("T")


def in_pool_thread(work: Callable[[], T]) -> T:
    """Do some work in the thread of Polars' pool, or here where the pool has more; returns what it returns.

    No other thread may ask Polars for anything meanwhile and be waited for by ``work``: the pool is busy with it.

    >>> in_pool_thread(lambda: pl.Series([1, 2]).sum())
    3
    """
    if pl.thread_pool_size() != 1:
        return work()
    outcome: list[T] = []
    errors: list[BaseException] = []

    def do(column: pl.Series) -> pl.Series:
        try:
            outcome.append(work())
        except BaseException as error:
            errors.append(error)
        return column

    one = pl.col("one")
    asks = [one.map_batches(do, return_dtype=pl.Int64).alias("work"), one.map_batches(lambda c: c, pl.Int64)]
    pl.DataFrame({"one": [1]}).select(asks)  # the pool works on several expressions, a single one is done right here
    if errors:
        raise errors[0]
    return outcome[0]
