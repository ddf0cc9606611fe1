"""What a number counts: the classifier and the head of the noun phrase behind it."""

from __future__ import annotations

import functools

import polars as pl

from transforms.numbers import tables

WORD = r"[A-Za-zÀ-ÿ][A-Za-z0-9À-ÿ'’-]*"
NEXT_WORDS = rf"^(\s?[\"“‘'\x{{93}}]?)({WORD})(?:\s({WORD}))?"
VERB = r"^(?:me[lmnrwy]|di[a-z]{3}|ber[a-z]{2}|ter[a-z]{2}|se[a-z]+nya$)"


def count(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the noun behind each number that has no unit.

    Adds ``noun`` (head of the counted noun), ``is_classified`` (``orang``, ``ekor``), ``is_glued``
    (letters follow at once and are neither unit nor noun: ``5G``), ``word1`` (the next word, lower case)
    and ``after`` (the text behind unit or noun); adds the noun's length to ``used``, which then counts characters of
    the article.
    """
    rows = rows.with_columns(_w=pl.col("rest").str.extract_groups(NEXT_WORDS)).select(
        pl.exclude("_w"),
        _open=pl.col("_w").struct.field("1"),
        _w1=pl.col("_w").struct.field("2"),
        _w2=pl.col("_w").struct.field("3"),
    )
    rows = _head(rows)
    noun = pl.when("_two").then(pl.when("_compound").then("_pair").otherwise("_w2")).when("_noun1").then("_w1")
    rows = rows.with_columns(noun=pl.when("_free").then(noun), is_classified=pl.col("_free") & pl.col("_class1"))
    width = pl.when("_two").then("_pair").otherwise("_w1").str.len_chars() + pl.col("_open").str.len_chars()
    used = pl.col("used") + pl.when(pl.col("noun").is_not_null()).then(width).otherwise(0)
    unnamed = pl.col("unit_text").is_null() & pl.col("currency").is_null() & pl.col("noun").is_null()
    glued = unnamed & pl.col("rest").str.contains(r"^-?[A-Za-z0-9]") & (pl.col("tail") == "")
    rows = rows.with_columns(used=used, is_glued=glued).rename({"_low1": "word1"})
    put_in = (pl.col("used") > pl.col("lost_at")).fill_null(False)
    rows = rows.with_columns(
        after=pl.col("rest").str.slice(pl.col("used")), used=pl.col("used") - put_in.cast(pl.Int64)
    )
    return rows.drop(
        "rest", "lost_at", "_open", "_w1", "_w2", "_pair", "_compound", "_two", "_noun1", "_class1", "_free"
    )


def _head(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds what the first two words are: ``_two`` where the head is the second word or both."""
    classifiers, quantifiers = tables.classifiers()["word"], tables.quantifiers()["word"]
    rows = rows.with_columns(
        _low1=pl.col("_w1").str.to_lowercase(), _pair=pl.concat_str("_w1", pl.lit(" "), "_w2")
    ).with_columns(
        _noun1=is_noun(pl.col("_w1")),
        _class1=pl.col("_low1").is_in(classifiers.to_list()).fill_null(False),
        _compound=pl.col("_pair").str.to_lowercase().is_in(tables.compounds()["words"].to_list()).fill_null(False),
    )
    of_place = (pl.col("_w1") == "orang") & pl.col("_w2").str.contains("^(?:[A-Z][a-z]|ke[a-z]{3,}an$)")
    # dua orang Jepang, 25 juta orang kelaparan
    heads = pl.col("_class1") | pl.col("_low1").is_in(quantifiers.to_list()).fill_null(False)
    second = pl.when(heads).then("_w2")
    spaced = pl.col("_open").str.contains(r"^\s") | pl.col("_low1").str.contains("^[a-z]{3,}")
    return rows.with_columns(
        _two=pl.col("_compound") | (is_noun(second) & ~of_place.fill_null(False)),
        _free=(pl.col("unit_text").is_null() & pl.col("currency").is_null() & spaced).fill_null(False),
    )


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
