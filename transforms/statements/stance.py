"""Stance: what the speaker does with the words, from the cue, its negation and the words themselves."""

from __future__ import annotations

import polars as pl

from transforms.schemas import STANCES
from transforms.statements.tables import any_word, stance_modifiers

_CONDITION = (
    r"^(?:(?:namun|tapi|tetapi|jadi|dan|nah),? )?(?:kalau|jika|jikalau|bila|apabila|seandainya|andai)(?: [^,]*)?, "
)
"""``Kalau pengemudi tidak bersalah, …``: what is only supposed is not said."""


def with_stance(statements: pl.DataFrame) -> pl.DataFrame:
    """Refine ``stance`` (that of the cue) by ``chain`` (the words before it) and ``content``; sets ``rule_id``.

    The first modifier of the table that applies decides. Patterns see the text in lower case, without the phrases
    whose negation is nobody's denial (``praduga tak bersalah``); those for its start see it behind a condition.
    """
    modifiers = stance_modifiers()
    # ``Pihaknya, kata X, akan menindak pelaku``
    parted = pl.col("content").str.contains(pl.concat_str(pl.lit(", "), "cue"), literal=True).fill_null(False)
    plain = pl.when(parted).then(pl.col("content").str.replace(r"^([^,]+), [^,]+, ", "${1} ")).otherwise("content")
    plain = plain.str.to_lowercase().str.replace_all(rf"(?-u:\b){any_word('set_phrase')}(?-u:\b)", "…")
    lower = statements.with_columns(
        chain_text=pl.col("chain").str.to_lowercase(),
        content_text=plain,
        content_start_text=plain.str.replace(_CONDITION, ""),
    )
    applies = [
        pl.col(f"{row['scope']}_text").str.contains(row["pattern"])
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
        .drop(names, "chain_text", "content_text", "content_start_text", "_rule", "_stance")
    )
