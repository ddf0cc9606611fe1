"""First words of names that are titles or words of the dictionary elsewhere: ``Imam Hidayat``, ``I Gede Suarna``."""

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

_PERSON = ENTITY_TYPES.index("PER") + 1
_NUMBERED = ["asisten", "deputi", "pembantu", "ahli", "komisi", "wilayah"]
"""Words before the number of an office."""
_MOST_OPENERS = 2
"""``Anak Agung Puspayoga``"""


class NameOpenerRow(dy.Schema):
    """A word that may begin the name of a person."""

    word = dy.String()
    before = dy.String(nullable=True)
    """The words that it stands before in names, with semicolons; before any name where empty."""
    alone = dy.Enum(("yes", "no"))
    """Whether it is part of the name also where it opens a sentence (``Lalu`` says "then" there)."""


@functools.cache
def _openers() -> pl.DataFrame:
    return load_table("name_openers", NameOpenerRow, unique=["word"])


def name_openers() -> list[str]:
    """Words that open names, in small letters."""
    return _openers()["word"].to_list()


@functools.cache
def _pairs() -> pl.DataFrame:
    """``word``, ``next``: what stands before what."""
    pairs = _openers().drop_nulls("before").with_columns(next=pl.col("before").str.split(";"))
    return pairs.select("word", "next").explode("next")


def take_in_openers(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Extend persons over such words before them; what stands behind ``I``, ``Ni`` or ``La`` so is a person.

    Not over an office of two words (``Jaksa Agung``). Spans must not overlap.
    """
    code, capital = tokens.code, types.table["shape"].is_in(["title", "initial"]).to_numpy()
    low = types.table["low"]
    free = low.is_in(_openers().filter(pl.col("before").is_null())["word"].implode()).to_numpy() & capital
    inner = low.is_in(_openers().filter(pl.col("alone") == "no")["word"].implode()).to_numpy()
    inner &= free
    office = (types.table["kind"] == "office").to_numpy()
    first, kind = spans["first"].to_numpy().copy(), spans["kind"].to_numpy().copy()
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first, spans["stop"].to_numpy())] = True
    for _ in range(_MOST_OPENERS):
        at = np.maximum(first - 1, 0)
        near = (first > 0) & ~tokens.opens[first] & ~taken[at]
        named = near & (kind == _PERSON) & free[code[at]] & ~(inner[code[at]] & tokens.opens[at])
        named &= tokens.opens[at] | ~office[code[np.maximum(at - 1, 0)]] | ~_second_of_office(low)[code[at]]
        paired = near & capital[code[at]] & _is_pair(low, code[at], code[first])
        first -= named | paired
        kind[paired] = _PERSON
        taken[first] = True
    return spans.with_columns(first=pl.Series(first), kind=pl.Series(kind, dtype=spans.schema["kind"]))


def drop_office_numbers(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Take the number of an office off its holder: ``Asisten I [Nico Hermawan]``, but ``Asisten [I Made Suarta]``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    low, code = types.table["low"], tokens.code
    numbered = low.is_in(_NUMBERED).to_numpy()[code[np.maximum(first - 1, 0)]] & ~tokens.opens[first]
    numeral = low.is_in(["i", "ii", "iii", "iv"]).to_numpy()[code[first]]
    named = _is_pair(low, code[first], code[np.minimum(first + 1, len(tokens) - 1)])
    number = (kind == _PERSON) & (stop - first > 1) & numbered & numeral & ~named
    return spans.with_columns(first=pl.Series(first + number))


def _second_of_office(low: pl.Series) -> np.ndarray:
    """``Jaksa Agung``, ``Hakim Agung``."""
    return (low == "agung").to_numpy()


def _is_pair(low: pl.Series, one: np.ndarray, other: np.ndarray) -> np.ndarray:
    """Whether such a word stands before one that names go on with."""
    likely = np.flatnonzero(low.is_in(_pairs()["word"].implode()).to_numpy()[one])
    found = np.zeros(len(one), bool)
    if not likely.size:
        return found
    seen = pl.DataFrame({"word": low.gather(one[likely]), "next": low.gather(other[likely]), "at": likely})
    found[seen.join(_pairs().unique(), on=["word", "next"], how="semi")["at"].to_numpy()] = True
    return found
