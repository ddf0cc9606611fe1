"""Numbers that belong together: the ends of a range (``7-12 bulan``) and lists with one unit (``5, 10 dan 15 km``)."""

from __future__ import annotations

import polars as pl

from transforms.numbers import tables
from transforms.numbers.patterns import any_of
from transforms.numbers.values import as_written
from transforms.spans import EDGE

TO = r"(?:[-–—]|hingga|sampai(?:\sdengan)?|s/d|s\.d\.?|sd)"
CONNECTOR = rf"^(?:-an)?([A-Za-z%\s]*?)\s?{TO}\s?$"
AND = r"^([A-Za-z%\s]*?)\s?dan\s$"
HYPHEN = r"^\s?[-–—]\s?$"
LIST = r"^(?:,?\s(?:dan|atau|serta)\s|,\s)$"
SHARED = ("unit_text", "unit_kind", "currency_after", "si_unit", "factor", "offset", "noun", "is_classified")
FROM_SECOND = (
    "end_char", "unit_text", "unit_kind", "currency_after", "si_unit", "factor", "offset", "noun", "used",
    "is_glued", "after", "word1", "is_classified", "right", "tail",
)  # fmt: skip


def join_ranges(rows: pl.DataFrame) -> pl.DataFrame:
    """Merge the two ends of a range into the first row; adds ``is_range`` and ``is_score``.

    The second end gives unit, noun and end; a scale written once holds for both ends (``10–15 ribu``).
    Small numbers tied by a hyphen that do not ascend, or that have neither unit nor noun, are no range
    but a score (``2-1``): ``is_score`` marks both.
    """
    rows = _pair(rows)
    opens = pl.col("_second").shift(-1, fill_value=False)
    taken = [pl.when(opens).then(pl.col(c).shift(-1)).otherwise(c).alias(c) for c in FROM_SECOND]
    return (
        rows.with_columns(
            is_range=opens | pl.col("is_pair"),
            is_score=pl.col("_score") | pl.col("_score").shift(-1, fill_value=False),
            low=pl.when(opens).then(pl.col("_low").shift(-1)).otherwise("low"),
            high=pl.when(opens).then(pl.col("high").shift(-1)).otherwise("high"),
            currency=pl.when(opens).then(pl.coalesce("currency", pl.col("currency").shift(-1))).otherwise("currency"),
            has_scale=pl.col("has_scale") | (opens & pl.col("has_scale").shift(-1, fill_value=False)),
            is_upward=pl.col("is_upward") & ~opens,
        )
        .with_columns(taken)
        .filter(~pl.col("_second"))
        .drop("_second", "_low", "_score", "_adjacent")
    )


def share_units(rows: pl.DataFrame) -> pl.DataFrame:
    """Give a number without unit that of the next in a list: ``5, 10 dan 15 km``.

    Both are in digits or both in words, and no label (``Pasal 5 dan 6``) stands before the first.
    """
    gap = pl.col("gap").shift(-1)
    adjacent = pl.col("end_char") + gap.str.len_chars().cast(pl.Int64) == pl.col("start_char").shift(-1)
    listed = adjacent & gap.str.contains(LIST) & (pl.col("is_spelled") == pl.col("is_spelled").shift(-1))
    plain = pl.col("core").str.contains(r"^(?:[0-9]{1,3}(?:[.,][0-9]+)?|[a-z]+(?:\s[a-z]+)*)$")
    rows = rows.with_columns(_listed=(listed & plain & ~pl.col("is_range")).fill_null(False))
    alone = pl.all_horizontal(pl.col(c).is_null() for c in ("unit_text", "noun", "currency", "label"))
    named = pl.col("unit_text").is_not_null() | pl.col("noun").str.contains("^[a-z]")
    takes = (pl.col("_listed") & alone & named.shift(-1)).fill_null(False)
    for _ in range(3):  # lists are short; each round reaches one number further back
        shared = [pl.when("_takes").then(pl.col(c).shift(-1)).otherwise(c).alias(c) for c in SHARED]
        rows = rows.with_columns(_takes=takes).with_columns(shared)
    return rows.drop("_listed", "_takes")


def _pair(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``_second`` (closes a range begun by the row before), ``_low`` (its low end) and ``_score``."""

    def before(column: str) -> pl.Expr:
        return pl.col(column).shift(1)

    gap, unit_between, connects = pl.col("_gap"), pl.col("_unit_between"), pl.col("_connects")
    unit = pl.coalesce(gap.str.extract(CONNECTOR), gap.str.extract(AND), pl.lit("")).str.strip_chars()
    rows = rows.with_columns(_gap=pl.col("gap").fill_null(""))
    rows = rows.with_columns(_unit_between=unit.str.to_lowercase(), _connects=gap.str.contains(CONNECTOR))
    adjacent = before("end_char") + gap.str.len_chars().cast(pl.Int64) == pl.col("start_char")
    named = [before(c).str.to_lowercase() == unit_between for c in ("unit_text", "noun")]
    same_measure = (unit_between == "") | pl.any_horizontal(n.fill_null(False) for n in named)
    same_money = (
        before("currency").is_null() | pl.col("currency").is_null() | (before("currency") == pl.col("currency"))
    )
    money_last = pl.col("currency").is_not_null() & before("currency").is_null()
    between = gap.str.contains(AND) & before("left").str.contains(r"(?i)antara\s(?:\w+\s)?$")
    either = gap.str.contains(r"^(?:\satau\s|-)$") & pl.col("is_spelled") & before("is_spelled")
    shared = ~before("has_scale") & (before("low") * pl.col("tail_scale") < pl.col("low"))
    low = as_written(before("low") * pl.when(shared).then("tail_scale").otherwise(1.0).fill_null(1.0))
    step = pl.col("low") / low <= 2.0
    linked = (connects | between | (either & step & ~pl.col("is_part"))).fill_null(False)
    rows = rows.with_columns(
        _linked=adjacent.fill_null(False) & linked & same_measure & same_money & ~money_last,
        _low=low,
        _adjacent=adjacent.fill_null(False),
    ).drop("_gap", "_unit_between", "_connects")
    first_pair = pl.col("_linked") & ~pl.col("_linked").shift(1, fill_value=False)
    return rows.with_columns(_score=_is_score()).with_columns(
        _second=(
            first_pair
            & (pl.col("low") > pl.col("_low"))
            & ~pl.col("_score")
            & ~before("is_vague").ne(pl.col("is_vague"))
        ).fill_null(False)
    )


def _is_score() -> pl.Expr:
    bare = pl.col("unit_text").is_null() & pl.col("currency").is_null() & ~pl.col("is_classified")
    small = (pl.col("low") < 200) & ~pl.col("is_spelled") & ~pl.col("has_scale") & ~pl.col("core").str.contains("[.,]")
    falls = (pl.col("low") <= pl.col("_low")) | pl.col("noun").is_null()
    words = any_of(tables.score_words()["word"].to_list())
    said = pl.col("left").shift(1).str.contains(rf"(?i){EDGE}{words}[a-z\s]*$")
    return (pl.col("_adjacent") & pl.col("gap").str.contains(HYPHEN) & bare & small & (falls | said)).fill_null(False)
