"""Bodies whose acronym behind them spells their name: ``Balai Konservasi Sumber Daya Alam (BKSDA)``."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.mentions import put_in
from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_BODY = ENTITY_TYPES.index("ORG") + 1
_LEAST_LETTERS = 3
_MOST_TOKENS = 12
"""Tokens of a name, small words included."""
_SMALL = ["dan", "serta", "untuk", "bagi", "&", "/"]
"""Words that give no letter to an acronym."""
_ALSO_BEGIN = ["balai", "unit", "sentra"]
"""Words that begin names of places too."""
_ALSO_DUTIES = ["bea", "kamar", "sekolah", "stasiun", "madrasah"]
"""Words that begin names of what is no body too: ``Bea Balik Nama``."""
_CLASSES = ["opd", "skpd", "bumd", "lsm", "ormas", "ptn", "pts", "upt", "ugd", "igd"]
"""Acronyms of kinds of bodies."""
_VENUES = ["pertemuan", "sidang", "kota", "desa"]
"""Words behind ``Balai`` that make it a place."""


def add_spelled(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make a body of the words before an acronym in brackets that has the first letter of each, and no other.

    They must begin with a noun for a body. What was found of them goes; a longer name stays. Spans must not overlap.
    """
    code, low = tokens.code, types.table["low"]
    opening, closing, small = (low.is_in(words).to_numpy()[code] for words in (["("], [")"], _SMALL))
    acronym = ((types.table["shape"] == "upper") & (low.str.len_chars() >= _LEAST_LETTERS)).to_numpy()[code]
    capital = types.table["shape"].is_in(["title", "upper"]).to_numpy()[code]
    heads = ((types.table["kind"] == "org_head") | low.is_in(_ALSO_BEGIN)) & ~low.is_in(_ALSO_DUTIES)
    begins, initial = heads.to_numpy()[code], low.str.head(1)
    begins[:-1] &= ~low.is_in(_VENUES).to_numpy()[code[1:]]
    acronym &= ~low.is_in(_CLASSES).to_numpy()[code]
    bracket = np.flatnonzero(opening[:-2] & acronym[1:-1] & closing[2:])
    short = low.gather(code[bracket + 1])
    rest = short.str.len_chars().to_numpy().astype(np.int64)  # letters that no word has given yet
    at, live = bracket.copy(), np.arange(len(bracket))
    found = np.full(len(bracket), -1)
    for _ in range(_MOST_TOKENS):  # one token further to the left at each step
        live = live[(at[live] > 0) & ~tokens.opens[at[live]]]
        at[live] -= 1
        letter = short.gather(live).str.slice(pl.Series(rest[live] - 1), 1)
        gives = capital[at[live]] & (initial.gather(code[at[live]]) == letter).to_numpy()
        rest[live] -= gives
        whole = live[gives & (rest[live] == 0)]
        found[whole] = at[whole]
        live = live[(gives | small[at[live]]) & (rest[live] > 0)]
    row = np.flatnonzero(found >= 0)
    row = row[begins[found[row]]]
    return put_in(spans, found[row], bracket[row], _BODY, confidence=0.8)
