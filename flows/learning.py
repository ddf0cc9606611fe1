"""The learn step without Prefect: read the corpus, learn, freeze, pin; or only show what would change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter
from typing import Any

import duckdb
import polars as pl

from flows.checks import explain_failures, failed, run_checks
from flows.learned import pin, read_learned
from flows.reference_data import dimensions
from flows.settings import LEARN_ARTICLES, LEARN_ARTICLES_OF_OUTLET, SHARD_RECORDS
from flows.sqlfiles import read_sql, set_variables
from flows.steps import CheckFailed
from flows.warehouse import Warehouse, connect_readonly, now_utc
from transforms.learn import Learned
from transforms.learn.corpus import observe_corpus
from transforms.learn.step import differences, learn_from
from transforms.reference import rules_version
from transforms.schemas import RawArticle


@dataclass
class LearnSummary:
    """What was learned, and how it differs from what was pinned before."""

    warehouse: Path
    version: str
    version_before: str | None
    articles: int
    templates: int
    aliases: int
    batch_id: int | None = None
    """None where nothing was written: on a dry run, or where the version is pinned already."""
    changes: dict[str, pl.DataFrame] = field(default_factory=dict)
    """``new_templates``, ``gone_templates``, ``new_aliases``, ``gone_aliases`` with their evidence."""
    wall_seconds: float = 0.0

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json`` and for Prefect."""
        plain = {k: v for k, v in vars(self).items() if k != "changes"} | {"warehouse": str(self.warehouse)}
        return plain | {name: frame.to_dicts() for name, frame in self.changes.items()}


def propose(con: duckdb.DuckDBPyConnection) -> tuple[Learned, int]:
    """Learn from the articles of an open warehouse, with the rules alone; returns also how many were read."""
    set_variables(con, most_articles_of_outlet=LEARN_ARTICLES_OF_OUTLET, most_articles=LEARN_ARTICLES)
    raw = con.execute(read_sql("queries/learn_articles")).pl()
    return learn_from(observe_corpus(_shards(raw))), raw.height


def _shards(raw: pl.DataFrame) -> Iterator[pl.DataFrame]:
    columns = [name for name in RawArticle.column_names() if name != "article_no"]
    for shard in raw.iter_slices(SHARD_RECORDS):
        yield shard.with_columns(raw=pl.coalesce("extracted", "raw")).select("article_id", *columns)


def learn(warehouse: Path, *, dry_run: bool = False, wait_seconds: float = 0.0) -> LearnSummary:
    """Learn from the published warehouse and pin the result for the runs to come.

    Facts that are there stay as they are until they are loaded again or rebuilt. Nothing is written on a dry run, nor
    where the corpus teaches what is pinned already. Raises :class:`flows.warehouse.WarehouseError` where there is no
    warehouse, and :class:`flows.steps.CheckFailed`.
    """
    started = perf_counter()
    with connect_readonly(warehouse) as con:
        before = read_learned(con)
        learned, articles = propose(con)
    summary = LearnSummary(
        warehouse, learned.version, before.version if before else None, articles,
        learned.templates.height, learned.aliases.height, changes=differences(before, learned),
    )  # fmt: skip
    if not dry_run and summary.version != summary.version_before:
        summary.batch_id = _write(warehouse, learned, articles, wait_seconds)
    summary.wall_seconds = perf_counter() - started
    return summary


def _write(warehouse: Path, learned: Learned, articles: int, wait_seconds: float) -> int:
    with Warehouse.writing(warehouse, wait_seconds=wait_seconds) as writing:
        version = rules_version()
        batch_id = writing.start_batch("learn", rules_version=version, learned_version=learned.version)
        writing.load_dimensions(**dimensions())
        pin(writing, learned, batch_id=batch_id, articles=articles, rules_version=version)
        writing.finish_batch(batch_id)
        results = run_checks(writing.con, batch_id, checked_at=now_utc())
        if failed(results):
            raise CheckFailed(f"nothing was pinned: the batch breaks its checks\n{explain_failures(results)}")
        writing.publish()
    return batch_id
