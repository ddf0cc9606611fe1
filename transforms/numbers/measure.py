"""What stands after a number: percent sign, currency, unit, classifier and counted noun."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables
from transforms.numbers.currencies import currencies
from transforms.numbers.patterns import EDGE, any_of

WORD = r"(?:[a-zà-ÿ]{3,}(?:-[a-z]+)*|[A-Za-zÀ-ÿ][A-Za-z0-9À-ÿ'’-]*)"
"""A word; one in small letters ends where a capital begins, for line breaks get lost."""
NEXT_WORDS = rf"^(\s?[\"“‘'\x{{93}}]?)({WORD})(?:(\s)({WORD}))?"
VERB = r"^(?:me[lmnrwy]|di[a-z]{3}|ber[a-z]{2}|ter[a-z]{2}|se[a-z]+nya$)"
TODAY = rf"^\s(?:hari|malam|pekan|minggu|bulan|tahun)\sini{EDGE}"


@functools.cache
def unit_pattern() -> str:
    """A unit or currency at the start of the text after a number, perhaps glued or bracketed."""
    units, money = tables.units(), currencies().filter(pl.col("place") == "after")
    any_case = units.filter(pl.col("case") == "any")["spelling"].to_list() + money["spelling"].to_list()
    exact = units.filter(pl.col("case") == "exact")["spelling"].to_list()
    long = any_of([u for u in any_case if len(u) > 3])  # may run into a capital where a line break was lost
    short = any_of([u for u in any_case if len(u) <= 3])
    return rf"^(\s?[\[-]?)(?:((?i:{long}))(?:[^a-z0-9]|$)|((?i:{short})|{any_of(exact)})(?:[^A-Za-z0-9]|$))"


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

    Adds ``tail`` (``-an`` or ``++`` grown onto the number), ``unit_text`` (unit as written),
    ``unit_kind``, ``currency_after``, ``si_unit``, ``factor``, ``offset``, ``is_fused`` (``setahun``),
    ``noun`` (head of the counted noun), ``used`` (characters of ``right`` behind the tail that belong
    to the quantity), ``is_glued`` (letters follow at once and are no unit: ``5G``), ``is_classified``
    (``orang``, ``ekor``), ``word1`` (the next word, lower case) and ``after`` (the text behind all that).
    """
    return _nouns(_units(_peel(rows)))


