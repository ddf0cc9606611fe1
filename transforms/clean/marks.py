"""Spans that the rules' patterns find.

Each rule is looked for by itself: a single pattern lets the regular expression engine skip to the letters
that it must contain, which one alternation of all rules would lose (measured: seven times as slow).
"""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from transforms.clean.rules import HEAD_CHARS, TAIL_CHARS, RuleSet
from transforms.spans import find_spans

CONTEXT_CHARS = 60
"""How much text on either side of a match a rule's ``before`` and ``after`` see."""
PATTERNS_A_SEARCH = 8
"""Patterns looked for together. More of them have more states than the engine keeps, and it works them out again and
again: 37 in one search took twice as long as in five."""
MATCHED = ("match", "headline", "value", "caption_start")
MARK_COLUMNS = {
    "start_char": pl.UInt32,
    "end_char": pl.UInt32,
    "surface": pl.String,
    "rule_id": pl.String,
    "kind": pl.String,
    "reach": pl.String,
    "_rank": pl.UInt32,
    "_head": pl.Boolean,
}


def find_marks(articles: pl.DataFrame, lines: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Find what the rules of reach ``match``, ``headline``, ``value`` and ``caption_start`` match.

    ``lines``: those of :func:`transforms.clean.lines.lines_of`. Returns ``article_no``, ``start_char``,
    ``end_char``, ``surface``, ``rule_id``, ``kind``, ``reach``, in order; only matches in the rule's scope
    and position whose neighbours agree. Of matches that overlap the first stays, at the same place that of
    the rule that stands first in the table; of datelines that only the start of a text may have, the first.
    """
    parts = list(_marks_by_rule(articles, lines, rules))
    empty = pl.DataFrame(schema={"article_no": articles.schema["article_no"], **MARK_COLUMNS})
    found = pl.concat([empty, *parts]).sort("article_no", "start_char", "_rank")
    found = found.unique(["article_no", "start_char"], keep="first", maintain_order=True)
    opening = (pl.col("kind") == "dateline") & pl.col("_head")
    found = found.filter(~opening | (opening.cum_sum().over("article_no") == 1))
    reach = pl.col("end_char").cum_max().shift(1).over("article_no").fill_null(0)
    return found.filter(pl.col("start_char") >= reach).drop("_rank", "_head")


def _marks_by_rule(articles: pl.DataFrame, lines: pl.DataFrame, rules: RuleSet) -> Iterator[pl.DataFrame]:
    windows = _windows(articles)
    is_anchored = pl.col("pattern").str.starts_with("^") & pl.col("reach").is_in(MATCHED)
    line_windows = matched_by_any(windows_of_lines(lines), rules.frame.filter(is_anchored))
    for rank, rule in enumerate(rules.frame.iter_rows(named=True)):  # rules, not articles
        if rule["reach"] not in MATCHED:
            continue
        anchored = rule["pattern"].startswith("^")
        column = "line" if anchored else "_window"
        window = (line_windows if anchored else windows)[rule["position"]]
        hits = _screened(window, rule["before"]).filter(pl.col(column).str.contains(rule["pattern"]))
        if rule["scope"] != "any":
            hits = hits.join(articles.filter(in_scope(rule["scope"])).select("article_no"), on="article_no", how="semi")
        if hits.is_empty():
            continue
        found = _line_starts(hits, rule) if anchored else _inside(hits, rule)
        yield found.with_columns(
            pl.lit(rule["rule_id"]).alias("rule_id"),
            pl.lit(rule["kind"]).alias("kind"),
            pl.lit(rule["reach"]).alias("reach"),
            pl.lit(rank, pl.UInt32).alias("_rank"),
            pl.lit(rule["position"] == "head").alias("_head"),
        )


def _screened(window: pl.DataFrame, before: str | None) -> pl.DataFrame:
    """Leave out the texts in which what must stand before a match does not occur, where that is telling."""
    if before is None or "^" in before or "_window" not in window.columns:
        return window
    return window.filter(pl.col("_window").str.contains(before.removesuffix("$")))


def _inside(hits: pl.DataFrame, rule: dict[str, str]) -> pl.DataFrame:
    found = find_spans(hits, rule["pattern"], text="_window", offset="_at")
    return _agreeing(found, hits, rule["before"], rule["after"])


def _line_starts(hits: pl.DataFrame, rule: dict[str, str]) -> pl.DataFrame:
    """Take the matches at the start of lines."""
    found = hits.with_columns(surface=pl.col("line").str.extract(rule["pattern"], 0))
    chars = pl.col("surface").str.len_chars()
    if rule["after"] is not None:
        found = found.filter(pl.col("line").str.slice(chars, CONTEXT_CHARS).str.contains(rule["after"]))
    return found.select(
        "article_no", "start_char", end_char=(pl.col("start_char") + chars).cast(pl.UInt32), surface="surface"
    )


def windows_of_lines(lines: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return for each position the lines to look at."""
    return {
        "anywhere": lines,
        "head": lines.filter(pl.col("start_char") < HEAD_CHARS),
        "tail": lines.filter(pl.col("end_char") + TAIL_CHARS > pl.col("text_chars")),
    }


def matched_by_any(
    windows: dict[str, pl.DataFrame], rules: pl.DataFrame, *, whole: bool = False
) -> dict[str, pl.DataFrame]:
    """Of the lines for each position those that a rule for it matches at their start, or as a ``whole``.

    One search for a few patterns takes as long as two or three for one of them.
    """
    matched = {}
    for position, window in windows.items():
        patterns = rules.filter(pl.col("position") == position)["pattern"].to_list()
        groups = [patterns[i : i + PATTERNS_A_SEARCH] for i in range(0, len(patterns), PATTERNS_A_SEARCH)]
        searches = [pl.col("line").str.contains(_any_of(group, whole)) for group in groups]
        matched[position] = window.filter(pl.any_horizontal(searches)) if searches else window.clear()
    return matched


def _any_of(patterns: list[str], whole: bool) -> str:
    either = "|".join(f"(?:{pattern})" for pattern in patterns)
    return f"^(?:{either})" + ("$" if whole else "")


def _windows(articles: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Return for each position the part of the texts to look in (``_window``) and where it begins (``_at``)."""
    chars = pl.col("text").str.len_chars().cast(pl.Int64)
    tail_at = pl.max_horizontal(chars - TAIL_CHARS, pl.lit(0))
    texts = articles.select("article_no", "url", "text")
    return {
        "anywhere": texts.with_columns(_window="text", _at=pl.lit(0, pl.Int64)),
        "head": texts.with_columns(_window=pl.col("text").str.slice(0, HEAD_CHARS), _at=pl.lit(0, pl.Int64)),
        "tail": texts.with_columns(_window=pl.col("text").str.slice(tail_at), _at=tail_at),
    }


def _agreeing(found: pl.DataFrame, hits: pl.DataFrame, before: str | None, after: str | None) -> pl.DataFrame:
    """Keep the matches whose neighbours agree with the rule."""
    if before is None and after is None:
        return found
    start, end = pl.col("start_char").cast(pl.Int64), pl.col("end_char").cast(pl.Int64)
    placed = found.join(hits.select("article_no", "text"), on="article_no", how="left", maintain_order="left")
    if before is not None:
        from_char = pl.max_horizontal(start - CONTEXT_CHARS, pl.lit(0))
        placed = placed.filter(pl.col("text").str.slice(from_char, start - from_char).str.contains(before))
    if after is not None:
        placed = placed.filter(pl.col("text").str.slice(end, CONTEXT_CHARS).str.contains(after))
    return placed.select(found.columns)


def in_scope(scope: str) -> pl.Expr:
    """Return whether an article is of the outlet: by its url, or by the start of its text."""
    lower = pl.col("url").str.to_lowercase().fill_null("") + " " + pl.col("text").str.slice(0, 200).str.to_lowercase()
    return lower.str.contains(scope, literal=True)
