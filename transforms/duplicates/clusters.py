"""Clusters of copies: each article beside the one that had its text first."""

from __future__ import annotations

import dataframely as dy
import polars as pl


class Member(dy.Schema):
    """One article in a cluster of two or more."""

    article_id = dy.String()
    first_article_id = dy.String()
    relation = dy.String()
    """To the first article; ``exact`` for the first itself."""
    similarity = dy.Float64()
    rule_id = dy.String()


def clusters(pairs: pl.DataFrame, articles: pl.DataFrame) -> dy.DataFrame[Member]:
    """Sort articles that pairs connect into clusters.

    ``pairs``: ``left``, ``right``, ``relation``, ``similarity``, ``rule_id``; all pairs of the articles concerned.
    ``articles``: ``article_id``, ``published_on``, ``published_at``.

    In order of publication (day, then stamp, unknown last, then id) an article heads a cluster unless it has a pair
    with an earlier head; then it belongs to the first such. So every member is itself a copy of the first article:
    a digest that repeats two stories does not make them one. The result depends on nothing but the pairs and dates.

    >>> pasangan = pl.DataFrame({"left": ["a", "b"], "right": ["b", "c"], "relation": ["near"] * 2,
    ...                          "similarity": [0.9, 0.8], "rule_id": ["r"] * 2})
    >>> artikel = pl.DataFrame({"article_id": ["a", "b", "c"], "published_on": [None, None, None],
    ...                         "published_at": [None, None, None]})
    >>> clusters(pasangan, artikel).select("article_id", "first_article_id").rows()
    [('a', 'a'), ('b', 'a')]
    """
    order = (
        articles.sort("published_on", "published_at", "article_id", nulls_last=True)
        .with_row_index("place")
        .select("article_id", "place")
    )
    edges = _edges(pairs, order)
    joined = _joined(edges)
    members = joined.join(edges, left_on=["place", "head"], right_on=["other", "place"], how="left")
    heads = joined.filter(pl.col("place") == pl.col("head")).join(
        joined.filter(pl.col("place") != pl.col("head")).select("head").unique(), on="head", how="semi"
    )
    named = pl.concat(
        [
            members.filter(pl.col("place") != pl.col("head")).select(
                "place", "head", "relation", "similarity", "rule_id"
            ),
            heads.select(
                "place", "head", relation=pl.lit("exact"), similarity=pl.lit(1.0), rule_id=pl.lit("link:first")
            ),
        ]
    )
    return Member.cast(
        named.join(order, on="place")
        .join(order.rename({"article_id": "first_article_id", "place": "head"}), on="head")
        .sort("first_article_id", "article_id")
        .select(*Member.column_names())
    )


def _edges(pairs: pl.DataFrame, order: pl.DataFrame) -> pl.DataFrame:
    """Both directions of every pair, articles by their place in order: ``place``, ``other``, and the pair's columns."""
    placed = pairs.join(order.rename({"article_id": "left", "place": "left_place"}), on="left").join(
        order.rename({"article_id": "right", "place": "right_place"}), on="right"
    )
    values = ["relation", "similarity", "rule_id"]
    best = {"exact": 0, "near": 1, "rewrite": 2}
    both = pl.concat(
        [
            placed.select(*values, place="left_place", other="right_place"),
            placed.select(*values, place="right_place", other="left_place"),
        ]
    )
    rank = pl.col("relation").replace_strict(best, return_dtype=pl.Int8)
    return both.sort("place", "other", rank).unique(["place", "other"], keep="first", maintain_order=True)


def _joined(edges: pl.DataFrame) -> pl.DataFrame:
    """For each article (``place``) the head of its cluster (``head``)."""
    links = edges.select("place", "other")
    heads = _heads(links)
    others = (
        links.join(heads, left_on="other", right_on="place", how="semi")
        .join(heads, on="place", how="anti")
        .group_by("place")
        .agg(head=pl.col("other").min())
    )
    return pl.concat([heads.select("place", head="place"), others])


def _heads(links: pl.DataFrame) -> pl.DataFrame:
    """Articles that have no pair with an earlier head.

    A loop over rounds, not over articles: whatever has no open earlier neighbour becomes a head and closes its
    neighbours.
    """
    heads = links.select("place").clear()
    while links.height:
        later = links.filter(pl.col("other") < pl.col("place")).select("place").unique()
        found = links.select("place").unique().join(later, on="place", how="anti")
        closed = pl.concat([found, links.join(found, on="place", how="semi").select(place="other")]).unique()
        open_links = links.join(closed, on="place", how="anti")
        links = open_links.join(closed.rename({"place": "other"}), on="other", how="anti")
        alone = open_links.select("place").unique().join(links.select("place"), on="place", how="anti")
        heads = pl.concat([heads, found, alone])
    return heads
