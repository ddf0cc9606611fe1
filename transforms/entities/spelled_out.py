"""Acronyms that their article spells out in ordinary words: ``bea balik nama kendaraan bermotor (BBNKB)`` is a tax."""

from __future__ import annotations

import functools

import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens

_MOST_LETTERS = 8
_MOST_SMALL_WORDS = 4
"""Joiners (``dan``, ``of``) between words that the letters stand for."""
_BODIES = ["org_head", "org_tail"]


def drop_spelled_out(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Drop the acronyms of an article that stand in it for words of the dictionary, none of which is in a name.

    ``Visa on Arrival (VOA)``, and ``VOA`` behind it, which is no broadcaster there; not ``tim kampanye daerah (TKD)``,
    a body by its first word, nor ``Menteri Energi dan Sumber Daya Mineral (ESDM)``: the ministry is called so.
    """
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    table, code, last = types.table, tokens.code, len(tokens) - 1
    opening, closing, upper = ((table[c] == v).to_numpy() for c, v in (("low", "("), ("low", ")"), ("shape", "upper")))
    acronym = (stop - first == 1) & upper[code[first]]
    bracketed = acronym & (first > 1) & opening[code[first - 1]] & closing[code[np.minimum(stop, last)]]
    row = np.flatnonzero(bracketed)
    if not len(row):
        return spans
    named = np.zeros(len(tokens), bool)
    named[tokens_of(first, stop)] = True
    begin = _spelled_out_from(first[row], named, tokens, types)
    row, begin = row[begin >= 0], begin[begin >= 0]
    row = row[~_is_called_so(begin, first[row], tokens, types)]

    def keys(rows: np.ndarray) -> np.ndarray:
        return article[first[rows]].astype(np.int64) * len(tokens.types) + code[first[rows]]

    mentions = np.flatnonzero(acronym)
    dropped = np.zeros(len(first), bool)
    dropped[mentions] = np.isin(keys(mentions), keys(row))
    return spans.filter(pl.Series(~dropped))


def _is_called_so(begin: np.ndarray, acronym: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether the words from ``begin`` to the bracket before each acronym are in a name of what it stands for."""
    words = types.table["low"].gather(tokens.code[tokens_of(begin, acronym - 1)])
    number = np.repeat(np.arange(len(begin)), acronym - 1 - begin)
    phrases = pl.DataFrame({"row": number, "word": words}).group_by("row").agg(phrase=pl.col("word").str.join(" "))
    own = pl.DataFrame({"short": types.table["low"].gather(tokens.code[acronym])}).with_row_index("row")
    met = own.join(phrases.cast({"row": pl.UInt32}), on="row").join(_long_names(), on="short")
    called = np.zeros(len(begin), bool)
    called[met.filter(pl.col("names").str.contains(pl.col("phrase"), literal=True))["row"].to_numpy()] = True
    return called


@functools.cache
def _long_names() -> pl.DataFrame:
    """``short``: acronyms of the reference, in lower case; ``names``: all names of what each stands for, likewise."""
    aliases = reference_entities()[1].select("entity_id", name=pl.col("alias").str.to_lowercase())
    names = aliases.group_by("entity_id").agg(names=pl.col("name").str.join("|"))
    acronyms = aliases.filter(pl.col("name").str.contains(rf"^\p{{Ll}}{{2,{_MOST_LETTERS}}}$"))
    return acronyms.join(names, on="entity_id").select("names", short="name")


def _spelled_out_from(acronym: np.ndarray, named: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """For each token in brackets the first of the plain words before the bracket that begin with its letters, or -1."""
    table, code = types.table, tokens.code
    initial = table["low"].str.head(1).to_numpy()
    plain = ((table["common"] != "r") & ~table["kind"].is_in(_BODIES)).to_numpy()
    joiner = (table["kind"] == "joiner").to_numpy()
    short = table["low"].gather(code[acronym])
    letters = np.stack([short.str.slice(k, 1).to_numpy() for k in range(_MOST_LETTERS)], axis=1)
    left = short.str.len_chars().to_numpy().astype(np.int64)  # letters that no word has been found for
    live = np.flatnonzero(left <= _MOST_LETTERS)
    at = acronym - 2
    for _ in range(_MOST_LETTERS + _MOST_SMALL_WORDS):  # one word further to the left at each step
        here = at[live]
        open_ = (here >= 0) & (tokens.sentence[np.maximum(here, 0)] == tokens.sentence[acronym[live]])
        live = live[open_ & ~named[here]]
        word = code[at[live]]
        fits = (initial[word] == letters[live, left[live] - 1]) & (plain | joiner)[word]
        left[live] -= fits
        live = live[fits | joiner[word]]
        at[live] -= 1
        live = live[left[live] > 0]
    return np.where(left == 0, at + 1, -1)
