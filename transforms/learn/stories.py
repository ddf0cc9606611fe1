"""Which articles tell the same story: copies, editions and daily series of one text.

What recurs only because a text was printed again is no boilerplate. Two articles of an outlet are one story
where they share a good part of their text in units that are rare enough not to be boilerplate themselves.
"""

from __future__ import annotations

import polars as pl

SHARED = 0.4
"""Least part of the shorter text that two articles of one story have in common."""
NEIGHBOURS = 4
"""Articles that each holder of a unit is compared with, in the order of their ids: a series is a chain."""
LONGEST_CHAIN = 30
"""Rounds of joining; a chain of copies longer than 2^30 does not occur."""


def stories_of(units: pl.DataFrame) -> pl.DataFrame:
    """Return ``article_id``, ``story``: the least id of the articles that tell the same story.

    ``units``: ``outlet_id``, ``article_id``, ``key``, ``chars``; one row a unit.
    """
    held = (
        units.group_by("outlet_id", "article_id", "key")
        .agg(pl.col("chars").sum())
        .sort("outlet_id", "key", "article_id")
    )
    whole = held.group_by("article_id").agg(whole=pl.col("chars").sum())
    again = held.filter(pl.len().over("outlet_id", "key") > 1)
    pairs = [again.select("article_id", other="article_id", chars="chars").clear()]
    for step in range(1, NEIGHBOURS + 1):
        near = pl.col("article_id").shift(-step).over("outlet_id", "key")
        pairs.append(again.select("article_id", other=near, chars="chars").drop_nulls("other"))
    shared = pl.concat(pairs).group_by("article_id", "other").agg(pl.col("chars").sum())
    shared = shared.join(whole, on="article_id").join(
        whole.rename({"article_id": "other", "whole": "other_whole"}), on="other"
    )
    same = shared.filter(pl.col("chars") >= SHARED * pl.min_horizontal("whole", "other_whole"))
    return components(whole.select("article_id"), same.select("article_id", "other"))


def components(nodes: pl.DataFrame, edges: pl.DataFrame) -> pl.DataFrame:
    """Return ``article_id``, ``story``: the least id that each node is joined to by ``edges``, however far."""
    both = pl.concat([edges, edges.select(article_id="other", other="article_id")]).unique()
    label = nodes.select("article_id", story="article_id")
    for _ in range(LONGEST_CHAIN):
        near = (
            both.join(label, left_on="other", right_on="article_id")
            .group_by("article_id")
            .agg(near=pl.col("story").min())
        )
        step = label.join(near, on="article_id", how="left").select(
            "article_id", story=pl.min_horizontal("story", pl.col("near").fill_null(pl.col("story")))
        )
        jump = step.join(step.select(story="article_id", far="story"), on="story", how="left")
        step = jump.select("article_id", story=pl.min_horizontal("story", "far")).sort("article_id")
        if step.equals(label.sort("article_id")):
            break
        label = step
    return label.sort("article_id")
