"""Read article versions of a warehouse again, in shards, for a rebuild."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import duckdb
import polars as pl

from flows.sqlfiles import read_sql, set_variables


@dataclass(frozen=True)
class Chosen:
    """What a rebuild derives again."""

    versions: int
    """Article versions, current and earlier ones."""
    passed_over: int
    """Articles whose facts are by the present rules already."""


def choose_articles(
    con: duckdb.DuckDBPyConnection, rules_version: str, learned_version: str | None, *, everything: bool
) -> Chosen:
    """Choose what :func:`raw_shards` reads: all articles, or those of other rules or another learned set."""
    set_variables(con, rules_version=rules_version, learned_version=learned_version, everything=everything)
    con.execute(read_sql("queries/stale_articles"))
    row = con.execute(read_sql("queries/stale_counts")).fetchone()
    assert row is not None
    return Chosen(*row)


def raw_shards(con: duckdb.DuckDBPyConnection, shard_records: int) -> Iterator[pl.DataFrame]:
    """Shards of about ``shard_records`` versions of the chosen articles, in the order of their ids.

    Columns: those of :class:`transforms.schemas.RawArticle`, ``article_id``, ``content_hash``,
    ``extracted`` and ``metadata``. The shards are a function of the articles alone.
    """
    row = con.execute(read_sql("queries/stale_counts")).fetchone()
    assert row is not None
    parts = max(1, -(-row[0] // shard_records))
    bounds = [f"{k * 2**32 // parts:08x}" for k in range(parts)]
    for first, end in zip(bounds, [*bounds[1:], None], strict=True):
        con.execute("set variable first_id = $1", [first])
        con.execute("set variable end_id = $1", [end])
        shard = con.execute(read_sql("queries/raw_shard")).pl()
        if shard.height:
            yield shard.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
