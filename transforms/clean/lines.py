"""The lines of an article with their offsets and what they look like."""

from __future__ import annotations

import polars as pl

from transforms.clean.marks import in_scope, matched_by_any, windows_of_lines
from transforms.clean.rules import RuleSet

LONGEST_LINE = 420
"""Longest line that a rule of reach ``line`` may cut: a longer one is a paragraph."""
END = r"[.!?…:;,][\"”’')\]]*$"
CLOSE = r"[.!?…:\"”’')\]]$"
FULL_STOP = r"[.][\"”’')\]]*$"
OPEN_STRETCH = r"^(?:\.|\[\^[^\]]*\])(?:\+|\{\d+,\d*\})\??"
"""What a pattern may begin with, of any text. The engine finds a fixed part fast, but not behind such a stretch."""
CAPITAL = r"^[\"“‘'(\[]*[\p{Lu}\d]"


def lines_of(articles: pl.DataFrame) -> pl.DataFrame:
    """Split texts into their non-blank lines.

    Returns ``article_no``, ``line_no`` (from 0, non-blank lines only), ``start_char``, ``end_char`` and
    ``line``: the line without the white space around it, and where that stands.
    """
    chars = pl.col("_chars")
    text = articles.select("article_no", _chars=pl.col("text").str.len_chars().cast(pl.Int64), text="text").select(
        "article_no", _chars=chars, _before=(chars + 1).cum_sum() - chars - 1, line=pl.col("text").str.split("\n")
    )
    lines = (
        text.explode("line")
        .with_columns(_len=pl.col("line").str.len_chars().cast(pl.Int64) + 1, _bare=pl.col("line").str.strip_chars())
        .with_columns(_start=pl.col("_len").cum_sum() - pl.col("_len") - pl.col("_before"))
        .filter(pl.col("_bare") != "")
    )
    lead = pl.col("_len") - 1 - pl.col("line").str.strip_chars_start().str.len_chars().cast(pl.Int64)
    start = pl.col("_start")
    return lines.with_columns(_start=start + lead).select(
        "article_no",
        line_no=pl.int_range(pl.len(), dtype=pl.UInt32).over("article_no"),
        start_char=start.cast(pl.UInt32),
        end_char=(start + pl.col("_bare").str.len_chars().cast(pl.Int64)).cast(pl.UInt32),
        line=pl.col("_bare"),
        text_chars=pl.col("_chars"),
    )


