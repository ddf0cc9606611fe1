"""Persons that the tagger left out and their titles tell: ``dr. [Mulianah Daya]``."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.mentions import begins_degree
from transforms.entities.named_after import heads, titles
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG"))
_SCHOOLS = ["universitas", "institut", "politeknik", "akademi"]
_TITLES = ("dr", "drg", "drs", "dra", "ir", "prof", "hj", "kh", "tgk")
"""Titles that are written with a full stop. ``H.`` may end a sentence (``Grup H.``): it counts before an initial."""
_BORN = ("raden", "gusti")
"""Titles that are names as well: ``dr. [Raden Vini]``."""
_MOST_WORDS = 5
_SURE = 0.7


def type_titled(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """A body that begins with a title and goes on with names only is a person: ``[HM Sanusi]``; a person behind a word
    for schools is the school's: ``Universitas [Khairun]``. Spans must not overlap."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    code = tokens.code
    table = types.table.select(
        title=(pl.col("kind") == "academic") & (pl.col("low").str.len_chars() <= 4),
        name=(pl.col("shape").is_in(["title", "initial"])) & (pl.col("kind") == "-"),
        school=pl.col("low").is_in(_SCHOOLS) & (pl.col("shape") == "title"),
    )
    title, name, school = (table[c].to_numpy()[code] for c in table.columns)
    named = np.append(0, np.cumsum(name))
    person = (kind == _BODY) & (stop - first > 1) & title[first] & (named[stop] - named[first + 1] == stop - first - 1)
    before = np.maximum(first - 1, 0)
    taken = np.append(0, stop[:-1]) > before
    of_school = (kind == _PERSON) & ~tokens.opens[first] & school[before] & ~taken & (first > 0)
    typed = np.where(person, _PERSON, np.where(of_school, _BODY, kind))
    return spans.with_columns(first=pl.Series(first - of_school), kind=pl.Series(typed))


def add_titled(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add the words behind a title and its full stop that are in no span: ``Hj. [Nirwana]``, ``H. [M. Yusuf]``.

    Streets and hospitals are called so too, with any rank: ``Jl. Jend. [Sudirman]``, ``RSUD dr. [Soetomo]``; what is
    whose name, :func:`transforms.entities.named_after.take_in_titles` tells.
    """
    table, code, last = types.table, tokens.code, len(tokens) - 1
    low, shape, kind = table["low"], table["shape"], table["kind"]
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(spans["first"].to_numpy(), spans["stop"].to_numpy())] = True
    free = ~taken & ~tokens.opens
    dot = (low == ".").to_numpy()[code] & free
    name = ((shape == "title") & ((kind == "-") | low.is_in(_BORN))).to_numpy()[code] & free
    initial = (shape == "initial").to_numpy()[code] & free
    lead = kind.is_in(["loc_head", "org_head", "org_tail", "thing", "contest", "event"]).to_numpy()[code] | taken

    def at(mask: np.ndarray, place: np.ndarray) -> np.ndarray:
        return mask[np.minimum(place, last)] & (place <= last)

    title = np.flatnonzero((low.is_in([*_TITLES, "h"]).to_numpy() | titles(types))[code] & ~taken)
    made = heads(types)[code] > 0
    before, inner = np.maximum(title - 1, 0), ~tokens.opens[title]
    made = inner & (made[before] | dot[before] & made[np.maximum(title - 2, 0)])
    own = low.is_in([*_TITLES, "h"]).to_numpy()[code[title]] & at(dot, title + 1)
    small = (shape == "lower").to_numpy()[code[title]] & low.is_in(_TITLES).to_numpy()[code[title]]
    own |= small & at(name, title + 1) & at(name, title + 2)  # ``drg Tolkha Amaruddin``
    own &= ~(inner & lead[before])
    title, made = title[made | own], made[made | own]
    first = title + 1 + at(dot, title + 1)
    lettered = at(initial & (low != "e").to_numpy()[code], first) & at(dot, first + 1)  # ``H.E.``: His Excellency
    stop = np.where(lettered, first + 2, first)
    fits = at(name, stop) & (lettered | made | (low != "h").to_numpy()[code[title]])
    first, stop = first[fits], stop[fits]
    for _ in range(_MOST_WORDS):
        stop = stop + at(name, stop)
    runs_on = at(taken & ~tokens.opens, stop) | at(dot, stop) & ~tokens.opens[np.minimum(stop + 1, last)] & (
        stop < last
    )
    first, stop = first[~runs_on], stop[~runs_on]  # into a name that was found, or the title ``Eng.``
    new = pl.DataFrame({"first": first, "stop": stop}).with_columns(
        kind=pl.lit(_PERSON, pl.Int64), confidence=pl.lit(_SURE)
    )
    return pl.concat([spans, new.select(spans.columns).cast(spans.schema)]).sort("first")


def add_graduates(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add or extend the persons before two degrees or one with stops: ``[Giovani] SH MH``, ``[Hafis Muhardi], S.H.``

    Words that may be a name and are in no body or place. Spans must not overlap.
    """
    table, code, last = types.table, tokens.code, len(tokens) - 1
    low, shape, kind = table["low"], table["shape"], table["kind"]
    degree = ((kind == "degree") & (shape != "lower")).to_numpy()[code]
    initial, comma = ((shape == "initial").to_numpy()[code], (low == ",").to_numpy()[code])
    letters = shape.is_in(["initial", "upper", "title"]) & (low.str.len_chars() <= 4)
    name = (shape == "title") & (kind == "-") & ((table["common"] != "c") | (table["name"] == "local"))
    name &= low.str.len_chars() > 2
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    person = spans["kind"].to_numpy() == _PERSON
    owned, taken = np.zeros(len(tokens), bool), np.zeros(len(tokens), bool)
    owned[tokens_of(first[person], stop[person])] = True
    taken[tokens_of(first[~person], stop[~person])] = True
    fits = (
        name.to_numpy()[code] | owned & letters.to_numpy()[code] | owned & (shape == "title").to_numpy()[code]
    ) & ~taken
    at = np.flatnonzero((degree | initial) & ~tokens.opens & ~taken & ~owned)
    one, two = np.minimum(at + 1, last), np.minimum(at + 2, last)
    marks = (shape == "initial").to_numpy(), (low == ".").to_numpy(), letters.to_numpy()
    stopped = begins_degree(at, marks[0], marks[1], marks[2], tokens)
    pair = degree[at] & (degree[one] & ~tokens.opens[one] | comma[one] & degree[two] & ~tokens.opens[two])
    at = at[stopped | pair]
    end = at - comma[np.maximum(at - 1, 0)]
    at = end[(end > 0) & fits[np.maximum(end - 1, 0)]]
    begin = at - 1
    for _ in range(_MOST_WORDS - 1):
        before = np.maximum(begin - 1, 0)
        begin = begin - (fits[before] & ~tokens.opens[begin] & (begin > 0))
    if not at.size:
        return spans
    starts = np.arange(len(tokens))
    starts[tokens_of(first[person], stop[person])] = np.repeat(first[person], (stop - first)[person])
    begin = starts[begin]
    inside = np.zeros(len(tokens) + 1, np.int64)
    inside[tokens_of(begin, at)] = 1
    np.cumsum(inside, out=inside)
    covered = inside[stop - 1] - np.append(0, inside)[first]
    new = pl.DataFrame({"first": begin, "stop": at}).with_columns(
        kind=pl.lit(_PERSON, pl.Int64), confidence=pl.lit(_SURE)
    )
    rest = spans.filter(pl.Series(covered == 0))
    return pl.concat([rest, new.select(spans.columns).cast(spans.schema)]).sort("first")