def _peel(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut ``-an`` and ``++`` off the front of the right context, and a sentence that lost its space."""
    new_sentence = pl.col("right").str.contains(r"^[A-Z][a-z]{2,}")
    tail = pl.col("right").str.extract(rf"^(-?an{EDGE}|\+{{1,2}})").fill_null("")
    rest = pl.when(new_sentence).then(pl.lit("")).otherwise(pl.col("right").str.slice(tail.str.len_chars()))
    return rows.with_columns(tail=tail, rest=rest)


def _units(rows: pl.DataFrame) -> pl.DataFrame:
    fused = tables.fused_quantities().rename({"word": "lead", "unit": "_fused"})
    now = pl.col("rest").str.contains(TODAY)  # level 16.300 hari ini: says when, not how long
    written = pl.coalesce(pl.col("_g").struct.field("2"), pl.col("_g").struct.field("3"))
    measured = (pl.col("low") <= 20) | ((pl.col("low") <= 100) & (pl.col("low") == pl.col("low").floor()))
    rows = (
        rows.join(fused, on="lead", how="left", maintain_order="left")
        .with_columns(_g=pl.col("rest").str.extract_groups(unit_pattern()))
        .with_columns(_before=pl.col("_g").struct.field("1"), _unit=pl.when(~now | measured).then(written))
        .with_columns(unit_text=pl.coalesce("_fused", "_unit"), is_fused=pl.col("_fused").is_not_null())
    )
    rows = _look_up(rows)
    width = pl.concat_str("_before", "_unit").str.len_chars().fill_null(0)
    used = pl.when(pl.col("is_fused") | pl.col("unit_text").is_null()).then(0).otherwise(width)
    return rows.with_columns(used=used).drop("_g", "_before", "_unit", "_fused")


def _look_up(rows: pl.DataFrame) -> pl.DataFrame:
    """Kind, currency and SI conversion of each unit; an ambiguous spelling without its cue is no unit."""
    exact = tables.units().filter(pl.col("case") == "exact")["spelling"].to_list()
    spelling = pl.col("unit_text")
    key = pl.when(spelling.is_in(exact)).then(spelling).otherwise(spelling.str.to_lowercase())
    rows = rows.with_columns(_spelling=key).join(
        unit_lookup(), on="_spelling", how="left", maintain_order="left"
    )
    around = pl.concat_str(pl.col("left").fill_null(""), "core", "right").str.to_lowercase()
    certain = pl.col("cue").is_null() | around.str.contains(pl.col("cue"))
    certain &= pl.col("currency").is_null() | (pl.col("unit_kind") == "money")  # USD 300 pekan ini
    found = ("unit_text", "unit_kind", "currency_after", "si_unit", "factor", "offset")
    return rows.with_columns(pl.when(certain).then(c).alias(c) for c in found).drop("_spelling", "cue")


@functools.cache
def noun_words() -> tuple[list[str], list[str]]:
    """Words that are never what is counted, and nouns that look like verbs."""
    classes = tables.word_classes()
    stop = classes.filter(pl.col("word_class") == "not_counted")["word"].to_list()
    nouns = classes.filter(pl.col("word_class") == "noun")["word"].to_list()
    return stop + tables.number_words()["word"].to_list(), nouns


def is_noun(word: pl.Expr) -> pl.Expr:
    """Whether a word can be the head of what is counted."""
    stop, nouns = noun_words()
    lower = word.str.to_lowercase()
    verb = lower.str.contains(VERB) & ~lower.is_in(nouns)
    return (word.is_not_null() & ~lower.is_in(stop) & ~verb).fill_null(False)


def _nouns(rows: pl.DataFrame) -> pl.DataFrame:
    rows = rows.with_columns(_w=pl.col("rest").str.extract_groups(NEXT_WORDS)).select(
        pl.exclude("_w"),
        _open=pl.col("_w").struct.field("1"),
        _w1=pl.col("_w").struct.field("2"),
        _w2=pl.col("_w").struct.field("4"),
    )
    low1 = pl.col("_w1").str.to_lowercase()
    pair = pl.concat_str("_w1", pl.lit(" "), "_w2")
    heads = tables.classifiers()["word"].to_list() + tables.quantifiers()["word"].to_list()
    no_unit = (
        pl.col("unit_text").is_null()
        & pl.col("currency").is_null()
        & (pl.col("_open").str.contains(r"^\s[\"“‘'\x{93}]?$") | low1.str.contains("^[a-z]{3,}"))
    )
    compound = pair.str.to_lowercase().is_in(tables.compounds()["words"].to_list()).fill_null(False)
    of_place = (pl.col("_w1") == "orang") & pl.col("_w2").str.contains("^[A-Z][a-z]")  # dua orang Jepang
    headed = low1.is_in(heads).fill_null(False) & is_noun(pl.col("_w2")) & ~of_place.fill_null(False)
    noun = (
        pl.when(~no_unit)
        .then(None)
        .when(compound)
        .then(pair)
        .when(headed)
        .then("_w2")
        .when(is_noun(pl.col("_w1")))
        .then("_w1")
    )
    words = pl.when(compound | headed).then(pair).otherwise("_w1").str.len_chars()
    width = pl.when(noun.is_not_null()).then(words + pl.col("_open").str.len_chars()).otherwise(0)
    return rows.with_columns(
        noun=noun,
        used=pl.col("used") + width.fill_null(0),
        is_glued=pl.col("unit_text").is_null()
        & pl.col("currency").is_null()
        & noun.is_null()
        & pl.col("rest").str.contains(r"^-?[A-Za-z0-9]")
        & (pl.col("tail") == ""),
        is_classified=(low1.is_in(tables.classifiers()["word"].to_list()) & no_unit).fill_null(False),
        word1=low1,
    ).select(
        pl.exclude("_open", "_w1", "_w2", "rest"),
        after=pl.col("rest").str.slice(pl.col("used")),
    )
