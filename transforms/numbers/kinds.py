"""Kind, unit and rule of a quantity."""

from __future__ import annotations

import polars as pl

from transforms.numbers import tables
from transforms.numbers.exclude import OF_MORE
from transforms.numbers.nouns import is_noun
from transforms.numbers.patterns import any_of
from transforms.spans import EDGE, only_where

OUT_OF = r"^\s(?:dari|di\s?antara)\s(?:total|sekitar|jumlah)?\s?$"
"""Between a part and the whole that names what both count: ``satu dari tiga tiket``."""
AMOUNT_OF = r"(?i)\b(?:jumlah|total|banyaknya)\s([a-z]{4,})(?:\s\S+){0,3}\s?$"
HEAT = r"(?i)(?:suhu|temperatur|panas|dingin)"
"""Before ``30 derajat`` without a scale: a temperature, not an angle."""
INFERRED_RUPIAH = 1e9
"""Below this, a number without unit is not taken for money."""


def name_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``rule_id``, ``kind`` (the rule's, else the unit's) and ``unit``."""
    rupiah = rows.group_by("article_no").agg(in_rupiah=(pl.col("currency") == "IDR").any())
    noun = pl.col("noun").str.replace(r"^([a-z]{4,})nya$", "${1}")
    rows = rows.join(rupiah, on="article_no", how="left", maintain_order="left")
    rows = rows.with_columns(rule_id=_rule(), noun=noun)
    rows = rows.join(tables.rule_kinds(), on="rule_id", how="left", maintain_order="left")
    degrees = pl.col("unit_text").str.to_lowercase().is_in(["derajat", "°"])
    warm = only_where(degrees, "left_rest").str.contains(HEAT)
    kind = pl.when(warm).then(pl.lit("temperature")).otherwise(pl.coalesce("kind", "unit_kind"))
    rows = _last_counted(rows.with_columns(kind=kind))
    return rows.with_columns(unit=_unit()).drop("in_rupiah", "amount_of", "said_before")


def _rule() -> pl.Expr:
    large = pl.col("has_scale") & (pl.col("low") >= INFERRED_RUPIAH) & pl.col("in_rupiah").fill_null(False)
    bare = pl.col("is_bare")
    left = pl.when(bare).then("left_rest")
    on_scale = left.str.contains(rf"(?i){EDGE}{any_of(tables.index_cues()['word'].to_list())}{EDGE}")
    written = pl.col("core").str.contains(r"^[0-9]+[.,][0-9]{1,2}$")
    broken = ((pl.col("low") != pl.col("low").floor()) | written) & ~pl.col("is_part")
    level = bare & ~pl.col("has_scale") & (broken | (on_scale & ~pl.col("is_spelled")).fill_null(False))
    points = (pl.col("noun").str.to_lowercase() == "poin").fill_null(False) & written
    return (
        pl.when(pl.col("currency_after").is_not_null()).then(pl.lit("num.money.name"))
        .when(pl.col("currency").is_not_null()).then(pl.lit("num.money.sign"))
        .when("is_age").then(pl.lit("num.age"))
        .when(pl.col("unit_kind").is_not_null()).then(pl.lit("num.unit"))
        .when(pl.col("unit_before").is_not_null()).then(pl.lit("num.unit.before"))
        .when(bare & large).then(pl.lit("num.money.inferred"))
        .when(pl.col("is_part") & ~pl.col("has_scale")).then(pl.lit("num.part"))
        .when("is_classified").then(pl.lit("num.count.classifier"))
        .when("is_collective").then(pl.lit("num.count.group"))
        .when(points | level).then(pl.lit("num.index"))
        .when(pl.col("noun").is_not_null()).then(pl.lit("num.count.noun"))
        .otherwise(pl.lit("num.count.bare"))
    )  # fmt: skip


def _last_counted(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``amount_of`` (``jumlah penerima 30 juta``) and ``said_before`` (what was counted last)."""
    amount_of = pl.when(pl.col("is_bare")).then("left_rest").str.extract(AMOUNT_OF)
    rows = rows.with_columns(amount_of=pl.when(is_noun(amount_of)).then(amount_of))
    several = (pl.col("kind") == "count") & (pl.col("high") > 1)
    counted = pl.when(several).then(pl.coalesce("noun", "amount_of"))
    same = pl.when(counted.is_not_null()).then("article_no").forward_fill() == pl.col("article_no")
    return rows.with_columns(said_before=pl.when(same).then(counted.forward_fill()))


def _unit() -> pl.Expr:
    """Currency, unit as written, counted noun; a bare number counts what was counted last."""
    partitive = only_where(pl.col("is_bare"), "right").str.contains(OF_MORE)
    outcome = pl.col("word1").is_in(tables.outcomes()["word"].to_list())
    said_before = pl.when(~pl.col("is_spelled") | partitive | outcome).then("said_before")
    gap = pl.col("gap").shift(-1)
    adjacent = pl.col("start_char").shift(-1) - pl.col("end_char") == gap.str.len_chars().cast(pl.Int64)
    of_next = pl.when(adjacent & gap.str.contains(OUT_OF)).then(pl.col("noun").shift(-1))
    return (
        pl.when(pl.col("kind") == "money").then(pl.coalesce("currency_after", "currency", pl.lit("IDR")))
        .when(pl.col("rule_id") == "num.count.bare").then(pl.coalesce("amount_of", of_next, said_before))
        .when(pl.col("rule_id") == "num.index").then("noun")
        .otherwise(pl.coalesce("unit_text", "unit_before", "noun"))
    )  # fmt: skip
