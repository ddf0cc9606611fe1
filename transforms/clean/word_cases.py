"""How words are written in running text and in headlines: the evidence that tells the two apart.

``word_cases.csv`` counts words over sentences and capitalised headlines of Indonesian news portals of
2015 to 2025. From the counts follows, for a capitalised word, how much more likely it is in a sentence
than inside a headline: ``namun`` opens sentences and stands in no headline, ``usai`` is the other way
round, ``jakarta`` says little.
"""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table

SMOOTHING = 0.5
UNKNOWN_FIRST = -0.7
"""Log odds of a capitalised word without counts (mostly a name) to open a sentence."""
UNKNOWN_INSIDE = 0.2
"""Log odds of such a word to stand inside a sentence."""
AFFIXES = "\"“”‘'’()[]{},.:;!?…-–—&|/ \t\u00a0"


SEAM = "\ufdd1"
"""Unicode noncharacter put where two words are fused; never part of repaired text."""
FUSED = r"(\p{Ll}{2}|[\d.!?)])(\p{Lu}\p{Ll})"
FUSED_QUOTE = r"([\p{L}\d.!?])([\"“]\p{Lu}\p{Ll})"
ONE_WORD = rf"(You|Whats|Tik|Face|Linked|Grab|Open|Play|Trans|Power|Micro|Pay|Game|Net|Air){SEAM}"
"""Beginnings of names that have a capital inside."""


class WordCase(dy.Schema):
    """One row of ``word_cases.csv``: how often a word was seen, lower-cased, in each position."""

    word = dy.String()
    running = dy.UInt32()
    """In lower case inside a sentence."""
    sentence_first = dy.UInt32()
    """Capitalised as the first word of a sentence."""
    capitalised = dy.UInt32()
    """Capitalised inside a sentence."""
    headline = dy.UInt32()
    """Capitalised inside a headline."""


class FunctionWord(dy.Schema):
    """One row of ``headline_function_words.csv``: a word that capitalised headlines write in lower case."""

    word = dy.String()


@functools.cache
def function_words() -> tuple[str, ...]:
    """Return the words that capitalised headlines write in lower case."""
    return tuple(load_table("headline_function_words", FunctionWord, unique=["word"])["word"])


@functools.cache
def word_odds() -> pl.DataFrame:
    """Return ``word``, ``first_odds``, ``inside_odds`` and ``opens`` for each counted word.

    ``first_odds``: log of how much more likely the capitalised word is as the first of a sentence than
    inside a headline; ``inside_odds``: the same for a place inside a sentence; ``opens``: the capital of
    the word shows the start of a sentence, as elsewhere the word is written in lower case.
    """
    table = load_table("word_cases", WordCase, unique=["word"])
    first, inside, headline = (
        (pl.col(name) + SMOOTHING) / pl.col(name).sum() for name in ("sentence_first", "capitalised", "headline")
    )
    return table.select(
        "word",
        first_odds=(first / headline).log(),
        inside_odds=(inside / headline).log(),
        opens=(pl.col("running") >= 4 * pl.col("capitalised")) & (pl.col("sentence_first") >= 2),
    )


def with_seams(text: pl.Expr) -> pl.Expr:
    """Put :data:`SEAM` where a lost line break has fused two words (``GazaSelain``)."""
    for pattern in (FUSED_QUOTE, FUSED):
        text = text.str.replace_all(pattern, f"${{1}}{SEAM}${{2}}")
    return text.str.replace_all(ONE_WORD, "${1}")


def with_odds(tokens: pl.DataFrame, token: str = "token") -> pl.DataFrame:
    """Add ``first_odds``, ``inside_odds``, ``opens`` and ``known`` to a frame of tokens, in its order."""
    word = pl.col(token).str.to_lowercase().str.strip_chars(AFFIXES)
    joined = tokens.with_columns(_word=word).join(
        word_odds(), left_on="_word", right_on="word", how="left", maintain_order="left"
    )
    number = pl.col("_word").str.contains(r"\d")
    return joined.with_columns(
        known=pl.col("first_odds").is_not_null(),
        first_odds=pl.when(number).then(-2.0).otherwise(pl.col("first_odds").fill_null(UNKNOWN_FIRST)),
        inside_odds=pl.when(number).then(-0.6).otherwise(pl.col("inside_odds").fill_null(UNKNOWN_INSIDE)),
        opens=pl.col("opens").fill_null(False),
    ).drop("_word")
