"""Steps behind ``saring rules``: trial of a rule table on its examples and on a dump, use of the rules."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from flows.readers import discover, read_shards
from flows.settings import SHARD_RECORDS
from flows.sqlfiles import read_sql
from flows.warehouse import connect_readonly
from transforms.clean import RuleSet, load_rules
from transforms.clean.rules import read_rules
from transforms.repair import repair
from transforms.rule_trial import compare, try_examples
from transforms.schemas import RawArticle


@dataclass(frozen=True)
class RuleTrial:
    """What a rule table does."""

    examples: pl.DataFrame
    """As :class:`transforms.rule_trial.ExampleResult`."""
    changes: pl.DataFrame | None = None
    """As :class:`transforms.rule_trial.SpanChange`; None without new rules or without a dump."""

    @property
    def passed(self) -> bool:
        return bool(self.examples["passed"].all())

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        changes = None if self.changes is None else self.changes.to_dicts()
        return {"passed": self.passed, "examples": self.examples.to_dicts(), "changes": changes}


def try_rules(new: Path | None, dump: Iterable[Path]) -> RuleTrial:
    """Run every example; with ``new`` rules and a ``dump`` also find what they would change there.

    Raises :class:`transforms.reference.ReferenceError` for a wrong rule, FileNotFoundError for a missing path.
    """
    present = load_rules()
    tried = present if new is None else with_rules(present, read_rules(new))
    examples = try_examples(tried)
    sources = discover(dump)
    if new is None or not sources:
        return RuleTrial(examples)
    parts, first = [], 0
    for source in sources:
        for shard in read_shards(source, shard_records=SHARD_RECORDS):
            raw = shard.records.with_columns(
                article_no=pl.int_range(pl.len(), dtype=pl.UInt32) + first, raw=pl.coalesce("extracted", "raw")
            )
            parts.append(compare(repair(RawArticle.cast(raw)), present, tried))
            first += raw.height
    return RuleTrial(examples, pl.concat(parts) if parts else None)


def with_rules(present: RuleSet, new: RuleSet) -> RuleSet:
    """The present rules with new ones in front; one of the same id is replaced, in its place."""
    fresh = new.frame.filter(~pl.col("rule_id").is_in(list(present.ids)))
    kept = present.frame.join(new.frame.select("rule_id", "pattern"), on="rule_id", how="anti", maintain_order="left")
    changed = new.frame.filter(pl.col("rule_id").is_in(list(present.ids)))
    order = present.frame.with_row_index("_place").select("_place", "rule_id")
    ordered = pl.concat([kept, changed]).join(order, on="rule_id").sort("_place").drop("_place")
    return RuleSet(pl.concat([fresh, ordered.select(fresh.columns)]))


def all_rules() -> pl.DataFrame:
    """Every boilerplate rule: ``rule_id, kind, scope, position, description, outlets``."""
    return load_rules().frame.select("rule_id", "kind", "scope", "position", "description", "outlets")


def fired_rules(warehouse: Path) -> pl.DataFrame:
    """How often each rule fired, by outlet; rules that never did stand at the end with 0."""
    with connect_readonly(warehouse) as con:
        return con.execute(read_sql("queries/fired_rules")).pl()
