"""Stance: what the speaker does with the words, from the cue, its negation and the words themselves."""

from __future__ import annotations

import polars as pl

from transforms.schemas import STANCES
from transforms.statements.tables import stance_modifiers


def with_stance(statements: pl.DataFrame) -> pl.DataFrame:
    """Refine ``stance`` (that of the cue) by ``chain`` (the words before it) and ``content``; sets ``rule_id``.

    The first modifier of the table that applies decides. Patterns see the text in lower case.
    """
    modifiers = stance_modifiers()
    lower = statements.with_columns(
        _chain=pl.col("chain").str.to_lowercase(), _content=pl.col("content").str.to_lowercase()
    )
    applies = [
        (pl.col("_chain" if row["scope"] == "chain" else "_content").str.contains(row["pattern"]))
        & pl.col("stance").is_in(row["applies_to"].split("|"))
        for row in modifiers.iter_rows(named=True)  # a few dozen rules
    ]
    names = modifiers["rule_id"].to_list()
    masks = lower.with_columns([mask.alias(name) for mask, name in zip(applies, names, strict=True)])
    decided = masks.with_columns(_rule=pl.coalesce([pl.when(pl.col(name)).then(pl.lit(name)) for name in names]))
    changed = modifiers.select(_rule="rule_id", _stance=pl.col("stance").cast(pl.String))
    return (
        decided.join(changed, on="_rule", how="left", maintain_order="left")
        .with_columns(
            stance=pl.coalesce("_stance", "stance").cast(pl.Enum(STANCES)),
            rule_id=pl.coalesce("_rule", "rule_id"),
        )
        .drop(names, "_chain", "_content", "_rule", "_stance")
    )
