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
    a digest that repeats two stories does not make them one. Of articles of one wording (``exact`` pairs, of the
    first with each other) the first decides for all. The result depends on nothing but the pairs and dates.

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
    exact = pl.col("relation") == "exact"
    joined = _joined(edges.filter(~exact))
    values = ["relation", "similarity", "rule_id"]
    copies = joined.filter(pl.col("place") != pl.col("head")).join(
        edges.filter(~exact), left_on=["place", "head"], right_on=["place", "other"]
    )
    stars = _with_wordings(copies.select("place", "head", *values), edges.filter(exact))
    heads = stars.select(place=pl.col("head").unique()).select(
        "place", head="place", relation=pl.lit("exact"), similarity=pl.lit(1.0), rule_id=pl.lit("link:first")
    )
    return Member.cast(
        pl.concat([stars, heads])
        .join(order, on="place")
        .join(order.rename({"article_id": "first_article_id", "place": "head"}), on="head")
        .sort("first_article_id", "article_id")
        .select(*Member.column_names())
    )


def _with_wordings(copies: pl.DataFrame, exact: pl.DataFrame) -> pl.DataFrame:
    """Add the further articles of each wording: they are to the head what the first of the wording is."""
    first = exact.filter(pl.col("other") < pl.col("place")).group_by("place").agg(pl.col("other").min())
    known = first.join(copies.rename({"place": "other"}), on="other", how="left")
    own = pl.col("head").is_null()
    further = known.select(
        "place",
        head=pl.coalesce("head", "other"),
        relation=pl.when(own).then(pl.lit("exact")).otherwise("relation"),
        similarity=pl.when(own).then(1.0).otherwise("similarity"),
        rule_id=pl.when(own).then(pl.lit("link:exact")).otherwise("rule_id"),
    )
    return pl.concat([copies, further])


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
