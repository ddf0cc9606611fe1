"""Which numbers neither count nor measure: years, clock times, labels, ranks, scores, list marks."""

from __future__ import annotations

import polars as pl

from transforms.numbers import tables

AGO = r"^(?:\slebih)?\s(?:yang\s)?(?:lalu|silam)(?-u:\b)"


def keep_quantities(rows: pl.DataFrame) -> pl.DataFrame:
    """Keep the rows of numbers that count or measure; adds ``is_bare`` (no unit, noun or currency)."""
    rows = rows.with_columns(
        is_strong=(
            pl.col("unit_text").is_not_null() | pl.col("currency").is_not_null() | pl.col("is_classified")
        ),
        is_plain=pl.col("core").str.contains(r"^[0-9]+$"),
    ).with_columns(is_bare=~pl.col("is_strong") & pl.col("noun").is_null())
    return rows.filter(~_excluded())


def _excluded() -> pl.Expr:
    return pl.any_horizontal(
        _name(), _label(), _year(), _ago(), _identifier(), _list_mark(), _score(), _bare(), _rate()
    ).fill_null(False)


def _name() -> pl.Expr:
    """``5G``, ``iOS 17``: letters glued to the digits, or a capitalised word before a lone integer."""
    capital = pl.col("left_word").str.contains("^[A-Z]") & pl.col("_left").str.contains(r"\S\s+\S+\s?$")
    weak = ~pl.col("is_strong") & ~pl.col("is_age") & pl.col("is_plain") & (pl.col("approximator") == "")
    return pl.col("is_glued") | (capital & weak)


def _label() -> pl.Expr:
    kind = pl.col("label")
    ordinal = kind.is_in(["law", "ordinal", "name"]) & ~pl.col("is_strong") & pl.col("is_plain")
    spelled = kind.is_in(["law", "ordinal", "name"]) & ~pl.col("is_strong") & pl.col("is_spelled") & pl.col("is_bare")
    minute = (kind == "minute") & ~pl.col("unit_text").is_in(["detik"]).fill_null(False)
    clock = (kind == "clock") & (pl.col("unit_text").is_null() | (pl.col("unit_text") != "menit"))
    return ordinal | spelled | minute | clock | ((kind == "calendar") & ~pl.col("is_strong") & pl.col("is_bare"))


def _year() -> pl.Expr:
    looks = pl.col("is_plain") & pl.col("low").is_between(1800, 2150) & (pl.col("core").str.len_chars() == 4)
    counted = pl.col("is_strong") | (pl.col("noun").is_not_null() & (pl.col("approximator") != ""))
    return looks & ((pl.col("label") == "calendar") | ~counted)


def _ago() -> pl.Expr:
    return (pl.col("unit_kind") == "duration") & pl.col("after").str.contains(AGO)


def _identifier() -> pl.Expr:
    digits = pl.col("core").str.contains(r"^0[0-9]") | pl.col("core").str.contains(r"^[0-9]{7,}$")
    return digits & ~pl.col("is_strong")


def _list_mark() -> pl.Expr:
    return pl.col("is_first") & (pl.col("left").str.strip_chars() == "") & pl.col("right").str.contains(r"^\s?[.)](?:\s|[A-Z]|$)")


def _score() -> pl.Expr:
    return pl.col("is_score")


def _rate() -> pl.Expr:
    """``dua kali sehari``: the fused unit is what the count is held against."""
    return pl.col("is_fused") & pl.col("left_word").str.to_lowercase().is_in(["kali", "per", "tiap", "setiap", "sekali"])


def _bare() -> pl.Expr:
    """A number without unit or noun counts only where its form or a word before it says so."""
    cue = pl.col("left_word").str.to_lowercase().is_in(tables.bare_cues()["word"].to_list()).fill_null(False)
    form = pl.col("has_scale") | pl.col("is_vague") | pl.col("is_part") | pl.col("core").str.contains(r"^[0-9]{1,3}(?:\.[0-9]{3})+$|^[0-9]+,[0-9]+$")
    bounded = pl.col("precision").is_not_null()
    return pl.col("is_bare") & ~pl.col("is_age") & ~(form | bounded | (cue & ~pl.col("is_part")))
