"""Pointers to other stories: the headline and the address that a cut span names."""

from __future__ import annotations

import polars as pl

from transforms.metadata.tables import related_cue
from transforms.schemas import Article, RelatedLink, RemovedSpan
from transforms.spans import MARK, find_spans

MAX_TITLE_CHARS = 200
LONG_TITLE_CHARS = 120
_GLUE = r"\p{Ll}{3}\p{Lu}\p{Ll}{2}"
"""Where two headlines run into each other; in a headline of usual length it is a name (``WhatsApp``)."""
_NEXT_CUE = r"(?i)(?:baca|simak|lihat)\s?juga\s?[:：]"
_URL = r"https?://[^\s\"'<>)\]]+"
_FULL_STORY = (
    r"(?i)\bbaca\s+(?:artikel|berita)\s+(?:\S+\s+){0,3}[,:]?\s*[\"“'‘][^\"”\n]{10,200}[\"”'’]?,?"
    rf"\s*selengkapnya\s*(?:di\s*(?:sini)?)?\s*:?\s*{_URL}"
)
_NAMED_STORY = r"(?i)\bbaca\s+(?:artikel|berita)\s[^\"“\n]{0,40}[\"“]"
_TAIL = r"(?i)[\"”'’]?\s*(?:,\s*)?(?:selengkapnya\s+)?(?:di\s*sini|di bawah ini|berikut ini|selengkapnya)\W*$"
_EDGES = " \u00a0\t\n\"'“”‘’[](){}:;,|-–—*•>»→▶.…"


def find_related_links(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find pointers to other stories in the removed spans; returns :class:`RelatedLink`.

    A span of kind ``related_link`` gives one row for each line and each cue (``Baca juga``) in it; a line
    that is a cue alone belongs to the headline on the next. ``linked_title`` is null where the headline
    is lost, or where what follows is longer than any headline (several run into one).
    """
    Article.validate(articles, cast=False)
    RemovedSpan.validate(removed, cast=False)
    lines = _lines(_joined_spans(articles, removed.filter(pl.col("kind") == "related_link")))
    full = find_spans(
        removed.filter(pl.col("kind") != "related_link"), _FULL_STORY, text="surface", offset="start_char"
    ).with_columns(rule_id=pl.lit("M-LINK-FULL"))
    found = pl.concat([lines.with_columns(rule_id=pl.lit("M-LINK")), full.select(*lines.columns, "rule_id")])
    return RelatedLink.validate(
        found.with_columns(linked_url=pl.col("surface").str.extract(f"({_URL})").str.strip_chars_end(".,;"))
        .with_columns(_headline=_headline())
        .with_columns(linked_title=_title())
        .sort("article_no", "start_char")
        .select(*RelatedLink.column_names()),
        cast=True,
    )


def _cue() -> str:
    """Pattern of a cue at the start of a line, with the mark after it."""
    return rf"(?im)^[\s\"'“‘\[(*•>»→▶-]*(?:{related_cue()})\s*(?:[:：]|[-–—]\s)?"


def _joined_spans(articles: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Join spans with nothing but a line end between them: the cue on one line, its headline on the next."""
    spans = spans.sort("article_no", "start_char").join(
        articles.select("article_no", "text"), on="article_no", maintain_order="left"
    )
    end_before = pl.col("end_char").shift(1).over("article_no").cast(pl.Int64)
    gap = pl.col("text").str.slice(end_before, pl.col("start_char") - end_before)
    apart = gap.is_null() | ~gap.str.contains(r"^\s{0,4}$")
    groups = spans.with_columns(_group=apart.cum_sum()).group_by("_group", maintain_order=True)
    joined = groups.agg(pl.col("article_no", "text").first(), pl.col("start_char").first(), pl.col("end_char").last())
    surface = pl.col("text").str.slice("start_char", pl.col("end_char") - pl.col("start_char"))
    return joined.select("article_no", "start_char", "end_char", surface=surface)


def _lines(spans: pl.DataFrame) -> pl.DataFrame:
    """One row a pointer: ``article_no``, ``start_char``, ``end_char``, ``surface``.

    A span is cut at line ends and before each cue with its colon, glued to the word before or not. The
    line end between a cue and its headline is first exchanged for a blank, length for length; the
    surface is then taken from the original.
    """
    joined = pl.col("surface").str.replace_all(rf"({_cue()}[ \t\u00a0]*)\n", "${1} ")
    pieces = (
        spans.select("article_no", "start_char", "surface", piece=joined.str.replace_all(_NEXT_CUE, f"{MARK}${{0}}"))
        .with_row_index("_span")
        .with_columns(pl.col("piece").str.split(MARK))
        .explode("piece")
        .with_columns(_len=pl.col("piece").str.len_chars().cast(pl.Int64))
        .with_columns(piece_start=pl.col("_len").cum_sum().over("_span") - pl.col("_len"))
    )
    keys = ["article_no", "span_start", "original"]
    pieces = pieces.rename({"start_char": "span_start", "surface": "original"})
    lines = find_spans(pieces, r"[^\s][^\n]*", text="piece", keys=keys, offset="piece_start")
    original = pl.col("original").str.slice("start_char", pl.col("end_char") - pl.col("start_char"))
    return lines.with_columns(surface=original.str.strip_chars_end()).select(
        "article_no",
        start_char=pl.col("span_start") + pl.col("start_char"),
        end_char=pl.col("span_start") + pl.col("start_char") + pl.col("surface").str.len_chars(),
        surface="surface",
    )


def _headline() -> pl.Expr:
    """What is left of ``surface`` without cue and address."""
    quoted = pl.col("surface").str.extract(r"[\"“]([^\"”\n]{10,200})[\"”]")
    rest = (
        pl.col("surface")
        .str.replace_all(_URL, " ")
        .str.replace(_cue(), "")
        .str.replace(_TAIL, "")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars(_EDGES)
    )
    return pl.when(pl.col("surface").str.contains(_NAMED_STORY)).then(quoted).otherwise(rest)


def _title() -> pl.Expr:
    """The headline that is left (``_headline``); null where that is none."""
    title = pl.col("_headline")
    length = title.str.len_chars()
    several = (length > MAX_TITLE_CHARS) | ((length > LONG_TITLE_CHARS) & title.str.contains(_GLUE))
    return pl.when(title.str.contains(r"\p{L}.*\s.*\p{L}") & ~several).then(title)
