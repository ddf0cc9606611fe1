"""From texts to the weight of each language's words in them."""

from __future__ import annotations

import polars as pl

from transforms.language.tables import LANGUAGES, endings, words

SAMPLE_CHARS = 600
"""Length of each of the two samples, from the head and from the middle."""


def sample(texts: pl.DataFrame) -> pl.DataFrame:
    """Cut long bodies to a piece of their head and one of their middle."""
    body = pl.col("body")
    middle = (body.str.len_chars() // 2).cast(pl.Int64)
    both = pl.concat_str(body.str.slice(0, SAMPLE_CHARS), pl.lit(" "), body.str.slice(middle, SAMPLE_CHARS))
    return texts.with_columns(body=pl.when(body.str.len_bytes() > 2 * SAMPLE_CHARS).then(both).otherwise(body))


def plain_tokens(texts: pl.DataFrame) -> pl.DataFrame:
    """Split texts at white space and no more, which is fast: ``_row``, ``word``.

    Words with punctuation or a capital match no entry; the rest is plenty.
    """
    text = pl.col("body").str.replace_all("\n", " ", literal=True)
    return texts.select("_row", word=text.str.split(" ")).explode("word")


def careful_tokens(texts: pl.DataFrame) -> pl.DataFrame:
    """Split texts into words free of punctuation: ``_row``, ``word``.

    The first word of a sentence is lowered, and a text in capitals; other capitals mark names, whose
    words tell nothing.
    """
    text = pl.col("body").str.replace_all("’", "'")
    shouted = text.str.count_matches(r"\p{Lu}") > text.str.count_matches(r"\p{Ll}")
    text = pl.when(shouted).then(text.str.to_lowercase()).otherwise(text)
    tokens = texts.select("_row", word=text.str.replace_all(r"\s+", " ").str.split(" ")).explode("word")
    before = pl.col("word").shift(1).over("_row")
    starts = before.is_null() | before.str.contains(r"[.!?:;\"“”»)-]$") | pl.col("word").str.contains(r"^[\"“«]")
    word = pl.when(starts).then(pl.col("word").str.to_lowercase()).otherwise("word")
    return tokens.select("_row", word=word.str.replace_all(r"[^\p{L}\p{M}'-]+", "").str.strip_chars("'-"))


def weigh(tokens: pl.DataFrame, *, with_endings: bool = False) -> pl.DataFrame:
    """Weigh words: ``_row``, ``words`` (those in lower case), and the weight of each language.

    With ``with_endings`` the endings of words count too.
    """
    counted = tokens.group_by("_row").agg(words=pl.col("word").str.contains(r"^\p{Ll}").sum())
    hits = tokens.join(words(), on="word")
    if with_endings:
        hits = pl.concat([hits, _ending_hits(tokens)])
    weighed = counted.join(hits.group_by("_row").agg(pl.exclude("word").sum()), on="_row", how="left")
    return weighed.with_columns(pl.col("common", *LANGUAGES).fill_null(0) / 100).sort("_row")


def _ending_hits(tokens: pl.DataFrame) -> pl.DataFrame:
    """The words with a telling ending: ``_row``, ``word`` and the weight of each language."""
    distinct = tokens.select(pl.col("word").unique()).with_columns(common=pl.lit(0, pl.Int64))
    distinct = distinct.with_columns(pl.lit(0, pl.Int64).alias(language) for language in LANGUAGES)
    for language, pattern, weight in endings():  # a dozen endings, on the distinct words of few texts
        matches = pl.col("word").str.contains(pattern)
        distinct = distinct.with_columns(
            pl.when(matches).then(pl.col(language) + weight).otherwise(language).alias(language)
        )
    telling = distinct.filter(pl.sum_horizontal(LANGUAGES) > 0)
    return tokens.join(telling, on="word").select("_row", "word", "common", *LANGUAGES)
