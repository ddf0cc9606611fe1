"""What stands after a number: percent sign, currency, unit, classifier and counted noun."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables
from transforms.numbers.patterns import any_of

WORD = r"(?:[a-zà-ÿ]{3,}(?:-[a-z]+)*|[A-Za-zÀ-ÿ][A-Za-zÀ-ÿ'’-]*)"
"""A word; one in small letters ends where a capital begins, for line breaks get lost."""
NEXT_WORDS = rf"^[\s]?({WORD})?(?:\s({WORD}))?(?:\s({WORD}))?"
VERB = r"^(?:me[lmnrwy]|di[a-z]{3}|ber[a-z]{2}|ter[a-z]{2}|kepada|se[a-z]+nya$)"


@functools.cache
def unit_pattern() -> str:
    """A unit or currency at the start of the text after a number, perhaps glued or bracketed."""
    units, currencies = tables.units(), tables.currency_spellings().filter(pl.col("place") == "after")
    any_case = units.filter(pl.col("case") == "any")["spelling"].to_list() + currencies["spelling"].to_list()
    exact = units.filter(pl.col("case") == "exact")["spelling"].to_list()
    long = any_of([u for u in any_case if len(u) > 3])  # may run into a capital where a line break was lost
    short = any_of([u for u in any_case if len(u) <= 3])
    return rf"^(\s?[\[-]?)(?:((?i:{long}))(?:[^a-z0-9]|$)|((?i:{short})|{any_of(exact)})(?:[^A-Za-z0-9]|$))"


@functools.cache
def unit_lookup() -> pl.DataFrame:
    """``_spelling`` to kind, currency and SI conversion; spellings of any case are in lower case."""
    units = tables.units().select(
        "case", "si_unit", "factor", "offset", _spelling="spelling", unit_kind=pl.col("kind").cast(pl.String)
    )
    currencies = tables.currency_spellings().filter(pl.col("place") == "after")
    money = currencies.select(
        _spelling=pl.col("spelling"), unit_kind=pl.lit("money"), currency_after=pl.col("currency")
    )
    return pl.concat([units.drop("case"), money], how="diagonal")


def measure(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text after each number.

    Adds ``tail`` (what is between number and unit: brackets, ``-an``), ``unit_text`` (unit as
    written), ``unit_kind``, ``currency_after``, ``si_unit``, ``factor``, ``offset``, ``noun`` (head of
    the counted noun), ``used`` (characters of ``right`` that belong to the quantity), ``is_glued`` (a
    name such as ``5G``: letters follow without a space and are no unit), ``word1`` (the next word,
    lower case), ``is_classified``.
    """
    rows = _peel(rows)
    rows = _units(rows)
    return _nouns(rows)


def _peel(rows: pl.DataFrame) -> pl.DataFrame:
    """Cut ``-an`` and ``++`` off the front of the right context, and words that lost their space."""
    fused_word = pl.col("right").str.contains(r"^[A-Z][a-z]{2,}")
    tail = pl.col("right").str.extract(r"^(-an(?-u:\b)|\+{1,2})").fill_null("")
    return rows.with_columns(
        tail=tail,
        rest=pl.when(fused_word).then(pl.lit("")).otherwise(pl.col("right").str.slice(tail.str.len_chars())),
    )


def _units(rows: pl.DataFrame) -> pl.DataFrame:
    groups = pl.col("rest").str.extract_groups(unit_pattern())
    fused = tables.fused_quantities().rename({"word": "lead", "unit": "_fused"})
    exact = tables.units().filter(pl.col("case") == "exact")["spelling"].to_list()
    rows = rows.with_columns(_g=groups).with_columns(
        _before=pl.col("_g").struct.field("1"),
        unit_text=pl.coalesce(pl.col("_g").struct.field("2"), pl.col("_g").struct.field("3")),
    ).with_columns(unit_text=pl.when(~_is_today()).then("unit_text"))
    rows = rows.join(fused, on="lead", how="left", maintain_order="left")
    spelling = pl.coalesce("_fused", "unit_text")
    rows = rows.with_columns(
        unit_text=spelling,
        used=pl.when(pl.col("_fused").is_not_null())
        .then(0)
        .otherwise((pl.col("_before") + pl.col("unit_text")).str.len_chars().fill_null(0)),
        _spelling=pl.when(spelling.is_in(exact)).then(spelling).otherwise(spelling.str.to_lowercase()),
        is_fused=pl.col("_fused").is_not_null(),
    )
    return rows.join(unit_lookup(), on="_spelling", how="left", maintain_order="left").drop("_g", "_spelling", "_before")


def _is_today() -> pl.Expr:
    """``16.300 hari ini``: the word behind a large number says when, not how long."""
    today = pl.col("rest").str.contains(r"^\s(?:hari|malam|pekan|minggu|bulan|tahun)\s(?:ini|lalu)(?-u:\b)")
    return today & (pl.col("low") > 100)


def _is_noun(word: pl.Expr) -> pl.Expr:
    """Whether a word can be the head of what is counted."""
    classes, numbers = tables.word_classes(), tables.number_words()["word"].to_list()
    stop = classes.filter(pl.col("word_class") == "not_counted")["word"].to_list() + numbers
    nouns = classes.filter(pl.col("word_class") == "noun")["word"].to_list()
    lower = word.str.to_lowercase()
    verb = lower.str.contains(VERB) & ~lower.is_in(nouns)
    return (word.is_not_null() & ~lower.is_in(stop) & ~verb).fill_null(False)


def _nouns(rows: pl.DataFrame) -> pl.DataFrame:
    after_unit = pl.col("rest").str.slice(pl.col("used"))
    rows = rows.with_columns(_w=after_unit.str.extract_groups(NEXT_WORDS), after=after_unit).with_columns(
        w1=pl.col("_w").struct.field("1"), w2=pl.col("_w").struct.field("2"), w3=pl.col("_w").struct.field("3")
    )
    low1 = pl.col("w1").str.to_lowercase()
    spaced = pl.col("rest").str.contains(r"^\s")
    pair = pl.concat_str("w1", pl.lit(" "), "w2")
    classifier = low1.is_in(tables.classifiers()["word"].to_list()).fill_null(False)
    quantifier = low1.is_in(tables.quantifiers()["word"].to_list()).fill_null(False)
    is_compound = pair.str.to_lowercase().is_in(tables.compounds()["words"].to_list()).fill_null(False)
    noun2 = _is_noun(pl.col("w2"))
    no_unit = pl.col("unit_text").is_null()
    noun = (
        pl.when(~no_unit | ~spaced)
        .then(None)
        .when(is_compound)
        .then(pair)
        .when((classifier | quantifier) & noun2)
        .then(pl.col("w2"))
        .when(_is_noun(pl.col("w1")))
        .then(pl.col("w1"))
    )
    two = is_compound | ((classifier | quantifier) & noun2)
    width = pl.when(noun.is_null()).then(0).when(two).then(pair.str.len_chars() + 1).otherwise(pl.col("w1").str.len_chars() + 1)
    return rows.with_columns(
        noun=noun,
        used_noun=width.fill_null(0),
        used=pl.col("used") + width.fill_null(0),
        is_glued=no_unit & pl.col("rest").str.contains(r"^[-/.,]?[A-Za-z0-9]") & (pl.col("tail") == ""),
        is_classified=classifier & no_unit,
        word1=low1,
    ).drop("_w", "w2", "w3", "rest")
