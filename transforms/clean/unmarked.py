"""Headlines and subheads without a mark, in text that lost its line breaks.

A run of capitalised words right after a stop, without the space that two sentences have between them, was
a line of its own. It is a subhead if it is fused to a sentence on its other side too
(``gratis.Dalil Pelarangan MenjualSelain itu``), and a headline of another story if it is long and in
headline style beyond doubt.
"""

from __future__ import annotations

import functools

import polars as pl

from transforms.clean.headlines import LONGEST
from transforms.clean.word_cases import SEAM, function_words, with_odds, with_seams
from transforms.spans import find_spans

SUBHEAD_ODDS = 2.0
"""Least log odds of a subhead: of its words to be a headline, and of the next word to open a sentence."""
HEADLINE_ODDS = 5.0
"""Least log odds of the words of an unmarked headline to be one."""
LEAST_WORDS = 6
LONG_WORDS = 8
"""A fused run of this many words is a headline of another story rather than a subhead."""


@functools.cache
def _run_pattern() -> str:
    function = "|".join(sorted(function_words(), key=len, reverse=True))
    word = rf"(?:[A-ZÀ-Ý0-9“(][^\s.;]*|(?:{function})[,:]?|[-–&])"
    return rf"(?:\S[.!?][”\"’)]?|[”’)])[ \u00a0]*(?:\d{{1,2}}\. ?)?[A-ZÀ-Ý][^\s.]*(?: {word}){{2,24}}"


def find_unmarked(articles: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Find fused subheads and unmarked headlines outside ``marks``, what the patterns have found.

    Returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``.
    """
    texts = articles.select("article_no", "text").filter(_may_have_runs())
    runs = find_spans(texts, _run_pattern())
    stop = pl.col("surface").str.extract(r"^(\S?[.!?”\"’)]+[ \u00a0]*)", 1)
    runs = runs.with_columns(
        start_char=pl.col("start_char") + stop.str.len_chars(),
        surface=pl.col("surface").str.slice(stop.str.len_chars()),
        _spaced=stop.str.contains(r"[ \u00a0]$"),
        _counted=stop.str.contains(r"^\d[.] "),
    ).filter(~pl.col("_counted"))
    runs = _clear_of(runs, marks)
    runs = runs.join(texts, on="article_no", how="left", maintain_order="left").with_row_index("_row")
    runs = runs.with_columns(
        _next=pl.col("text").str.slice(pl.col("end_char"), 40),
    )
    judged = _judge(runs)
    return _spans(runs, judged)


def _may_have_runs() -> pl.Expr:
    """Return whether a text has a stop fused to a capital, or ends without a stop."""
    open_end = ~pl.col("text").str.tail(40).str.contains(r"[.!?…\"”’')\]*]\s*$")
    return pl.col("text").str.contains(r"[\p{Ll}\d)][.!?][”\"]?[A-Z\d]|[”’)][A-Z]") | open_end


def _clear_of(runs: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Drop the runs that begin inside a mark and end the others where the next mark begins."""
    beside = runs.join(marks.select("article_no", _from="start_char", _to="end_char"), on="article_no")
    start = pl.col("start_char")
    inside = beside.filter((pl.col("_from") <= start) & (pl.col("_to") > start))
    ahead = (
        beside.filter(pl.col("_from") > start).group_by("article_no", "start_char").agg(_limit=pl.col("_from").min())
    )
    free = runs.join(inside, on=["article_no", "start_char"], how="anti", maintain_order="left")
    limited = free.join(ahead, on=["article_no", "start_char"], how="left", maintain_order="left")
    room = pl.col("_limit").fill_null(pl.col("end_char")) - pl.col("start_char")
    cut = limited.with_columns(surface=pl.col("surface").str.slice(0, room).str.strip_chars_end())
    return cut.with_columns(end_char=(pl.col("start_char") + pl.col("surface").str.len_chars()).cast(pl.UInt32)).drop(
        "_limit"
    )


def _judge(runs: pl.DataFrame) -> pl.DataFrame:
    """Return for each run ``_odds`` and ``_words`` of its whole and up to its last fused place, ``_cut``."""
    seamed = with_seams(pl.col("surface"))
    tokens = (
        runs.select("_row", token=seamed.str.extract_all(rf"[^\s{SEAM}]+(?:\s+|{SEAM})?"))
        .explode("token")
        .with_columns(_fused=pl.col("token").str.ends_with(SEAM), token=pl.col("token").str.strip_chars(SEAM))
    )
    tokens = with_odds(tokens).with_columns(
        _chars=pl.col("token").str.len_chars(),
        odds=pl.when(pl.col("token").str.contains(r"^[“\"(]?\p{Lu}")).then(-pl.col("inside_odds")).otherwise(0.0),
    )
    before = tokens.with_columns(
        _at=pl.col("_chars").cum_sum().over("_row"),
        _sum=pl.col("odds").cum_sum().over("_row"),
        _no=pl.int_range(1, pl.len() + 1).over("_row"),
        _opens=pl.col("first_odds").shift(-1).over("_row"),
        _left=pl.len().over("_row") - pl.int_range(1, pl.len() + 1).over("_row"),
    )
    whole = before.group_by("_row").agg(_odds=pl.col("odds").sum(), _words=pl.len())
    fused = (
        before.filter(pl.col("_fused") & (pl.col("_left") <= 3) & (pl.col("_no") >= 2))
        .group_by("_row")
        .agg(
            _cut=pl.col("_at").last(),
            _cut_odds=(pl.col("_sum") + pl.col("_opens")).last(),
            _cut_words=pl.col("_no").last(),
        )
    )
    return whole.join(fused, on="_row", how="left")


def _spans(runs: pl.DataFrame, judged: pl.DataFrame) -> pl.DataFrame:
    joined = runs.join(judged, on="_row", how="left", maintain_order="left")
    numbered = pl.col("surface").str.contains(r"^\d{1,2}\. ?\p{Lu}")
    subhead = (pl.col("_cut_odds") + pl.when(numbered).then(2.0).otherwise(0.0) >= SUBHEAD_ODDS) & (
        pl.col("_cut") <= 90
    )
    ends = pl.col("_next").str.contains(r"^\s*(?:$|\n|[“\"]\p{Lu}|\([A-Za-z]{2,8}/)")
    last = pl.col("_next").str.contains(r"^\s*(?:$|\([A-Za-z]{2,8}/)")
    ends = pl.when("_spaced").then(last & pl.col("surface").str.contains(r"[^.]$")).otherwise(ends)
    subhead = subhead & ~pl.col("_spaced")
    headline = (
        ends
        & (pl.col("_odds") >= HEADLINE_ODDS)
        & (pl.col("_words") >= LEAST_WORDS)
        & (pl.col("surface").str.len_chars() <= LONGEST)
    )
    long = pl.col("_cut_words") >= LONG_WORDS
    labelled = joined.with_columns(
        _label=pl.when(subhead & ~long).then(pl.lit("navigation.subhead_fused"))
        .when(subhead | headline).then(pl.lit("related_link.unmarked")),
        _fused=subhead,
    ).filter(pl.col("_label").is_not_null())  # fmt: skip
    chars = pl.when("_fused").then("_cut").otherwise(pl.col("surface").str.len_chars())
    return labelled.select(
        "article_no", "start_char",
        end_char=(pl.col("start_char") + chars).cast(pl.UInt32), surface=pl.col("surface").str.slice(0, chars),
        rule_id=pl.lit("clean.") + pl.col("_label"), kind=pl.col("_label").str.split(".").list.first(),
    )  # fmt: skip
