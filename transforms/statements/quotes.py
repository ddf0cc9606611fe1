"""Quotations: pair the quotation marks of an article, whatever marks its outlet uses.

A mark opens or closes by the characters beside it; where these do not tell, straight marks alternate.
Unbalanced marks are common: a quotation may open anew with each paragraph and close only once, lack
its closing mark, or hold another quotation.
"""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import find_spans
from transforms.statements.tables import alternation, cue_table

_MARK = r"""(?:["“”„«»]|''|’’|‘’|‘‘|´´|``)"""
"""Some outlets write two apostrophes, straight or not."""
_SPACE_BEFORE = r"^$|[\s(\[–—:/‘'-]"
_SPACE_AFTER = r"^$|[\s.,;:?!)\]…–—-]"
_MAX_PARAGRAPHS = 3
"""A quotation that is still open may close this many paragraphs later."""


def find_quotes(sentences: pl.DataFrame) -> pl.DataFrame:
    """Locate the quotations of each article, in order.

    Returns ``article_no, open_char, inner_start, inner_end, close_char`` (code points in the article's
    text; the marks stand at ``open_char`` and before ``close_char``), ``sentence_no`` and ``paragraph_no``
    of the opening mark, ``last_sentence_no`` of the closing one, and ``closed`` (false where the
    quotation ends with its paragraph for want of a mark).
    """
    marks = _resolve_ambiguous(_classify(_marks(sentences)))
    runs = _runs(marks)
    following = [
        pl.col(c).shift(-1).alias(f"_next_{c}")
        for c in ("article_no", "paragraph_no", "kind", "chars", "sentences", "ends")
    ]
    opened = runs.with_columns(following).filter(pl.col("kind") == "open").with_columns(
        _n=pl.min_horizontal(pl.col("chars").list.len(), pl.col("_next_chars").list.len()).cast(pl.Int64) - 1,
        closed=(pl.col("_next_article_no") == pl.col("article_no"))
        & (pl.col("_next_kind") == "close")
        & (pl.col("_next_paragraph_no") - pl.col("paragraph_no") <= _MAX_PARAGRAPHS),
    )  # fmt: skip
    ends = sentences.group_by("article_no", "paragraph_no").agg(
        _paragraph_end=pl.col("end_char").max().cast(pl.Int64), _last=pl.col("sentence_no").max()
    )
    opened = opened.with_columns(pl.col("closed").fill_null(False))
    return (
        opened.join(ends, on=["article_no", "paragraph_no"], how="left", maintain_order="left")
        .select(
            "article_no",
            "paragraph_no",
            open_char=pl.col("chars").list.first(),
            sentence_no=pl.col("sentences").list.first(),
            closed="closed",
            inner_start=pl.col("ends").list.first(),
            inner_end=pl.when("closed").then(pl.col("_next_chars").list.get(pl.col("_n"), null_on_oob=True))
            .otherwise("_paragraph_end"),
            close_char=pl.when("closed").then(pl.col("_next_ends").list.get(pl.col("_n"), null_on_oob=True))
            .otherwise("_paragraph_end"),
            last_sentence_no=pl.when("closed").then(pl.col("_next_sentences").list.get(pl.col("_n"), null_on_oob=True))
            .otherwise("_last"),
        )
    )  # fmt: skip


def _marks(sentences: pl.DataFrame) -> pl.DataFrame:
    spans = find_spans(sentences, _MARK, text="surface", keys=["article_no", "sentence_no", "paragraph_no"])
    place = pl.struct("article_no", "paragraph_no")
    texts = sentences.select(
        "article_no",
        "sentence_no",
        _start="start_char",
        _text="surface",
        _opens_paragraph=(place != place.shift(1)).fill_null(True),
    )
    at, width = pl.col("start_char").cast(pl.Int64), pl.col("surface").str.len_chars().cast(pl.Int64)
    return spans.join(texts, on=["article_no", "sentence_no"], maintain_order="left").select(
        "article_no",
        "paragraph_no",
        "sentence_no",
        mark="surface",
        char=at + pl.col("_start").cast(pl.Int64),
        end=at + width + pl.col("_start").cast(pl.Int64),
        _before=pl.when(at > 0).then(pl.col("_text").str.slice(at - 1, 1)).otherwise(pl.lit("")),
        _after=pl.col("_text").str.slice(at + width, 1),
        _opens_paragraph=pl.col("_opens_paragraph") & (at == 0),
        _attributes=pl.col("_text").str.slice((at - 2).clip(0), 16).str.contains(_attribution()) & (at > 2),
    )


