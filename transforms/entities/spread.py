"""What one place in an article teaches about another: a name found once is a name wherever it stands."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

LEAST_CONFIDENCE = 0.75
_PERSON = ENTITY_TYPES.index("PER") + 1


def spread(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Add single words that are part of a person's full name or a whole name elsewhere in the article.

    ``article``: number of the article of each token. A single word that the tagger gave another type
    becomes a person where the article knows it as part of a full name. Added rows have ``spread`` true, single
    parts of full names ``is_part``.
    """
    spans = spans.with_columns(spread=pl.lit(False))
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    kind, sure = spans["kind"].to_numpy(), spans["confidence"].to_numpy()
    key = article.astype(np.int64) * len(tokens.types) + tokens.code
    table = types.table
    proper = (
        table["shape"].is_in(["title", "mixed", "upper", "coded"]).to_numpy()
        & (table["low"].str.len_chars() >= 3).to_numpy()
    )
    proper &= (
        ~table["kind"].is_in(["office", "rank", "academic", "courtesy", "degree", "nickname", "calendar"]).to_numpy()
    )
    parts = _tokens_of(first[(kind == _PERSON) & (stop - first > 1)], stop[(kind == _PERSON) & (stop - first > 1)])
    part_keys = np.unique(key[parts[proper[tokens.code[parts]]]])
    alone = (stop - first == 1) & (sure >= LEAST_CONFIDENCE) & proper[tokens.code[first]]
    covered = np.zeros(len(tokens), bool)
    covered[_tokens_of(first, stop)] = True
    open_ = np.ones(len(tokens), bool)
    open_[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    free = np.flatnonzero(
        types.capital[tokens.code] & ~covered & proper[tokens.code] & ~(types.common[tokens.code] & open_)
    )
    added = [_new(free[_within(key[free], part_keys)], _PERSON)]
    left = free[~_within(key[free], part_keys)]
    for number in range(1, len(ENTITY_TYPES) + 1):
        own = alone & (kind == number) & ~types.common[tokens.code[first]]
        hit = _within(key[left], np.unique(key[first[own]]))
        added.append(_new(left[hit], number))
        left = left[~hit]
    single = (stop - first == 1) & _within(key[first], part_keys) & (sure < 0.97)
    part = (stop - first == 1) & _within(key[first], part_keys) & (single | (kind == _PERSON))
    spans = spans.with_columns(kind=pl.Series(np.where(single, _PERSON, kind)), is_part=pl.Series(part))
    return _join_adjacent(pl.concat([spans, *(a.select(spans.columns) for a in added)]).sort("first"))


def _tokens_of(first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    length = stop - first
    return np.repeat(first, length) + np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)


def _within(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    if not len(ordered):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return ordered[place] == values


def _new(token: np.ndarray, kind: int) -> pl.DataFrame:
    return pl.DataFrame({"first": token, "stop": token + 1}).with_columns(
        kind=pl.lit(kind, pl.Int64), confidence=pl.lit(0.6), spread=pl.lit(True), is_part=pl.lit(kind == _PERSON)
    )


def _join_adjacent(spans: pl.DataFrame) -> pl.DataFrame:
    """Neighbouring added words of a person are one mention."""
    joins = (
        (pl.col("first") == pl.col("stop").shift(1))
        & (pl.col("kind") == _PERSON) & (pl.col("kind").shift(1) == _PERSON)
        & (pl.col("spread") & pl.col("spread").shift(1))
    ).fill_null(False)  # fmt: skip
    grouped = spans.with_columns(_group=(~joins).cum_sum())
    return (
        grouped.group_by("_group", maintain_order=True)
        .agg(
            pl.col("first").min(),
            pl.col("stop").max(),
            pl.col("kind").first(),
            pl.col("confidence").mean().round(2),
            pl.col("spread").all(),
            pl.col("is_part").all(),
        )
        .drop("_group")
    )
