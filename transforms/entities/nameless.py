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
    has_name = dy.Enum(("yes", "no"))
    """Whether names behind it are its own (``MotoGP Qatar``); else they are found: ``Rakernas [Partai NasDem]``."""


@functools.cache
def nameless_words() -> pl.DataFrame:
    """``word``, ``has_name``."""
    return load_table("nameless", NamelessRow, unique=["word"])


def drop_nameless(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Drop the spans that begin with such a word, but for names of the reference (``Liga Arab``) and persons
    whose next word is a personal name (``Pon Santoso``, not ``PON Santoso``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    table = types.table.select(
        nameless=pl.col("low").is_in(nameless_words()["word"].implode()),
        title=pl.col("shape") == "title",
        personal=pl.col("name") == "local",
    )
    nameless, title, personal = (table[c].to_numpy() for c in table.columns)
    own, after = tokens.code[first], tokens.code[np.minimum(first + 1, len(tokens) - 1)]
    person = (spans["kind"].to_numpy() == _PERSON) & (stop - first > 1) & title[own] & personal[after]
    strong = np.isin(matches.kind, [KINDS.index(t) for t in ENTITY_TYPES])
    ends = np.zeros(len(tokens), np.int64)
    ends[matches.first[strong]] = matches.stop[strong]
    return spans.filter(pl.Series(~nameless[own] | person | (ends[first] == stop)))
