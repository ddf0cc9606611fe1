"""What stands before a number: approximators, labels, age words, and what bounds it from behind."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables
from transforms.numbers.patterns import EDGE, any_of

BEFORE_PREFIX = r"(?:^|[^A-Za-z-])"


@functools.cache
def approximator_pattern() -> str:
    phrases = tables.approximators().filter(pl.col("place") == "before")["phrase"].to_list()
    return rf"(?i){BEFORE_PREFIX}({any_of(phrases)}\s?)$"


@functools.cache
def after_pattern() -> str:
    phrases = tables.approximators().filter(pl.col("place") == "after")["phrase"].to_list()
    words = [p for p in phrases if p[0].isalpha()]
    return rf"^(\s{any_of(words)})(?:[.,;:!?)\"”]|\s(?:yang|untuk|di|dan|dalam|pada|ke|atau|tersebut|itu|ini){EDGE}|\s?$)"


def _precision(place: str) -> pl.DataFrame:
    table = tables.approximators().filter(pl.col("place") == place)
    return table.select(_phrase="phrase", _precision=pl.col("precision").cast(pl.String))


def read_context(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the text before each number and behind its noun.

    Adds ``approximator`` (as written), ``precision`` (null where nothing bounds the number),
    ``left_word`` (the word before the approximator, as written), ``label`` (see
    ``number_labels.csv``), ``is_age`` and ``after_chars`` (length of ``lebih`` and the like).
    """
    rows = rows.with_columns(
        approximator=pl.col("left").str.extract(approximator_pattern()).fill_null(""),
        _after=pl.col("after").str.slice(pl.col("used_noun")).str.extract(after_pattern()).fill_null(""),
    )
    rows = rows.with_columns(
        _left=pl.col("left").str.head(pl.col("left").str.len_chars() - pl.col("approximator").str.len_chars()),
        _phrase=pl.col("approximator").str.strip_chars().str.to_lowercase().str.replace_all(r"\s+", " "),
    )
    rows = rows.join(_precision("before").rename({"_precision": "_p1"}), on="_phrase", how="left", maintain_order="left")
    rows = rows.with_columns(
        _phrase=pl.when(pl.col("_after") != "").then(pl.col("_after").str.strip_chars()).otherwise("tail")
    ).join(_precision("after").rename({"_precision": "_p2"}), on="_phrase", how="left", maintain_order="left")
    rows = rows.with_columns(
        left_word=pl.col("_left").str.extract(r"([^\s(]+)\s?\(?$"),
        precision=pl.coalesce("_p1", "_p2"),
        after_chars=pl.col("_after").str.len_chars(),
    )
    labels = tables.number_labels().select(_low="word", label=pl.col("label").cast(pl.String))
    return (
        rows.with_columns(_low=pl.col("left_word").str.to_lowercase())
        .join(labels, on="_low", how="left", maintain_order="left")
        .with_columns(is_age=_is_age())
        .drop("_low", "_phrase", "_p1", "_p2", "_after")
    )


def _is_age() -> pl.Expr:
    """An age by a word before it, by the person it stands behind, or alone in brackets behind a name."""
    nouns = tables.age_nouns()
    words = any_of(nouns.filter(pl.col("role") == "age")["word"].to_list())
    persons = nouns.filter(pl.col("role") == "person")["word"].to_list()
    years = pl.col("unit_text").str.to_lowercase().is_in(["tahun", "thn"])
    said = pl.col("_left").str.contains(rf"(?i){BEFORE_PREFIX}{words}(?:\s[a-z]+){{0,2}}\s?$") & (
        pl.col("unit_kind") == "duration"
    )
    person = years & pl.col("_low").is_in(persons) & pl.col("low").is_between(5, 110)
    name = pl.col("left").str.contains(r"[A-Z][A-Za-z'’.]*\s?\($")
    whole = pl.col("low").is_between(1, 110) & (pl.col("low") == pl.col("low").floor()) & ~pl.col("is_spelled")
    bracket = name & whole & pl.col("right").str.contains(r"^(?:\s(?:tahun|thn|th))?\s?[).,]") & ~pl.col("core").str.contains("[.,]")
    comma = (
        pl.col("left").str.contains(r"[A-Z][a-z'’]+,\s$")
        & whole
        & pl.col("right").str.contains(r"^(?:\s(?:tahun|thn|th))?,\s")
        & pl.col("low").is_between(10, 99)
    )
    return (said | person | bracket | comma).fill_null(False)
