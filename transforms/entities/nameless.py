"""Events, competitions, and kinds of people or things are no names: ``PON XXI``, ``Serie A``, ``WNA China``."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.reference import load_table
from transforms.schemas import ENTITY_TYPES

_PERSON = ENTITY_TYPES.index("PER") + 1


class NamelessRow(dy.Schema):
    word = dy.String()
    """First word of what the tagger takes for a name, in small letters."""
    has_name = dy.Enum(("yes", "no", "always"))
    """Whether names behind it are its own (``MotoGP Qatar``); else they are found: ``Rakernas [Partai NasDem]``.

    ``always``: also those that only the tagger takes for names (``KMP Tunu Pratama Jaya``), but not behind a number
    (``KM 57 Tol Cikampek``).
    """


@functools.cache
def nameless_words() -> pl.DataFrame:
    """``word``, ``has_name``."""
    return load_table("nameless", NamelessRow, unique=["word"])


def drop_nameless(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Drop the spans that begin with such a word, or hold one that always has a name (``KM [Barcelona]``), but for
    names of the reference (``Liga Arab``) and persons whose next word is a personal name (``Pon Santoso``, not ``PON
    Santoso``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    words = nameless_words()
    always = words.filter(pl.col("has_name") == "always")["word"]
    table = types.table.select(
        nameless=pl.col("low").is_in(words.filter(pl.col("has_name") != "always")["word"].implode()),
        named=pl.col("low").is_in(always.implode()) & (pl.col("shape") == "upper"),
        proper=pl.col("shape").is_in(["title", "upper", "mixed"]) & ~pl.col("kind").is_in(["org_head", "loc_head"]),
        digits=pl.col("low").str.contains("^[0-9]"),
        title=pl.col("shape") == "title",
        personal=pl.col("name") == "local",
    )
    nameless, named, proper, digits, title, personal = (table[c].to_numpy() for c in table.columns)
    low, last = types.table["low"], len(tokens) - 1
    al, dash = (low == "al").to_numpy()[tokens.code[first]], low.is_in(["-", "‑"]).to_numpy()
    begin = first + al * (1 + dash[tokens.code[np.minimum(first + 1, last)]])  # ``Al-[Qur'an]``
    own, after = tokens.code[np.minimum(begin, last)], tokens.code[np.minimum(first + 1, last)]
    person = (spans["kind"].to_numpy() == _PERSON) & (stop - first > 1) & title[own] & personal[after]
    strong = np.isin(matches.kind, [KINDS.index(t) for t in ENTITY_TYPES])
    ends = np.zeros(len(tokens), np.int64)
    ends[matches.first[strong]] = matches.stop[strong]
    code = tokens.code
    at = np.flatnonzero(named[code[:-1]] & proper[code[1:]] & ~tokens.opens[1:])  # the word before such a name
    at = at[~digits[code[np.maximum(at - 1, 0)]] | tokens.opens[at]]  # ``5 KM``
    where = np.append(at, len(tokens))
    of_ship = where[np.searchsorted(where, first - 1)] < stop
    return spans.filter(pl.Series(~(nameless[own] | of_ship) | person | (ends[first] == stop) & ~of_ship))