@functools.cache
def _attribution() -> str:
    """A mark that a verb of speech touches closes, whatever it looks like: ``… tidak melawan, "kata Usmar``."""
    verbs = cue_table().filter(pl.col("position") == "after")["cue"]
    short = verbs.filter(verbs.str.len_chars() <= 9).unique(maintain_order=True).to_list()
    return rf"""^(?:[,.!?…]|[,.!?…]\s|\S[,.!?…]){_MARK}{alternation(short)}(?:nya)?(?-u:\b)"""


def _classify(marks: pl.DataFrame) -> pl.DataFrame:
    """``open``, ``close`` or null, from the neighbours first and the shape of the mark second."""
    apart_before = pl.col("_before").str.contains(_SPACE_BEFORE)
    apart_after = pl.col("_after").str.contains(_SPACE_AFTER)
    order = pl.int_range(pl.len()).over("article_no", "paragraph_no")  # nothing closes that was not opened
    return marks.with_columns(
        kind=pl.when(pl.col("_attributes") & (order % 2 == 1)).then(pl.lit("close"))
        .when(pl.col("_opens_paragraph")).then(pl.lit("open"))
        .when(apart_before & ~apart_after).then(pl.lit("open"))
        .when(~apart_before & apart_after).then(pl.lit("close"))
        .when(pl.col("mark").is_in(["“", "„", "«"])).then(pl.lit("open"))
        .when(pl.col("mark").is_in(["”", "»"])).then(pl.lit("close"))
    )  # fmt: skip


def _resolve_ambiguous(marks: pl.DataFrame) -> pl.DataFrame:
    """A mark that could be either takes its turn after the last one of the paragraph that is certain."""
    paragraph = ["article_no", "paragraph_no"]
    marks = marks.with_columns(_order=pl.int_range(pl.len(), dtype=pl.Int64).over(paragraph))
    certain = pl.when(pl.col("kind").is_not_null()).then("_order").forward_fill().over(paragraph).fill_null(-1)
    last = pl.col("kind").forward_fill().over(paragraph).fill_null("close")
    opposite = pl.when(last == "close").then(pl.lit("open")).otherwise(pl.lit("close"))
    turned = pl.when((pl.col("_order") - certain) % 2 == 1).then(opposite).otherwise(last)
    return marks.with_columns(kind=pl.coalesce("kind", turned)).drop("_order")


def _runs(marks: pl.DataFrame) -> pl.DataFrame:
    """Marks of one kind that follow each other in a paragraph: nested or unbalanced quotations."""
    run = pl.struct("article_no", "paragraph_no", "kind").rle_id()
    return marks.group_by(run.alias("_run"), maintain_order=True).agg(
        pl.col("article_no").first(),
        pl.col("paragraph_no").first().cast(pl.Int64),
        pl.col("kind").first(),
        chars=pl.col("char"),
        ends=pl.col("end"),
        sentences=pl.col("sentence_no"),
    )


def outside(mentions: pl.DataFrame, quotes: pl.DataFrame) -> pl.DataFrame:
    """The mentions that stand in no quotation: who is named there does not say it."""
    opened = quotes.select("article_no", _open="open_char", _close="close_char").sort("article_no", "_open")
    return (
        mentions.with_columns(_at=pl.col("start_char").cast(pl.Int64))
        .sort("article_no", "_at")
        .join_asof(opened, left_on="_at", right_on="_open", by="article_no", check_sortedness=False)
        .filter(pl.col("_close").is_null() | (pl.col("_at") >= pl.col("_close")))
        .drop("_open", "_close", "_at")
    )
