"""The unit after a number: percent sign, currency, unit of measure."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables
from transforms.numbers.currencies import currencies
from transforms.numbers.patterns import any_of, literal
from transforms.spans import EDGE

LOST_SPACE = r"^(\s?(?:[A-Za-z]+\s){0,2}(?:[a-z]{3,}|Cel[sc]ius))([A-Z0-9])"
TODAY = rf"^\s(?:hari|malam|pekan|minggu|bulan|tahun)\sini{EDGE}"


@functools.cache
def more_pattern() -> str:
    """``lebih`` between a number and what it counts: ``2.000 lebih rumah``."""
    return rf"^(\slebih)\s{any_of(tables.counted_nouns()['word'].to_list())}{EDGE}"


@functools.cache
def unit_pattern() -> str:
    """A unit or currency at the start of the text after a number, perhaps glued or bracketed."""
    units, money = tables.units(), currencies().filter(pl.col("place") == "after")
    exact = units.filter(pl.col("case") == "exact")["spelling"].to_list()
    any_case = units.filter(pl.col("case") == "any")["spelling"].to_list() + money["spelling"].to_list()
    spellings = [(u, literal(u)) for u in exact] + [(u, f"(?i:{literal(u)})") for u in any_case]
    longest_first = sorted(spellings, key=lambda s: (-len(s[0]), s[0]))
    patterns = [p + EDGE if u[-1].isascii() and u[-1].isalnum() else p for u, p in longest_first]
    return rf"^\s?[\[-]?(?:{'|'.join(patterns)})"


@functools.cache
def unit_lookup() -> pl.DataFrame:
    """``_spelling`` to kind, currency and SI conversion; spellings of any case are in lower case."""
    units = tables.units().select(
        "si_unit", "factor", "offset", "cue", _spelling="spelling", unit_kind=pl.col("kind").cast(pl.String)
    )
    money = currencies().filter(pl.col("place") == "after")
    money = money.select(
        "cue", _spelling=pl.col("spelling"), unit_kind=pl.lit("money"), currency_after=pl.col("currency")
    )
    return pl.concat([units, money], how="diagonal")


def measure(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text after each number.

    Adds ``tail`` (``-an`` or ``++`` grown onto the number, ``lebih`` before its noun), ``unit_text`` (unit as written),
    ``unit_kind``, ``currency_after``, ``si_unit``, ``factor``, ``offset``, ``is_fused`` (``setahun``),
    ``rest`` (the text behind the tail), ``lost_at`` (where a space was put into it) and ``used`` (how many characters
    of it are the unit).
    """
    return _units(_peel(rows))


def _peel(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut ``-an``, ``++`` and ``lebih`` off the front; part words and sentences that lost the space between them.

    ``lost_at``: where in ``rest`` such a space was put, which the article does not have.
    """
    new_sentence = pl.col("right").str.contains(r"^[A-Z][a-z]{2,}")
    grown = pl.col("right").str.extract(rf"^(-?an{EDGE}|\+{{1,2}})")
    more = pl.when(pl.col("right").str.starts_with(" lebih ")).then("right").str.extract(more_pattern())
    tail = pl.coalesce(grown, more, pl.lit(""))
    rest = pl.when(new_sentence).then(pl.lit("")).otherwise(pl.col("right").str.slice(tail.str.len_chars()))
    rows = rows.with_columns(tail=tail, rest=rest)
    lost = pl.col("rest").str.extract(LOST_SPACE).str.len_chars()
    return rows.with_columns(rest=pl.col("rest").str.replace(LOST_SPACE, "${1} ${2}"), lost_at=lost)


def _units(rows: pl.DataFrame) -> pl.DataFrame:
    fused = tables.fused_quantities().rename({"word": "lead", "unit": "_fused"})
    now = pl.col("rest").str.contains(TODAY)  # level 16.300 hari ini: says when, not how long
    measured = (pl.col("low") <= 20) | ((pl.col("low") <= 100) & (pl.col("low") == pl.col("low").floor()))
    rows = rows.with_columns(_match=pl.col("rest").str.extract(unit_pattern(), 0))
    rows = rows.with_columns(_match=pl.when(~now | measured).then("_match"))
    unit = pl.col("_match").str.strip_chars_start(" \t\n\u00a0[-")
    rows = rows.join(fused, on="lead", how="left", maintain_order="left").with_columns(
        unit_text=pl.coalesce("_fused", unit), is_fused=pl.col("_fused").is_not_null()
    )
    rows = _look_up(rows)
    written = ~pl.col("is_fused") & pl.col("unit_text").is_not_null()
    used = pl.when(written).then(pl.col("_match").str.len_chars()).otherwise(0)
    return rows.with_columns(used=used).drop("_match", "_fused")


def _look_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Kind, currency and SI conversion of each unit; an ambiguous spelling without its cue is no unit."""
    exact = tables.units().filter(pl.col("case") == "exact")["spelling"].to_list()
    spelling = pl.col("unit_text")
    key = pl.when(spelling.is_in(exact)).then(spelling).otherwise(spelling.str.to_lowercase())
    rows = rows.with_columns(_spelling=key).join(unit_lookup(), on="_spelling", how="left", maintain_order="left")
    asked = pl.when(pl.col("cue").is_not_null()).then("left")
    around = pl.concat_str(asked, "core", "right").str.to_lowercase()
    certain = pl.col("cue").is_null() | around.str.contains(pl.col("cue"))
    certain &= pl.col("currency").is_null() | (pl.col("unit_kind") == "money")  # USD 300 pekan ini
    rows = rows.with_columns(_certain=certain)
    found = ("unit_text", "unit_kind", "currency_after", "si_unit", "factor", "offset")
    return rows.with_columns(pl.when("_certain").then(c).alias(c) for c in found).drop("_spelling", "cue", "_certain")
