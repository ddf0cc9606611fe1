"""Stance: what the speaker does with the words, from the cue, its negation and the words themselves."""

from __future__ import annotations

import polars as pl

from transforms.schemas import STANCES
from transforms.statements.tables import stance_modifiers


def with_stance(statements: pl.DataFrame) -> pl.DataFrame:
    """Refine ``stance`` (that of the cue) by ``chain`` (the words before it) and ``content``; sets ``rule_id``.

    The first modifier of the table that applies decides.
    """
    stance, rule = pl.col("stance"), pl.col("rule_id")
    decided = pl.lit(False)
    for row in stance_modifiers().iter_rows(named=True):  # a few dozen rules
        text = pl.col("chain") if row["scope"] == "chain" else pl.col("content")
        applies = (
            text.str.contains(row["pattern"].replace(r"\b", r"(?-u:\b)"))
            & pl.col("stance").is_in(row["applies_to"].split("|"))
            & ~decided
        ).fill_null(False)
        stance = pl.when(applies).then(pl.lit(row["stance"])).otherwise(stance)
        rule = pl.when(applies).then(pl.lit(row["rule_id"])).otherwise(rule)
        decided = decided | applies
    return statements.with_columns(stance=stance.cast(pl.Enum(STANCES)), rule_id=rule)
