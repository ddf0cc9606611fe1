"""Mend the ends of names that the tagger cut short or took too far, from what stands beside them."""

from __future__ import annotations

import functools

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches, reference_entities
from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
MAX_HEAD_TOKENS = 6
_LEAST_ALONE = 0.93
"""How sure the tagger must be of a single dictionary word at the start of a sentence."""


def extend(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> pl.DataFrame:
    """Extend persons over the capitalised words and hyphened parts beside them, places over the noun before them.

    ``Sepriana [Paulina Mirpey]``, ``[Kim Yong]-hyun``, ``M. [Ichwan Zain]``, ``Laut [Flores]``. Spans must not overlap.
    """
    spans = _join_person(spans, types, tokens, known)
    first, stop, kind = (spans[c].to_numpy().copy() for c in ("first", "stop", "kind"))
    whole = known[first] & (stop - first > 1)
    code, size = tokens.code, len(tokens)
    taken = np.zeros(size + 1, bool)
    taken[_tokens_of(first, stop)] = True
    opens = np.ones(size + 1, bool)
    opens[1:size] = tokens.sentence[1:] != tokens.sentence[:-1]
    table = types.table.select(
        name=(pl.col("shape") == "title") & (pl.col("common") != "c") & (pl.col("kind") == "-"),
        initial=pl.col("shape") == "initial",
        dot=pl.col("low") == ".",
        dash=pl.col("low").is_in(["-", "‑"]),
        small=(pl.col("shape") == "lower") & (pl.col("low").str.len_chars() <= 6),
        noun=(pl.col("kind") == "loc_head") & pl.col("keeps"),
    )
    name, initial, dot, dash, small, noun = (table[c].to_numpy()[code] for c in table.columns)
    glued = ~np.append(tokens.space_before, True)
    for _ in range(2):
        person = kind == _PERSON
        b1, b2 = np.maximum(first - 1, 0), np.maximum(first - 2, 0)
        near = ~opens[first] & ~taken[b1] & (first > 0)
        word = person & near & ~whole & (name[b1] & ~known[b1] | initial[b1])
        dotted = person & near & dot[b1] & initial[b2] & ~opens[b1] & ~taken[b2] & (first > 1)
        place = (kind == _PLACE) & near & noun[b1]
        step = np.where(dotted, 2, np.where(word | place, 1, 0))
        taken[_tokens_of(first - step, first)] = True
        first = first - step
        s0, s1 = np.minimum(stop, size - 1), np.minimum(stop + 1, size - 1)
        tail = (
            person
            & (stop + 1 < size)
            & ~opens[s0]
            & ~opens[s1]
            & dash[s0]
            & glued[s0]
            & glued[s1]
            & (small[s1] | name[s1])
            & ~taken[s0]
            & ~taken[s1]
        )
        stop = stop + 2 * tail
        taken[_tokens_of(stop - 2 * tail, stop)] = True
    first = _absorb_heads(first, kind, taken, opens, tokens, types)
    return spans.with_columns(first=pl.Series(first), stop=pl.Series(stop))


def _absorb_heads(
    first: np.ndarray, kind: np.ndarray, taken: np.ndarray, opens: np.ndarray, tokens: Tokens, types: Types
) -> np.ndarray:
    """A body takes in the capitalised body it is part of: ``Fakultas Hukum [Universitas Udayana]``."""
    size = len(tokens)
    index = np.arange(size)
    table = types.table.select(
        fits=pl.col("shape").is_in(["title", "upper", "mixed", "initial"]) | (pl.col("kind") == "joiner"),
        head=pl.col("takes_in") & (pl.col("shape") != "lower"),
    )
    fits, head = (table[c].to_numpy()[tokens.code] for c in table.columns)
    barrier = np.maximum.accumulate(np.where(~fits | taken[:size], index + 1, np.where(opens[:size], index, 0)))
    next_head = np.minimum.accumulate(np.where(head, index, size)[::-1])[::-1]
    begin = barrier[np.maximum(first - 1, 0)]
    start = next_head[np.minimum(begin, size - 1)]
    hit = (kind == _BODY) & (first > 0) & ~opens[first] & (start < first) & (first - start <= MAX_HEAD_TOKENS)
    return np.where(hit, start, first)


def add_known(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add strong names of the reference that the tagger left out: no dictionary words, none in ``Piala Asia``."""
    covered = np.concatenate([[0], np.cumsum(_cover(spans, len(tokens)))])
    first, stop = matches.first, matches.stop
    before = np.maximum(first - 1, 0)
    same = (tokens.sentence[before] == tokens.sentence[first]) & (first > 0)
    barred = types.table["kind"].is_in(["event", "contest", "medium"]).to_numpy()[tokens.code]
    strong = np.isin(matches.kind, [KINDS.index(t) for t in ENTITY_TYPES])
    single = stop - first == 1
    plain = types.common[tokens.code[first]] & single | ~types.capital[tokens.code[first]]
    platform = (types.table["kind"] == "platform").to_numpy()[tokens.code[first]]
    free = strong & (covered[stop] == covered[first]) & ~(same & barred[before]) & ~plain & ~platform
    new = pl.DataFrame(
        {"first": first[free], "stop": stop[free], "kind": matches.kind[free].astype(np.int64) // 2 + 1}
    ).with_columns(confidence=pl.lit(0.7))
    return pl.concat([spans, new.select(spans.columns).cast(spans.schema)]).sort("first")


def _cover(spans: pl.DataFrame, size: int) -> np.ndarray:
    covered = np.zeros(size, bool)
    covered[_tokens_of(spans["first"].to_numpy(), spans["stop"].to_numpy())] = True
    return covered


def government_places(spans: pl.DataFrame) -> pl.DataFrame:
    """``Pemerintah Rusia`` is the country: the word comes off located spans whose rest is a country's name."""
    rest = pl.col("surface").str.extract(r"^[Pp]emerintah\s+(?:[Nn]egara\s+)?(\S.*)$")
    rest = pl.when(rest.str.to_lowercase().is_in(_country_names().implode())).then(rest)
    return (
        spans.with_columns(rest=rest)
        .with_columns(
            surface=pl.coalesce("rest", "surface"),
            start_char=pl.when(pl.col("rest").is_null())
            .then("start_char")
            .otherwise(pl.col("end_char") - pl.col("rest").str.len_chars()),
            kind=pl.when(pl.col("rest").is_null()).then("kind").otherwise(pl.lit(_PLACE)),
        )
        .drop("rest")
    )


@functools.cache
def _country_names() -> pl.Series:
    """Names of countries, in lower case."""
    return (
        reference_entities()[1]
        .filter(pl.col("entity_id").str.starts_with("country:"))["alias"]
        .str.to_lowercase()
        .unique()
    )


def drop_words(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Drop what is no name: a dictionary word that opens a sentence and is no name elsewhere in its article, a
    single title, a platform that is only the medium (``akun Instagram``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    opens = np.ones(len(tokens), bool)
    opens[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    key = article[first].astype(np.int64) * len(tokens.types) + tokens.code[first]
    alone = stop - first == 1
    elsewhere = np.isin(key, key[alone & ~opens[first]])
    doubtful = alone & types.common[tokens.code[first]] & opens[first] & ~elsewhere
    doubtful &= spans["confidence"].to_numpy() < _LEAST_ALONE
    office = (
        _platform_as_medium(first, stop, tokens, types)
        | types.table["kind"].is_in(["office", "nickname", "thing", "calendar"]).to_numpy()[tokens.code[first]] & alone
    )
    before = np.maximum(first - 1, 0)
    contest = (
        (types.table["kind"] == "contest").to_numpy()[tokens.code[before]]
        & ~opens[first]
        & (spans["kind"] == _PLACE).to_numpy()
    )
    return spans.filter(pl.Series(~(doubtful | office | contest)))


def _platform_as_medium(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    kinds = types.table.select(
        platform=pl.col("kind") == "platform", medium=(pl.col("kind") == "medium") | (pl.col("low") == "di")
    )
    platform, medium = (kinds[c].to_numpy()[tokens.code] for c in ("platform", "medium"))
    before, after = np.maximum(first - 1, 0), np.minimum(stop, len(tokens) - 1)
    return platform[first] & (stop - first == 1) & (medium[before] | medium[after])


def _join_person(spans: pl.DataFrame, types: Types, tokens: Tokens, known: np.ndarray) -> pl.DataFrame:
    """A person and an unknown name of another type right behind are one person: ``[Muhammad] [Arisa Putra]``."""
    first, kind = spans["first"].to_numpy(), spans["kind"].to_numpy()
    title = (types.table["shape"] == "title").to_numpy()[tokens.code]
    behind = np.zeros(len(first), bool)
    behind[1:] = (first[1:] == spans["stop"].to_numpy()[:-1]) & (kind[:-1] == _PERSON)
    same = tokens.sentence[first] == tokens.sentence[np.maximum(first - 1, 0)]  # no name runs into the next sentence
    joins = behind & same & (kind != _PERSON) & ~known[first] & title[first]
    grouped = spans.with_columns(_group=pl.Series(np.cumsum(~joins)))
    return (
        grouped.group_by("_group", maintain_order=True)
        .agg(pl.col("first").min(), pl.col("stop").max(), pl.col("kind", "confidence").first())
        .drop("_group")
    )


def _tokens_of(first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    length = stop - first
    return np.repeat(first, length) + np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
