"""Derive a shard's facts so that one article that breaks a stage cannot stop the night.

When a stage fails on a shard, the shard is halved until the articles that break it stand alone; they are
refused with the error, everything else goes on. The main path derives once and pays nothing for this.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import polars as pl

from transforms.learn import Learned
from transforms.pipeline import Facts, StageTimes, derive_repaired
from transforms.schemas import Article


@dataclass(frozen=True)
class DerivedShard:
    """Facts of the articles that could be derived, and ``article_no``, ``error`` of those that could not."""

    facts: Facts
    failures: pl.DataFrame


def derive_shard(articles: pl.DataFrame, times: StageTimes, learned: Learned | None) -> DerivedShard:
    """Derive repaired articles (schema ``Article``); never raises for what an article contains."""
    parts, failures = _derive_parts(articles, times, learned)
    if len(parts) != 1:
        parts = [_joined(parts or [derive_repaired(Article.create_empty(), times, learned)])]
    frame = pl.DataFrame(failures, schema={"article_no": pl.UInt32, "error": pl.String}, orient="row")
    return DerivedShard(parts[0], frame)


def _derive_parts(
    articles: pl.DataFrame, times: StageTimes, learned: Learned | None
) -> tuple[list[Facts], list[tuple[int, str]]]:
    try:
        return [derive_repaired(Article.cast(articles), times, learned)], []
    except (MemoryError, KeyboardInterrupt):
        raise
    except BaseException as error:  # a panic of Polars is no Exception
        if articles.height == 1:
            return [], [(articles["article_no"][0], f"{type(error).__name__}: {error}"[:2000])]
        if not articles.height:
            raise
    half = articles.height // 2
    first, first_failures = _derive_parts(articles[:half], times, learned)
    second, second_failures = _derive_parts(articles[half:], times, learned)
    return first + second, first_failures + second_failures


def _joined(parts: list[Facts]) -> Facts:
    frames = {field.name: pl.concat([getattr(part, field.name) for part in parts]) for field in fields(Facts)}
    frames["learned_entities"] = frames["learned_entities"].unique(maintain_order=True)
    return Facts(**frames)
