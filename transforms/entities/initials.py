"""People whom an article names by their initials alone: ``pria berinisial AM``, ``tersangka RBP``, ``RK (25)``."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.nameless import nameless_words
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON = ENTITY_TYPES.index("PER") + 1
_SAID_TO_BE = ["berinisial", "inisial"]
_ACCUSED = ["tersangka", "terdakwa", "terpidana"]
"""Words before initials, unlike ``korban`` and ``pelaku``, that seldom stand before another abbreviation."""
_CONFIDENCE = 0.9

_NUMERALS = ["I", "II", "III", "IV"]


def add_initials(
    spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray, known: np.ndarray
) -> pl.DataFrame:
    """Make persons of initials behind such a word or before an age, and of the same capitals elsewhere in the article.

    An abbreviation that the reference knows (``known`` tokens: ``AS``) is one only where it stands behind such a word
    each time; of three letters or more (``tersangka KPK``) only behind ``berinisial``. ``spans`` as
    :func:`transforms.entities.spread.spread` leaves them.
    """
    low = types.table["low"]
    kind_of_people = low.is_in(nameless_words()["word"].implode())  # tersangka WNI
    capitals = (tokens.types.str.contains(r"^[A-Z]{1,4}$") & ~kind_of_people).to_numpy()
    several = tokens.types.str.contains(r"^[A-Z]{2,4}$").to_numpy()
    short = tokens.types.str.contains(r"^[A-Z]{1,3}$").to_numpy()
    two = tokens.types.str.contains(r"^[A-Z]{1,2}$").to_numpy()
    said, accused = (low.is_in(words).to_numpy() for words in (_SAID_TO_BE, _ACCUSED))
    at = np.flatnonzero(capitals[tokens.code] & ~tokens.opens)
    before, behind = tokens.code[at - 1], np.minimum(at + 1, len(tokens) - 1)
    longer_name = types.capital[tokens.code[behind]] & ~tokens.opens[behind]  # berinisial MN Saputra, tersangka PT Maju
    fits = np.where(known[at], two[tokens.code[at]], short[tokens.code[at]])
    # ``terdakwa II`` is the second one, ``terdakwa I (34)`` a person
    counted = tokens.types.is_in(_NUMERALS).to_numpy()[tokens.code[at]] & ~(low == "(").to_numpy()[tokens.code[behind]]
    aged = two[tokens.code[at]] & several[tokens.code[at]] & ~known[at] & _is_aged(at, tokens, low)
    cued = (said[before] | accused[before] & fits & ~counted | aged) & ~longer_name
    if not cued.any():
        return spans
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()

    def keys(token: np.ndarray) -> np.ndarray:
        return article[token].astype(np.int64) * len(tokens.types) + tokens.code[token]

    ambiguous = known[at] & np.isin(keys(at), keys(at[~cued]))
    own = at[cued & ~ambiguous]
    same = np.flatnonzero(several[tokens.code] & ~known)
    token = np.union1d(own, same[np.isin(keys(same), keys(own))])
    single = stop - first == 1
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first[~single], stop[~single])] = True
    token = token[~taken[token]]
    new = pl.DataFrame({"first": token, "stop": token + 1}).with_columns(
        kind=pl.lit(_PERSON, pl.Int64), confidence=pl.lit(_CONFIDENCE), spread=pl.lit(False), is_part=pl.lit(True)
    )
    others = spans.filter(pl.Series(~(single & np.isin(first, token))))
    return pl.concat([others, new.select(spans.columns).cast(spans.schema)]).sort("first")


def _is_aged(at: np.ndarray, tokens: Tokens, low: pl.Series) -> np.ndarray:
    """Whether an age stands in brackets behind each token."""
    opening, closing = ((low == mark).to_numpy() for mark in ("(", ")"))
    age = tokens.types.str.contains("^[1-9][0-9]$").to_numpy()
    one, two, three = (np.minimum(at + step, len(tokens) - 1) for step in (1, 2, 3))
    whole = tokens.sentence[three] == tokens.sentence[at]
    return opening[tokens.code[one]] & age[tokens.code[two]] & closing[tokens.code[three]] & whole
