"""Add names that the tagger left out: those of the reference, and words that name a body by themselves."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.nameless import nameless_words
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("ORG", "LOC"))
_MOST_WORDS = 5


def add_known(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add strong names of the reference that the tagger left out: no dictionary words, none in ``Piala Asia``.

    A longer name takes the place of what the tagger made of a part of it: ``Bursa Efek [New York]``.
    """
    first, stop = matches.first, matches.stop
    before = tokens.code[np.maximum(first - 1, 0)]
    own = tokens.code[first]
    named = nameless_words().filter(pl.col("has_name") != "no")["word"]
    barred = (
        types.table["kind"].is_in(["event", "contest", "medium"]) | types.table["low"].is_in(named.implode())
    ).to_numpy()
    single = stop - first == 1
    plain = types.common[own] & single | ~types.capital[own]
    platform = (types.table["kind"] == "platform").to_numpy()[own]
    kind = types.table["kind"]
    event, medium = ((kind == name).to_numpy()[before] for name in ("event", "medium"))
    part = barred[before] & ~tokens.opens[first]
    part &= single | ~event | types.capital[before]  # but ``pembangunan Ibu Kota Nusantara``
    strong = np.isin(matches.kind, [KINDS.index(t) for t in ENTITY_TYPES]) & ~plain & ~platform & (~part | medium)
    first, stop, part = first[strong], stop[strong], part[strong]
    match_kind = matches.kind[strong].astype(np.int64) // 2 + 1
    spans = _without_parts(spans, first, stop, match_kind)  # ``akun X (Twitter)`` is no name, nor are its parts
    covered = np.zeros(len(tokens) + 1, np.int32)
    covered[tokens_of(spans["first"].to_numpy(), spans["stop"].to_numpy()) + 1] = 1
    np.cumsum(covered, out=covered)
    free = (covered[stop] == covered[first]) & ~part
    new = pl.DataFrame({"first": first[free], "stop": stop[free], "kind": match_kind[free]}).with_columns(
        confidence=pl.lit(0.7)
    )
    return pl.concat([spans, new.select(spans.columns).cast(spans.schema)]).sort("first")


def add_bodies(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add words that name a body by themselves and are in no span, with the place behind them: ``Disdukcapil [Garut]``.

    Not in a code (``113/G/2025/PTUN.JK``). Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first, stop)] = True
    table = types.table.select(
        named=pl.col("alone") & pl.col("shape").is_in(["title", "upper", "mixed"]),
        tie=pl.col("low").is_in(["-", "/", "."]),
    )
    named, tie = (table[c].to_numpy()[tokens.code] for c in table.columns)
    word = np.flatnonzero(named & ~taken)
    before, after = np.maximum(word - 1, 0), np.minimum(word + 1, len(tokens) - 1)
    coded = tie[before] & ~tokens.space_before[word] & ~tokens.opens[word]
    coded |= tie[after] & ~tokens.space_before[after] & ~tokens.opens[after] & ~_ends(after, tokens)
    word = word[~coded]
    place = np.zeros(len(tokens) + 1, bool)
    place[first[kind == _PLACE]] = True
    leads = word[place[word + 1] & ~tokens.opens[np.minimum(word + 1, len(tokens) - 1)]]
    grown = np.isin(first, leads + 1)
    new = pl.DataFrame({"first": np.setdiff1d(word, leads)}).with_columns(
        stop=pl.col("first") + 1, kind=pl.lit(_BODY, pl.Int64), confidence=pl.lit(0.7)
    )
    spans = spans.with_columns(
        first=pl.Series(first - grown), kind=pl.Series(np.where(grown, _BODY, kind), dtype=spans.schema["kind"])
    )
    return pl.concat([spans, new.select(spans.columns).cast(spans.schema)]).sort("first")


def add_companies(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add companies by their legal form where nothing was found: ``[PT.IWIP]``, ``[CV Mitra Laut]``, ``[PO Haryanto]``.

    Spans must not overlap.
    """
    code, last = tokens.code, len(tokens) - 1
    table = types.table.select(
        form=pl.col("low").is_in(["pt", "cv", "po"]) & (pl.col("shape") == "upper"),
        dot=pl.col("low") == ".",
        name=pl.col("shape").is_in(["title", "upper", "mixed"])
        & ~pl.col("kind").is_in(["degree", "office", "calendar"]),
    )
    form, dot, name = (table[c].to_numpy()[code] for c in table.columns)
    name &= ~form
    taken = np.zeros(len(tokens) + 1, bool)
    taken[tokens_of(spans["first"].to_numpy(), spans["stop"].to_numpy())] = True

    def is_at(mask: np.ndarray, token: np.ndarray) -> np.ndarray:
        at = np.minimum(token, last)
        return mask[at] & ~taken[at] & ~tokens.opens[at] & (token <= last)

    begin = np.flatnonzero(form & ~taken[:-1])
    end = begin + 1 + is_at(dot, begin + 1)
    named = is_at(name, end)
    begin, end = begin[named], end[named] + 1
    for _ in range(_MOST_WORDS - 1):
        end = end + is_at(name, end)
    free = ~taken[np.minimum(end, last)] | tokens.opens[np.minimum(end, last)]  # runs into no name that was found
    new = pl.DataFrame({"first": begin[free], "stop": end[free]}).with_columns(
        kind=pl.lit(_BODY, pl.Int64), confidence=pl.lit(0.7)
    )
    return pl.concat([spans, new.select(spans.columns).cast(spans.schema)]).sort("first")


def _ends(token: np.ndarray, tokens: Tokens) -> np.ndarray:
    """Whether a space, a new sentence or nothing comes behind each token."""
    after = np.minimum(token + 1, len(tokens) - 1)
    return (after == token) | tokens.space_before[after] | tokens.opens[after]


def _without_parts(spans: pl.DataFrame, begin: np.ndarray, end: np.ndarray, kind: np.ndarray) -> pl.DataFrame:
    """The spans but for those that lie inside a longer strong name; ``begin``, ``end``, ``kind``: of these, in order.

    A name of the same type stays where another span reaches into the longer one, which then cannot take its place.
    """
    if not len(begin):
        return spans
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    own, last = (np.maximum(np.searchsorted(begin, at, side="right") - 1, 0) for at in (first, stop - 1))
    inside = (begin[own] <= first) & (stop <= end[own]) & (stop - first < end[own] - begin[own])
    crossed = np.zeros(len(begin), bool)
    crossed[own[(first < end[own]) & (stop > end[own])]] = True
    crossed[last[(first < begin[last]) & (stop <= end[last])]] = True
    stays = (spans["kind"].to_numpy() == kind[own]) & crossed[own]
    return spans.filter(pl.Series(~inside | stays))
