"""What the tagger sees: the tokens that may belong to a name, and the facts about where they stand.

Three tokens of four in running text are lower-case words that are no part of a name. Only the rest,
runs of capitalised words with the small words and marks inside them, are scored; every other token
is outside by definition, so that each run is a sequence of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.tokens import Tokens
from transforms.entities.words import CAPITAL_SHAPES

MAX_SOFT = 4
"""Small words and marks between two capitals that may still lie inside one name."""
_SOFT_MARKS = ["-", ".", "/", "&", "'", ",", "(", ")", "’", "–", '"']


@dataclass(frozen=True)
class Observation:
    """Candidate tokens of a shard; arrays of equal length, in order."""

    token: np.ndarray
    """Index of the token."""
    run: np.ndarray
    """Number of the run of adjacent candidates."""
    run_first: np.ndarray
    """Index of the run's first token, and of the last."""
    run_last: np.ndarray
    place: dict[str, np.ndarray]
    """Small whole numbers by template: facts that depend on the place, not on the word."""


@dataclass(frozen=True)
class Types:
    """Distinct tokens described (see :func:`transforms.entities.words.describe`) and coded."""

    table: pl.DataFrame
    capital: np.ndarray
    soft: np.ndarray
    head: np.ndarray
    digits: np.ndarray
    common: np.ndarray


def code_types(table: pl.DataFrame) -> Types:
    """Turn the description of distinct tokens into masks."""
    shape = pl.col("shape")
    masks = table.select(
        capital=shape.is_in(CAPITAL_SHAPES),
        soft=pl.col("kind").is_in(["name_link", "joiner"]) & (shape == "lower") | pl.col("low").is_in(_SOFT_MARKS),
        head=pl.col("keeps") & (shape == "lower"),
        digits=(shape == "number") & (pl.col("low").str.len_chars() <= 4),
        common=pl.col("common") == "c",
    )
    return Types(table, *(masks[c].to_numpy() for c in ("capital", "soft", "head", "digits", "common")))


def observe(tokens: Tokens, types: Types, matches: Matches) -> Observation:
    """Choose the candidate tokens and note the facts of their places."""
    code, sentence = tokens.code, tokens.sentence
    size = len(tokens)
    gazetteer = _gazetteer_codes(size, matches)
    capital = types.capital[code]
    chosen = capital | (gazetteer > 0)
    opens = np.ones(size, bool)
    opens[1:] = sentence[1:] != sentence[:-1]
    follows = np.zeros(size, bool)
    follows[1:] = chosen[:-1] & ~opens[1:]
    chosen |= types.digits[code] & follows
    leads = np.zeros(size, bool)
    leads[:-1] = chosen[1:] & ~opens[1:]
    chosen |= types.head[code] & leads
    chosen |= _bridges(chosen, types.soft[code], sentence)
    token = np.flatnonzero(chosen)
    breaks = np.ones(len(token), bool)
    breaks[1:] = (np.diff(token) > 1) | opens[token[1:]]
    run = np.cumsum(breaks) - 1
    starts = np.flatnonzero(breaks)
    lengths = np.diff(np.append(starts, len(token)))
    first = np.repeat(token[starts], lengths)
    last = np.repeat(token[np.append(starts[1:], len(token)) - 1] if len(token) else token, lengths)
    place = _places(tokens, types, gazetteer, token, opens, first, last)
    return Observation(token, run, first, last, place)


def _gazetteer_codes(size: int, matches: Matches) -> np.ndarray:
    """For each token 0, or what the name it lies in may be, whether it begins it, and whether it is all of it."""
    codes = np.zeros(size, np.int16)
    length = matches.stop - matches.first
    many = (length > 1).astype(np.int16)
    base = 1 + (matches.kind.astype(np.int16) * 2 + many) * 2
    at = np.repeat(matches.first, length) + _ranges(length)
    codes[at] = np.repeat(base + 1, length)
    codes[matches.first] = base
    return codes


def _ranges(lengths: np.ndarray) -> np.ndarray:
    """0, 1, … for each length, one after the other."""
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def _bridges(chosen: np.ndarray, soft: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """Soft tokens with a chosen token on both sides, in the same sentence, nothing else between."""
    size = len(chosen)
    index = np.arange(size)
    before = np.maximum.accumulate(np.where(chosen, index, -1))
    after = np.minimum.accumulate(np.where(chosen, index, size)[::-1])[::-1]
    hard = np.cumsum(~(chosen | soft))
    inside = soft & ~chosen & (before >= 0) & (after < size)
    b, a = np.maximum(before, 0), np.minimum(after, size - 1)
    return inside & (a - b <= MAX_SOFT) & (sentence[a] == sentence[b]) & (hard[a] == hard[b])


def _places(
    tokens: Tokens, types: Types, gazetteer: np.ndarray, token: np.ndarray, opens: np.ndarray,
    first: np.ndarray, last: np.ndarray,
) -> dict[str, np.ndarray]:  # fmt: skip
    code, size = tokens.code, len(tokens)
    common = types.common[code]
    ahead = np.minimum(token + 1, max(size - 1, 0))
    closes = np.where(token + 1 < size, opens[ahead], True)
    behind = np.maximum(token - 1, 0)
    glued = ~tokens.space_before[token]
    glued_next = ~tokens.space_before[ahead] & ~closes
    known = gazetteer[token].astype(np.int64)
    known_before = np.where(opens[token], 0, gazetteer[behind])
    known_after = np.where(closes, 0, gazetteer[ahead])
    at_first, at_last = token == first, token == last
    length = np.minimum(last - first, 5)
    return {
        "glue": glued * 2 + glued_next * 1,
        "open": opens[token] * 2 + common[token],
        "known": known * 2 + common[token],
        "known_open": known * 2 + opens[token],
        "known_before": known_before.astype(np.int64),
        "known_after": known_after.astype(np.int64),
        "known_pair": known_before.astype(np.int64) * (4 * len(KINDS) + 1) + known,
        "seat": (at_first * 2 + at_last) * 6 + length,
    }
