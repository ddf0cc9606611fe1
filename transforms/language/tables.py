"""Reference tables of the language stage: frequent words and endings of each language."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table

LANGUAGES = ("id", "ms", "jv", "su", "min", "ban", "bjn", "ace", "en", "tl", "mg")
"""Languages of the screen; all others are langdetect's."""
REGIONAL = ("jv", "su", "min", "ban", "bjn", "ace")


class LanguageWord(dy.Schema):
    """A frequent word of one language; ``common``: of Indonesian and Malay alike."""

    word = dy.String()
    language = dy.Enum(["common", *LANGUAGES])
    weight = dy.Float64(min=0.0, max=1.0)


class LanguageEnding(dy.Schema):
    """An ending that marks a language: a pattern for a whole word in lower case."""

    language = dy.Enum(LANGUAGES)
    pattern = dy.String()
    weight = dy.Float64(min=0.0, max=1.0)
    description = dy.String()


@functools.cache
def words() -> pl.DataFrame:
    """One row a word: ``word`` and its weight in each language, ``common`` included.

    Weights are in hundredths: whole numbers add up to the same in any order.
    """
    table = load_table("language_words", LanguageWord, unique=["word", "language"])
    wide = table.pivot("language", index="word", values="weight").fill_null(0.0)
    return wide.select("word", (pl.col("common", *LANGUAGES) * 100).round().cast(pl.Int64))


@functools.cache
def endings() -> list[tuple[str, str, int]]:
    """Language, pattern and weight (in hundredths) of each ending."""
    table = load_table("language_endings", LanguageEnding, unique=["pattern"], regex=["pattern"])
    weights = (table["weight"] * 100).round().cast(pl.Int64)
    return list(zip(table["language"], table["pattern"], weights, strict=True))