def find_ruled_lines(lines: pl.DataFrame, marks: pl.DataFrame, articles: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Find the lines that a rule of reach ``line`` or ``sign_off`` matches from end to end.

    A line on which ``marks`` stand is left to them, unless it is a caption. Returns ``article_no``,
    ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``, ``line_no``.
    """
    found = _lines_by_rule(lines, articles, rules)
    marked = cover(marks, lines).select("article_no", "line_no")
    free = found.join(marked, on=["article_no", "line_no"], how="anti", maintain_order="left")
    found = pl.concat([free, found.filter(pl.col("kind") == "caption")]).unique(["article_no", "line_no"], keep="first")
    return found.select("article_no", "start_char", "end_char", "line", "rule_id", "kind", "line_no").rename(
        {"line": "surface"}
    )


def _lines_by_rule(lines: pl.DataFrame, articles: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Return the lines that a rule matches, with ``rule_id`` and ``kind`` of the first that does."""
    windows = windows_of_lines(_with_neighbours(lines).filter(pl.col("line").str.len_chars() <= LONGEST_LINE))
    parts = [windows["anywhere"].clear().with_columns(rule_id=pl.lit(""), kind=pl.lit(""))]
    pattern = pl.col("pattern")
    line_rules = rules.frame.filter(pl.col("reach").is_in(["line", "sign_off"])).with_columns(
        behind_stretch=pl.when(pattern.str.contains(OPEN_STRETCH)).then(pattern.str.replace(OPEN_STRETCH, ""))
    )
    matched = matched_by_any(windows, line_rules.filter(pl.col("behind_stretch").is_null()), whole=True)
    for rule in line_rules.iter_rows(named=True):  # rules, not lines
        if rule["behind_stretch"] is None:
            hits = matched[rule["position"]]
        else:
            hits = windows[rule["position"]].filter(pl.col("line").str.contains(rule["behind_stretch"]))
        if hits.is_empty():  # the whole pattern costs more to compile than all lines to screen
            continue
        hits = hits.filter(pl.col("line").str.contains(f"^(?:{rule['pattern']})$"))
        for side in ("before", "after"):
            if rule[side] is not None:
                hits = hits.filter(pl.col(f"_{side}").str.contains(rule[side]))
        if rule["scope"] != "any":
            own = articles.filter(in_scope(rule["scope"])).select("article_no")
            hits = hits.join(own, on="article_no", how="semi")
        parts.append(hits.with_columns(rule_id=pl.lit(rule["rule_id"]), kind=pl.lit(rule["kind"])))
    return pl.concat(parts).unique(["article_no", "line_no"], keep="first", maintain_order=True)


def _with_neighbours(lines: pl.DataFrame) -> pl.DataFrame:
    """Add the lines before and after each line of an article, empty where there is none."""
    follows = pl.col("line_no") > 0
    return lines.with_columns(
        _before=pl.when(follows).then(pl.col("line").shift(1)).otherwise(pl.lit("")),
        _after=pl.when(follows.shift(-1)).then(pl.col("line").shift(-1)).otherwise(pl.lit("")),
    )


def describe(lines: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Add to each line what is left of it and what it looks like.

    ``left``: characters not covered by ``removed`` (``article_no``, ``start_char``, ``surface``);
    ``gone``: nothing but punctuation is left; ``stops``: ends with any punctuation; ``closes``: ends like
    a sentence; ``full_stop``: ends with a full stop; ``capital``: begins with a capital or a digit, perhaps
    after a quotation mark.
    """
    covered = cover(removed, lines)
    described = lines.join(covered, on=["article_no", "line_no"], how="left").with_columns(
        left=pl.col("line").str.len_chars().cast(pl.Int64) - pl.col("_covered").fill_null(0)
    )
    end, start = pl.col("line").str.tail(4), pl.col("line").str.head(4)
    return described.drop("_covered").with_columns(
        chars=pl.col("line").str.len_chars(),
        gone=pl.col("left") <= 2,
        stops=end.str.contains(END),
        closes=end.str.contains(CLOSE),
        full_stop=end.str.contains(FULL_STOP),
        capital=start.str.contains(CAPITAL),
    )


def cover(removed: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Count the characters of each line that ``removed`` spans cover: ``article_no, line_no, _covered``."""
    parts = (
        removed.select("article_no", "start_char", _part=pl.col("surface").str.split("\n"))
        .with_row_index("_span")
        .explode("_part")
        .with_columns(_len=pl.col("_part").str.len_chars().cast(pl.Int64))
        .with_columns(
            _at=pl.col("start_char").cast(pl.Int64) + (pl.col("_len") + 1).cum_sum().over("_span") - pl.col("_len") - 1
        )
        .with_columns(_covered=pl.col("_part").str.strip_chars().str.len_chars().cast(pl.Int64))
        .sort("_at")
    )
    starts = lines.select("article_no", "line_no", _at=pl.col("start_char").cast(pl.Int64)).sort("_at")
    placed = parts.filter(pl.col("_covered") > 0).with_columns(
        pl.col("_at") + pl.col("_part").str.len_chars() - pl.col("_part").str.strip_chars_start().str.len_chars()
    )
    placed = placed.sort("_at").join_asof(
        starts, on="_at", by="article_no", strategy="backward", check_sortedness=False
    )
    return placed.group_by("article_no", "line_no").agg(pl.col("_covered").sum())
