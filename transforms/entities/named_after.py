"""Places and bodies that are called after a person with his title: ``Jalan Prof. Dr. [Satrio]``."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.reference import load_table
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
_KINDS = {"place": _PLACE, "body": _BODY}
_ALSO_RANKS = ("jenderal", "jend")
_MOST_TITLES = 4


class NamedAfterRow(dy.Schema):
    """A word before a person's title and name that makes both the name of a place or body."""

    word = dy.String()
    kind = dy.Enum(tuple(_KINDS))


@functools.cache
def _heads() -> pl.DataFrame:
    return load_table("named_after", NamedAfterRow, unique=["word"])


def heads(types: Types) -> np.ndarray:
    """For each distinct token the kind of what it makes of a person's name behind it, 0 for none."""
    table = _heads().select("word", kind=pl.col("kind").cast(pl.String).replace_strict(_KINDS, return_dtype=pl.Int64))
    return types.table["low"].replace_strict(table["word"], table["kind"], default=0).to_numpy()


def titles(types: Types) -> np.ndarray:
    """Which distinct tokens are ranks or degrees."""
    return (types.table["kind"].is_in(["rank", "academic"]) | types.table["low"].is_in(_ALSO_RANKS)).to_numpy()


def take_in_titles(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make one name of such a word, the titles behind it and the name: ``RSUD dr. [Soetomo]``.

    Behind an office, whose holder may be meant (``Direktur RSUD dr. Joko``), only where he is named beside it:
    ``Direktur RSUD dr. Soetomo, [Budi]``. Spans must not overlap.
    """
    code = tokens.code
    dot = (types.table["low"] == ".").to_numpy()[code]
    office = (types.table["kind"] == "office").to_numpy()[code]
    title, makes = titles(types)[code], heads(types)[code]
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()

    def before(mask: np.ndarray, place: np.ndarray) -> np.ndarray:
        """Whether the token before each place is one of these and in the same sentence."""
        return mask[np.maximum(place - 1, 0)] & (place > 0) & ~tokens.opens[np.minimum(place, len(tokens) - 1)]

    at = first
    for _ in range(_MOST_TITLES):
        stopped = before(dot, at) & before(title, at - 1)
        at = at - np.where(stopped, 2, before(title, at))
    head = at - before(dot, at) * before(makes > 0, at - 1) - 1
    named = (at < first) & before(makes > 0, head + 1) & (~before(office, head) | _beside(spans, tokens, types))
    if not named.any():
        return spans
    begin = np.where(named, np.maximum(head, 0), first)
    inside = np.zeros(len(tokens) + 1, np.int64)
    inside[tokens_of(begin[named], first[named])] = 1
    grown = spans.with_columns(
        first=pl.Series(begin), kind=pl.Series(np.where(named, makes[np.maximum(head, 0)], spans["kind"].to_numpy()))
    )
    overlaps = ~named & ((inside[first] | inside[stop - 1]) > 0)
    following = pl.col("first").shift(
        -1, fill_value=len(tokens)
    )  # ``Stadion H. Thamrin Jl`` and ``Jl. Jend. Sudirman``
    cut = grown.filter(pl.Series(~overlaps)).with_columns(stop=pl.min_horizontal("stop", following))
    return cut.filter(pl.col("first") < pl.col("stop"))


def _beside(spans: pl.DataFrame, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a comma and a person, with or without a title, come behind each span."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    comma = (types.table["low"] == ",").to_numpy()[tokens.code[np.minimum(stop, len(tokens) - 1)]]
    following = np.append(first[1:], len(tokens))
    person = np.append(kind[1:] == _PERSON, False)
    return comma & person & (following - stop <= _MOST_TITLES)
