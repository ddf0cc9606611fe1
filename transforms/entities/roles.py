"""Titles and offices that stand beside a person, as written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

MAX_ROLE_TOKENS = 14
_HEADS = ["office", "rank", "academic", "courtesy"]
_BRIDGES = ["-", "/", "&", "(", ")", ".", "'"]
_INSIDE = [*_HEADS, "joiner", "org_head", "loc_head", "role_word"]


@dataclass(frozen=True)
class _Marks:
    """What each token can be in a role."""

    head: np.ndarray
    """Begins one: a title."""
    office: np.ndarray
    fits: np.ndarray
    """May stand in one: titles, names, the small words of offices."""
    comma: np.ndarray
    ends: np.ndarray
    """A comma or full stop, or the first token of a sentence."""
    opens: np.ndarray


def add_roles(spans: pl.DataFrame, tokens: Tokens, types: Types, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add ``role`` to persons: the title before the name, else the one between commas behind it.

    Names of bodies and places inside are part of the role: ``Menteri Luar Negeri Rusia``.
    """
    marks = _marks(tokens, types)
    person = (spans["kind"] == ENTITY_TYPES.index("PER") + 1).to_numpy()
    stops = np.zeros(len(tokens) + 1, bool)
    stops[spans["stop"].to_numpy()[person]] = True
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    start_a, stop_a, before = _before(first, stops, marks, tokens)
    start_b, stop_b, behind = _behind(stop, marks, tokens, _people(spans.filter(pl.Series(person)), len(tokens)))
    start = np.where(before, start_a, start_b)
    end = np.where(before, stop_a, stop_b)
    valid = person & (before | behind)
    start, end = np.where(valid, start, first), np.where(valid, end, stop)
    own = sentences[tokens.sentence[first]]
    offset = pl.Series(tokens.start[start]) - own["start_char"].cast(pl.Int64)
    length = pl.Series(tokens.end[end - 1] - tokens.start[start])
    text = own.select(pl.col("surface").str.slice(offset, length).str.strip_chars(" (,-/&")).to_series()
    return spans.with_columns(role=pl.when(pl.Series(valid) & (text != "")).then(text))


def _marks(tokens: Tokens, types: Types) -> _Marks:
    capital = (pl.col("shape") != "lower") & ~pl.col("shape").is_in(["mark", "number"]) & (pl.col("kind") != "cue")
    table = types.table.select(
        head=pl.col("kind").is_in(_HEADS),
        office=pl.col("kind") == "office",
        fits=capital | pl.col("kind").is_in(_INSIDE) | pl.col("low").is_in(_BRIDGES),
        comma=pl.col("low") == ",",
        ends=pl.col("low").is_in([",", "."]),
    )
    head, office, fits, comma, ends = (table[c].to_numpy()[tokens.code] for c in table.columns)
    opens = np.ones(len(tokens), bool)
    opens[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    return _Marks(head, office, fits, comma, ends | opens, opens)


def _before(
    first: np.ndarray, stops: np.ndarray, marks: _Marks, tokens: Tokens
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First token of the role, token after its last, whether there is one. Another person ends it."""
    size = len(tokens)
    index = np.arange(size)
    barrier = np.where(~marks.fits, index + 1, np.where(marks.opens | stops[:-1], index, 0))
    barrier = np.maximum.accumulate(barrier)
    next_head = np.minimum.accumulate(np.where(marks.head, index, size)[::-1])[::-1]
    comma = marks.comma[np.maximum(first - 1, 0)] & (first > 0)
    stop = np.where(comma, first - 1, first)
    begin = np.maximum(barrier[np.maximum(stop - 1, 0)], stop - MAX_ROLE_TOKENS)
    start = next_head[np.minimum(begin, size - 1)]
    same = tokens.sentence[np.minimum(start, size - 1)] == tokens.sentence[first]
    return start, stop, (start < stop) & same & (stop > 0) & ~stops[stop]


def _people(persons: pl.DataFrame, size: int) -> np.ndarray:
    """Whether each token lies in a person."""
    edge = np.zeros(size + 1, np.int64)
    np.add.at(edge, persons["first"].to_numpy(), 1)
    np.add.at(edge, persons["stop"].to_numpy(), -1)
    return np.cumsum(edge[:-1]) > 0


def _behind(
    stop: np.ndarray, marks: _Marks, tokens: Tokens, people: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The office in ``Rina Astuti, juru bicara kementerian, …``: it must run up to the next comma or stop."""
    size = len(tokens)
    index = np.arange(size)
    inside = marks.fits & ~marks.ends & ~people
    next_break = np.minimum.accumulate(np.where(~inside, index, size)[::-1])[::-1]
    comma, start = np.minimum(stop, size - 1), np.minimum(stop + 1, size - 1)
    valid = (stop + 1 < size) & marks.comma[comma] & marks.office[start] & ~marks.opens[start] & ~marks.opens[comma]
    end = np.minimum(next_break[start], size)
    closed = (end == size) | marks.ends[np.minimum(end, size - 1)]
    return start, end, valid & closed & (end - start <= MAX_ROLE_TOKENS) & (end > start)
