"""Read every article version of a warehouse again, in shards, for a rebuild."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import polars as pl

from flows.sqlfiles import read_sql


def count_versions(con: duckdb.DuckDBPyConnection) -> int:
    """How many article versions there are."""
    row = con.execute("select count(*) from raw_article").fetchone()
    assert row is not None
    return int(row[0])


def raw_shards(con: duckdb.DuckDBPyConnection, shard_records: int) -> Iterator[pl.DataFrame]:
    """Shards of about ``shard_records`` versions, in the order of their ids.

    Columns: those of :class:`transforms.schemas.RawArticle`, ``article_id``, ``content_hash``,
    ``extracted`` and ``metadata``. The shards are a function of the articles alone.
    """
    parts = max(1, -(-count_versions(con) // shard_records))
    bounds = [f"{k * 2**32 // parts:08x}" for k in range(parts)]
    for first, end in zip(bounds, [*bounds[1:], None], strict=True):
        con.execute("set variable first_id = $1", [first])
        con.execute("set variable end_id = $1", [end])
        shard = con.execute(read_sql("queries/raw_shard")).pl()
        if shard.height:
            yield shard.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32))
