"""What a batch's articles have to do with all others: copies and their clusters, links between stories.

Everything here is brought up to date from what the warehouse holds, whatever changed it: new articles, revisions,
a rebuild, articles that are gone. Facts depend on the set of articles alone, not on how batches cut it.
"""

from __future__ import annotations

import duckdb
import polars as pl

from flows.sqlfiles import article_ranges, read_sql, set_variables
from flows.warehouse import Warehouse
from transforms.duplicates import (
    ALGORITHM,
    clusters,
    compare,
    features_of,
    find_credits,
    near_copies,
    retold,
    sign,
    sign_features,
)
from transforms.identity import article_ids_of
from transforms.story_links import near_titles

SIGNED_AT_ONCE = 5_000
"""Articles whose texts are in memory at once while they are signed."""
COMPARED_AT_ONCE = 5_000
"""Pairs whose texts are in memory at once while they are compared."""


def link_batch(warehouse: Warehouse, batch_id: int) -> None:
    """Bring duplicates, story links and the bounds of undated articles up to date, in one transaction."""
    con = warehouse.con
    with warehouse.transaction():
        set_variables(con, batch_id=batch_id, algorithm=ALGORITHM)
        link_duplicates(con)
        link_stories(con)
        con.execute(read_sql("link/60_bounds"))


def link_duplicates(con: duckdb.DuckDBPyConnection) -> None:
    """Sign what has no signature, compare it with all that meets it in a band, make touched clusters again."""
    con.execute(read_sql("link/10_pending"))
    _sign_pending(con)
    con.execute(read_sql("link/20_candidates"))
    _compare_candidates(con)
    _compare_retold(con)
    con.execute(read_sql("link/30_reached"))
    _make_clusters(con)


def link_stories(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve the pending articles' links, and every other link that may mean one of them."""
    urls = con.execute(read_sql("link/49_link_urls")).pl()
    named = urls.select("related_link_id", url_article_id=article_ids_of(urls["linked_url"]))
    _run_on(con, "link/50_link_keys", staged_link_url=named)
    con.execute(read_sql("link/51_window"))
    candidates = con.execute(read_sql("link/51_near_titles")).pl()
    _run_on(con, "link/52_resolve", staged_near_title=near_titles(candidates))


def _sign_pending(con: duckdb.DuckDBPyConnection) -> None:
    for first, end in article_ranges(_count(con, "pending_article"), SIGNED_AT_ONCE):
        set_variables(con, first_article_id=first, end_article_id=end)
        bodies = con.execute(read_sql("link/11_bodies")).pl()
        wanted = bodies.select("article_id")
        stories = _query_on(con, "link/15_days", staged_wanted=wanted).join(
            sign_features(_features(con, wanted)), on="article_id", how="left"
        )
        _run_on(con, "link/12_signatures", staged_signature=sign(bodies), staged_fact_signature=stories)


def _compare_candidates(con: duckdb.DuckDBPyConnection) -> None:
    pairs = con.execute(read_sql("link/21_text_pairs")).pl()
    for part in pairs.iter_slices(COMPARED_AT_ONCE):
        texts = _query_on(con, "link/22_texts", staged_pair=part)
        compared = _query_on(con, "link/23_compared", staged_comparison=compare(part, texts))
        wanted = pl.concat([compared["left"], compared["right"]]).unique().to_frame("left")
        bodies = _query_on(con, "link/22_texts", staged_pair=wanted.with_columns(right="left"))
        _run_on(con, "link/26_pairs", staged_copy=near_copies(compared, bodies))


def _compare_retold(con: duckdb.DuckDBPyConnection) -> None:
    pairs = con.execute(read_sql("link/25_retold_candidates")).pl()
    for part in pairs.iter_slices(COMPARED_AT_ONCE):
        wanted = pl.concat([part["left"], part["right"]]).unique().to_frame("article_id")
        _run_on(con, "link/26_pairs", staged_copy=retold(part, _features(con, wanted)))


def _features(con: duckdb.DuckDBPyConnection, wanted: pl.DataFrame) -> pl.DataFrame:
    facts = _query_on(con, "link/13_facts", staged_wanted=wanted)
    return features_of(facts, _query_on(con, "link/14_quotes", staged_wanted=wanted))


def _make_clusters(con: duckdb.DuckDBPyConnection) -> None:
    pairs = con.execute(read_sql("link/31_reached_pairs")).pl()
    if pairs.is_empty():
        return
    articles = con.execute(read_sql("link/32_reached_articles")).pl()
    members = clusters(pairs, articles)
    _run_on(con, "link/33_clusters", staged_cluster=_with_sources(members, articles))


def _with_sources(members: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Members with ``copied_from_article_id`` and ``copied_rule_id``: the first of the cluster that they credit."""
    ordered = articles.sort("published_on", "published_at", "article_id", nulls_last=True).with_row_index("place")
    placed = members.join(ordered.select("article_id", "outlet_id", "place"), on="article_id")
    credited = find_credits(articles.join(members, on="article_id", how="semi")).join(
        members.select("article_id", "first_article_id"), on="article_id"
    )
    sources = (
        credited.join(
            placed.select("first_article_id", "outlet_id", "place", source="article_id"),
            left_on=["first_article_id", "credited_outlet_id"],
            right_on=["first_article_id", "outlet_id"],
        )
        .sort("article_id", "place")
        .unique("article_id", keep="first", maintain_order=True)
        .select("article_id", copied_from_article_id="source", copied_rule_id="rule_id")
    )
    return members.join(sources, on="article_id", how="left", maintain_order="left").select(
        "article_id",
        "first_article_id",
        "relation",
        "similarity",
        "rule_id",
        "copied_from_article_id",
        "copied_rule_id",
    )


def _count(con: duckdb.DuckDBPyConnection, table: str) -> int:
    row = con.execute(f"select count(*) from {table}").fetchone()
    return int(row[0]) if row else 0


def _run_on(con: duckdb.DuckDBPyConnection, name: str, **frames: pl.DataFrame) -> None:
    for table, frame in frames.items():
        con.register(table, frame)
    try:
        con.execute(read_sql(name))
    finally:
        for table in frames:
            con.unregister(table)


def _query_on(con: duckdb.DuckDBPyConnection, name: str, **frames: pl.DataFrame) -> pl.DataFrame:
    for table, frame in frames.items():
        con.register(table, frame)
    try:
        return con.execute(read_sql(name)).pl()
    finally:
        for table in frames:
            con.unregister(table)
