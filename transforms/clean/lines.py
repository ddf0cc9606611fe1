"""The lines of an article with their offsets and what they look like."""

from __future__ import annotations

import polars as pl

from transforms.clean.marks import name_rules
from transforms.clean.rules import HEAD_CHARS, TAIL_CHARS, RuleSet, alternation

LONGEST_LINE = 420
"""Longest line that a rule of reach ``line`` may cut: a longer one is a paragraph."""
END = r"[.!?…:;,][\"”’')\]]*$"


def lines_of(articles: pl.DataFrame) -> pl.DataFrame:
    """Split texts into their non-blank lines.

    Returns ``article_no``, ``line_no`` (from 0, non-blank lines only), ``start_char``, ``end_char`` and
    ``line``: the line without the white space around it, and where that stands.
    """
    text = articles.select("article_no", _chars=pl.col("text").str.len_chars(), line=pl.col("text").str.split("\n"))
    lines = (
        text.explode("line")
        .with_columns(_len=pl.col("line").str.len_chars().cast(pl.Int64) + 1)
        .with_columns(_start=pl.col("_len").cum_sum().over("article_no") - pl.col("_len"))
        .with_columns(_bare=pl.col("line").str.strip_chars())
        .filter(pl.col("_bare") != "")
    )
    lead = pl.col("_len") - 1 - pl.col("line").str.strip_chars_start().str.len_chars().cast(pl.Int64)
    start = pl.col("_start") + lead
    return lines.select(
        "article_no",
        line_no=pl.int_range(pl.len(), dtype=pl.UInt32).over("article_no"),
        start_char=start.cast(pl.UInt32),
        end_char=(start + pl.col("_bare").str.len_chars().cast(pl.Int64)).cast(pl.UInt32),
        line=pl.col("_bare"),
        text_chars=pl.col("_chars"),
    )


def find_ruled_lines(lines: pl.DataFrame, articles: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Find the lines that a rule of reach ``line`` or ``sign_off`` matches from end to end.

    Returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``, ``reach``,
    ``line_no``.
    """
    chosen = rules.having("line", "sign_off").with_columns(pattern=pl.format("^(?:{})$", "pattern"))
    if chosen.is_empty():
        return _no_lines(lines)
    hits = lines.filter(
        (pl.col("line").str.len_chars() <= LONGEST_LINE) & pl.col("line").str.contains(alternation(chosen))
    ).rename({"line": "surface"})
    names = name_rules(hits["surface"], chosen)
    hits = hits.join(names, on="surface", how="left", maintain_order="left").join(
        chosen.select("_no", "rule_id", "kind", "reach", "position", "scope"), on="_no", how="left", maintain_order="left"
    )
    in_place = (
        pl.when(pl.col("position") == "head")
        .then(pl.col("start_char") < HEAD_CHARS)
        .when(pl.col("position") == "tail")
        .then(pl.col("end_char") + TAIL_CHARS > pl.col("text_chars"))
        .otherwise(pl.lit(True))
    )
    scoped = _in_outlet(hits, articles)
    return scoped.filter(in_place).select(
        "article_no", "start_char", "end_char", "surface", "rule_id", "kind", "reach", "line_no"
    )


def _in_outlet(hits: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    from transforms.clean.marks import in_scope

    if (hits["scope"] == "any").all():
        return hits
    return hits.join(articles.select("article_no", "url", "text"), on="article_no", how="left", maintain_order="left").filter(in_scope())


def _no_lines(lines: pl.DataFrame) -> pl.DataFrame:
    empty = lines.clear().rename({"line": "surface"})
    return empty.select(
        "article_no", "start_char", "end_char", "surface",
        rule_id=pl.lit(""), kind=pl.lit(""), reach=pl.lit(""), line_no="line_no",
    )  # fmt: skip


def describe(lines: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Add to each line what is left of it and what it looks like.

    ``left``: characters not covered by ``removed`` (``article_no``, ``start_char``, ``surface``);
    ``gone``: nothing but punctuation is left; ``stops``: ends like a sentence; ``words``; ``capital``:
    begins with a capital, a digit or a quotation mark.
    """
    covered = cover(removed, lines)
    described = lines.join(covered, on=["article_no", "line_no"], how="left").with_columns(
        left=pl.col("line").str.len_chars().cast(pl.Int64) - pl.col("_covered").fill_null(0)
    )
    return described.drop("_covered").with_columns(
        gone=pl.col("left") <= 2,
        stops=pl.col("line").str.contains(END),
        words=pl.col("line").str.count_matches(r"\S+"),
        capital=pl.col("line").str.contains(r"^[\"“‘'(\[]*[\p{Lu}\d]"),
    )


def cover(removed: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Count the characters of each line that ``removed`` spans cover: ``article_no, line_no, _covered``."""
    parts = (
        removed.select("article_no", "start_char", _part=pl.col("surface").str.split("\n"))
        .with_row_index("_span")
        .explode("_part")
        .with_columns(_len=pl.col("_part").str.len_chars().cast(pl.Int64))
        .with_columns(
            _at=pl.col("start_char").cast(pl.Int64)
            + (pl.col("_len") + 1).cum_sum().over("_span")
            - pl.col("_len")
            - 1
        )
        .with_columns(_covered=pl.col("_part").str.strip_chars().str.len_chars().cast(pl.Int64))
        .sort("_at")
    )
    starts = lines.select("article_no", "line_no", _at=pl.col("start_char").cast(pl.Int64)).sort("_at")
    placed = parts.filter(pl.col("_covered") > 0).with_columns(pl.col("_at") + pl.col("_part").str.len_chars() - pl.col("_part").str.strip_chars_start().str.len_chars())
    placed = placed.sort("_at").join_asof(starts, on="_at", by="article_no", strategy="backward", check_sortedness=False)
    return placed.group_by("article_no", "line_no").agg(pl.col("_covered").sum())
