"""Cues: the words that report, found in every sentence, with the text on either side of them."""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import find_spans
from transforms.statements.tables import alternation, any_word, cue_table

_BOUNDARY = r"(?-u:\b)"


@functools.cache
def cue_pattern() -> str:
    """Any cue as a whole word, with ``nya`` or ``lah`` attached; the first letter may be a capital."""
    return (
        rf"{_BOUNDARY}{alternation(cue_table()['cue'].to_list(), capital=True)}(?:nya|kannya|lah)?{_BOUNDARY}"
    )


@functools.cache
def _chain_pattern() -> str:
    """What may stand between a subject and its verb: adverbs and negations, at the end of the text."""
    inner = any_word("adverb")[3:-1] + "|" + any_word("negation")[3:-1]
    return rf"(?:^|[\s,])((?:(?:{inner})[\s,]+)*)$"


def find_cues(sentences: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Every cue outside quotation marks.

    Returns the sentence's ``article_no, sentence_no, paragraph_no, sentence_start, surface`` and, with
    offsets inside the sentence, ``cue_start, cue_end``; ``cue`` as written, ``lemma`` (the table's
    spelling), ``position``, ``stance``, ``strength``, ``has_nya``; ``chain``: the adverbs between
    subject and verb; ``subject_end``: where the subject must end; ``relative``: the verb follows ``yang``.
    """
    spans = find_spans(sentences, cue_pattern(), text="surface", keys=["article_no", "sentence_no"])
    sentence = sentences.select(
        "article_no",
        "sentence_no",
        "paragraph_no",
        sentence_start=pl.col("start_char").cast(pl.Int64),
        surface="surface",
    )
    hits = spans.select(
        "article_no", "sentence_no",
        cue_start=pl.col("start_char").cast(pl.Int64), cue_end=pl.col("end_char").cast(pl.Int64), cue="surface",
    ).join(sentence, on=["article_no", "sentence_no"], maintain_order="left")  # fmt: skip
    hits = _with_table(_outside(hits, quotes))
    before = pl.col("surface").str.slice(0, pl.col("cue_start"))
    hits = hits.with_columns(_before=before).with_columns(
        chain=pl.col("_before").str.extract(_chain_pattern(), 1).fill_null("")
    )
    return (
        hits.with_columns(
            subject_end=pl.col("cue_start") - pl.col("chain").str.len_chars().cast(pl.Int64),
            relative=pl.col("chain").str.contains(r"(^|\s)yang\s"),
            chain=pl.col("chain").str.strip_chars(),
        )
        .drop("_before")
        .with_row_index("hit")
    )


def _outside(hits: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """Drop the cues that stand inside a quotation."""
    opened = quotes.select("article_no", _open="open_char", _close="close_char").sort("article_no", "_open")
    at = pl.col("sentence_start") + pl.col("cue_start")
    return (
        hits.with_columns(_at=at)
        .sort("article_no", "_at")
        .join_asof(opened, left_on="_at", right_on="_open", by="article_no", check_sortedness=False)
        .filter(pl.col("_close").is_null() | (pl.col("_at") >= pl.col("_close")))
        .drop("_open", "_close", "_at")
    )


def _with_table(hits: pl.DataFrame) -> pl.DataFrame:
    """Look up each distinct spelling: the cue as in the table, and whether ``nya`` is attached."""
    spelling = hits.select(pl.col("cue").unique()).with_columns(
        _full=pl.col("cue").str.to_lowercase().str.replace_all(r"\s+", " ")
    )
    known = cue_table().with_columns(pl.col("position", "stance", "strength").cast(pl.String))
    bare = pl.col("_full").str.replace("(nya|kannya|lah)$", "")
    spelling = (
        spelling.with_columns(
            lemma=pl.when(pl.col("_full").is_in(known["cue"].implode())).then("_full").otherwise(bare)
        )
        .join(known, left_on="lemma", right_on="cue", how="inner")
        .with_columns(has_nya=pl.col("_full").str.ends_with("nya") & (pl.col("_full") != pl.col("lemma")))
        .drop("_full")
    )
    return hits.join(spelling, on="cue", how="inner", maintain_order="left")
