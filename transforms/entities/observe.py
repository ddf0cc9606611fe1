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
from transforms.entities.scan import tokens_of
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
    code, opens = tokens.code, tokens.opens
    size = len(tokens)
    gazetteer = _gazetteer_codes(size, matches)
    chosen = types.capital[code]
    chosen |= gazetteer > 0
    follows = np.zeros(size, bool)
    follows[1:] = chosen[:-1] & ~opens[1:]
    chosen |= types.digits[code] & follows
    leads = np.zeros(size, bool)
    leads[:-1] = chosen[1:] & ~opens[1:]
    chosen |= types.head[code] & leads
    chosen[_bridges(chosen, types.soft[code], tokens.sentence)] = True
    token = np.flatnonzero(chosen)
    breaks = np.ones(len(token), bool)
    breaks[1:] = (np.diff(token) > 1) | opens[token[1:]]
    run = np.cumsum(breaks, dtype=np.int32) - 1
    starts = np.flatnonzero(breaks)
    lengths = np.diff(np.append(starts, len(token)))
    first = np.repeat(token[starts], lengths)
    last = np.repeat(token[np.append(starts[1:], len(token)) - 1] if len(token) else token, lengths)
    place = _places(tokens, types, gazetteer, token, first, last)
    return Observation(token, run, first, last, place)


def _gazetteer_codes(size: int, matches: Matches) -> np.ndarray:
    """For each token 0, or what the name it lies in may be, whether it begins it, and whether it is all of it."""
    codes = np.zeros(size, np.int16)
    length = matches.stop - matches.first
    many = (length > 1).astype(np.int16)
    base = 1 + (matches.kind.astype(np.int16) * 2 + many) * 2
    codes[tokens_of(matches.first, matches.stop)] = np.repeat(base + 1, length)
    codes[matches.first] = base
    return codes


def _bridges(chosen: np.ndarray, soft: np.ndarray, sentence: np.ndarray) -> np.ndarray:
    """Soft tokens with a chosen token on both sides, in the same sentence, nothing else between."""
    before = np.cumsum(chosen, dtype=np.int32)  # how many chosen tokens stand up to each token
    pillars = np.flatnonzero(chosen)
    token = np.flatnonzero(soft & ~chosen)
    token = token[(before[token] > 0) & (before[token] < len(pillars))]
    left, right = pillars[before[token] - 1], pillars[before[token]]
    near = (right - left <= MAX_SOFT) & (sentence[left] == sentence[right])
    token, left, right = token[near], left[near], right[near]
    hard = np.cumsum(~(chosen | soft), dtype=np.int32)
    return token[hard[left] == hard[right]]


def _places(
    tokens: Tokens, types: Types, gazetteer: np.ndarray, token: np.ndarray, first: np.ndarray, last: np.ndarray
) -> dict[str, np.ndarray]:
    size = len(tokens)
    common = types.common[tokens.code[token]]
    begins = tokens.opens[token]
    ahead = np.minimum(token + 1, max(size - 1, 0))
    closes = tokens.opens[ahead] | (token + 1 == size)
    behind = np.maximum(token - 1, 0)
    glued = ~tokens.space_before[token]
    glued_next = ~tokens.space_before[ahead] & ~closes
    known = gazetteer[token]
    known_before = np.where(begins, 0, gazetteer[behind])
    known_after = np.where(closes, 0, gazetteer[ahead])
    length = np.minimum(last - first, 5)
    return {
        "glue": glued * 2 + glued_next * 1,
        "open": begins * 2 + common,
        "known": known * 2 + common,
        "known_open": known * 2 + begins,
        "known_before": known_before,
        "known_after": known_after,
        "known_pair": known_before * np.int16(4 * len(KINDS) + 1) + known,
        "seat": ((token == first) * 2 + (token == last)) * 6 + length,
    }
