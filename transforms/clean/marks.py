"""Spans that a rule's pattern finds: one pass of an alternation, then the rule of each distinct match."""

from __future__ import annotations

import polars as pl

from transforms.clean.rules import HEAD_CHARS, TAIL_CHARS, RuleSet, alternation
from transforms.spans import find_spans

CONTEXT_CHARS = 60
"""How much text on either side of a match a rule's ``before`` and ``after`` see."""
MATCHED = ("match", "headline", "value", "caption_start")


def find_marks(articles: pl.DataFrame, rules: RuleSet) -> pl.DataFrame:
    """Find what the rules of reach ``match``, ``headline``, ``value`` and ``caption_start`` match.

    Returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``, ``reach``,
    in order; only matches in the rule's scope and position whose neighbours agree.
    """
    chars = pl.col("text").str.len_chars()
    tail_at = pl.max_horizontal(chars.cast(pl.Int64) - TAIL_CHARS, pl.lit(0))
    texts = articles.select("article_no", "text", _at=pl.lit(0, pl.Int64))
    windows = {
        "anywhere": texts,
        "head": texts.with_columns(pl.col("text").str.slice(0, HEAD_CHARS)),
        "tail": texts.with_columns(pl.col("text").str.slice(tail_at), _at=tail_at),
    }
    parts = []
    for position, window in windows.items():
        chosen = rules.having(*MATCHED).filter(pl.col("position") == position).with_columns(_no=pl.int_range(pl.len(), dtype=pl.UInt32))
        if chosen.height:
            parts.append(_named(find_spans(window, alternation(chosen), offset="_at"), chosen))
    found = pl.concat(parts) if parts else _no_marks(articles)
    return _placed(found, articles).select(
        "article_no", "start_char", "end_char", "surface", "rule_id", "kind", "reach"
    )


def _no_marks(articles: pl.DataFrame) -> pl.DataFrame:
    text = dict.fromkeys(("surface", "rule_id", "kind", "reach", "scope", "before", "after"), pl.String)
    ends = {"start_char": pl.UInt32, "end_char": pl.UInt32}
    return pl.DataFrame(schema={"article_no": articles.schema["article_no"], **ends, **text})


def name_rules(surfaces: pl.Series, rules: pl.DataFrame) -> pl.DataFrame:
    """Return ``surface`` and ``_no``, the first rule that matches it, for each distinct surface."""
    distinct = surfaces.unique().to_frame("surface")
    groups = pl.col("surface").str.extract_groups(alternation(rules, capturing=True))
    names = [str(i) for i in range(1, rules.height + 1)]
    first = pl.coalesce(
        pl.when(pl.col(name).is_not_null()).then(pl.lit(int(name) - 1, pl.UInt32)) for name in names
    )
    return distinct.with_columns(groups.alias("_groups")).unnest("_groups").select("surface", _no=first)


def _named(found: pl.DataFrame, rules: pl.DataFrame) -> pl.DataFrame:
    names = name_rules(found["surface"], rules)
    columns = rules.select("_no", "rule_id", "kind", "reach", "scope", "position", "before", "after")
    return found.join(names, on="surface", how="left", maintain_order="left").join(
        columns, on="_no", how="left", maintain_order="left"
    )


def _placed(found: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Keep the matches whose scope and neighbours their rule allows."""
    start, end = pl.col("start_char").cast(pl.Int64), pl.col("end_char").cast(pl.Int64)
    chars = pl.col("text").str.len_chars()
    found = found.join(articles.select("article_no", "text", "url"), on="article_no", how="left", maintain_order="left")
    if not (found["scope"] == "any").all():
        found = found.filter(in_scope())
    left = pl.col("text").str.slice(pl.max_horizontal(start - CONTEXT_CHARS, pl.lit(0)), pl.min_horizontal(start, pl.lit(CONTEXT_CHARS)))
    right = pl.col("text").str.slice(end, CONTEXT_CHARS)
    asks = found.filter(pl.col("before").is_not_null() | pl.col("after").is_not_null())
    asks = asks.with_columns(_left=left, _right=right)
    agrees = [_agreeing(part) for part in asks.partition_by("rule_id")]  # one frame a rule, not a match
    free = found.filter(pl.col("before").is_null() & pl.col("after").is_null())
    kept = pl.concat([free, *agrees], how="diagonal_relaxed") if agrees else free
    return kept.sort("article_no", "start_char")


def _agreeing(part: pl.DataFrame) -> pl.DataFrame:
    before, after = part["before"].item(0), part["after"].item(0)
    if before is not None:
        part = part.filter(pl.col("_left").str.contains(before))
    if after is not None:
        part = part.filter(pl.col("_right").str.contains(after))
    return part.drop("_left", "_right")


def in_scope() -> pl.Expr:
    """Return whether the article belongs to the rule's outlet: by its url, or by the start of its text."""
    lower = pl.col("url").str.to_lowercase().fill_null("") + " " + pl.col("text").str.slice(0, 200).str.to_lowercase()
    return (pl.col("scope") == "any") | lower.str.contains(pl.col("scope"), literal=True)
