"""What a batch's articles have to do with all others: copies and their clusters, links between stories.

Everything here is brought up to date from what the warehouse holds, whatever changed it: new articles, revisions,
a rebuild, articles that are gone. Facts depend on the set of articles alone, not on how batches cut it.
"""

from __future__ import annotations

import duckdb
import polars as pl

from flows.link_pairs import pair_copies, pair_retold
from flows.sqlfiles import article_ranges, count_rows, query_on, read_sql, run_on, set_variables
from flows.warehouse import Warehouse
from transforms.duplicates import ALGORITHM, clusters, find_credits, sign_articles
from transforms.identity import article_ids_of
from transforms.story_links import near_titles

SIGNED_AT_ONCE = 5_000
"""Articles whose texts are in memory at once while they are signed."""

STORIES_AT_ONCE = 50_000
"""New articles of which the links are compared with titles at once; a larger batch takes as many parts of all links."""


def link_batch(warehouse: Warehouse, batch_id: int) -> None:
    """Bring duplicates, story links and the bounds of undated articles up to date, in one transaction."""
    con = warehouse.con
    with warehouse.transaction():
        set_variables(con, batch_id=batch_id, algorithm=ALGORITHM)
        link_duplicates(con)
        link_stories(con)
        con.execute(read_sql("link/60_bounds"))


def link_duplicates(con: duckdb.DuckDBPyConnection) -> None:
    """Compare what is new with all that meets it, make touched clusters again."""
    con.execute(read_sql("link/10_pending"))
    _sign_unsigned(con)
    pair_copies(con)
    pair_retold(con)
    con.execute(read_sql("link/30_reached"))
    _make_clusters(con)
    con.execute(read_sql("link/40_done"))


def link_stories(con: duckdb.DuckDBPyConnection) -> None:
    """Resolve the pending articles' links, and every other link that may mean one of them."""
    urls = con.execute(read_sql("link/49_link_urls")).pl()
    named = urls.select("related_link_id", url_article_id=article_ids_of(urls["linked_url"]))
    run_on(con, "link/50_link_keys", staged_link_url=named)
    con.execute(read_sql("link/51_window"))
    parts = 1 + count_rows(con, "pending_article") // STORIES_AT_ONCE
    found = []
    for part in range(parts):
        set_variables(con, part=part, parts=parts)
        found.append(near_titles(con.execute(read_sql("link/51_near_titles")).pl()))
    run_on(con, "link/52_resolve", staged_near_title=pl.concat(found))


def _sign_unsigned(con: duckdb.DuckDBPyConnection) -> None:
    for first, end in article_ranges(count_rows(con, "unsigned_article"), SIGNED_AT_ONCE):
        set_variables(con, first_article_id=first, end_article_id=end)
        articles = con.execute(read_sql("link/11_bodies")).pl()
        facts = [
            query_on(con, f"link/13_{name}", staged_wanted=articles.select("article_id"))
            for name in ("quantities", "mentions", "dates", "quotes")
        ]
        run_on(con, "link/12_signatures", staged_signature=sign_articles(articles, *facts))


def _make_clusters(con: duckdb.DuckDBPyConnection) -> None:
    pairs = con.execute(read_sql("link/31_reached_pairs")).pl()
    if pairs.is_empty():
        return
    articles = con.execute(read_sql("link/32_reached_articles")).pl()
    members = clusters(pairs, articles)
    run_on(con, "link/33_clusters", staged_cluster=_with_sources(members, articles))


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
