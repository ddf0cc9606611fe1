"""What one place in an article teaches about another: a name found once is a name wherever it stands."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.extend import is_part_of_code
from transforms.entities.known import known_names, sure_types
from transforms.entities.names import name_key
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

LEAST_CONFIDENCE = 0.75
_PERSON, _BODY = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG"))


def spread(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Add single words that are part of a person's full name or a whole name elsewhere in the article.

    ``article``: number of the article of each token. A single word that the tagger gave another type
    becomes a person where the article knows it as part of a full name, unless the reference holds the word for that
    other type alone: beside a minister called Israel Katz, Israel stays the country. A body gives way to a name
    beside words of names: beside Michael Forbes, ``Forbes`` is he. Added rows have ``spread`` true, single parts of
    full names ``is_part``.
    """
    spans = _with_given_names(spans.with_columns(spread=pl.lit(False)), tokens, types, article)
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    kind, sure = spans["kind"].to_numpy(), spans["confidence"].to_numpy()
    table = types.table
    proper = (
        table["shape"].is_in(["title", "mixed", "upper", "coded"]).to_numpy()
        & (table["low"].str.len_chars() >= 3).to_numpy()
        & ~table["kind"].is_in(["office", "rank", "academic", "courtesy", "degree", "nickname", "calendar"]).to_numpy()
    )

    def keys(token: np.ndarray) -> np.ndarray:
        return article[token].astype(np.int64) * len(tokens.types) + tokens.code[token]

    full = (kind == _PERSON) & (stop - first > 1)
    parts = tokens_of(first[full], stop[full])
    part_keys = np.unique(keys(parts[proper[tokens.code[parts]]]))
    one = stop - first == 1
    key = keys(first)
    part_keys = np.setdiff1d(part_keys, keys(_cities_in_place(tokens, types)))
    free = _free_words(first, stop, proper & types.capital, tokens, types)
    inside = one & (kind == _PERSON) & ~tokens.opens[first]
    named = _within(keys(free), np.unique(key[inside]))  # a person by itself, inside another sentence
    free = free[~_opens_as_word(free, tokens, types) | named & _acts(free, tokens, types)]
    free_keys = keys(free)
    sure_kind = _sure_kinds(table["low"])
    surname_keys = np.unique(keys(_surnames(first[full], stop[full], sure_kind, tokens, types)))
    is_part = _within(free_keys, part_keys) & np.isin(sure_kind[tokens.code[free]], (0, _PERSON))
    is_part |= _within(free_keys, surname_keys)
    added = [_new(free[is_part], _PERSON)]
    free, free_keys = free[~is_part], free_keys[~is_part]
    own_code = tokens.code[first]
    alone = one & (sure >= LEAST_CONFIDENCE) & proper[own_code] & ~types.common[own_code]
    for number in range(1, len(ENTITY_TYPES) + 1):
        hit = _within(free_keys, np.unique(key[alone & (kind == number)]))
        added.append(_new(free[hit], number))
        free, free_keys = free[~hit], free_keys[~hit]
    part = one.copy()
    part[one] = _within(key[one], part_keys)
    surname = one & _within(key, surname_keys)
    part &= (kind == _PERSON) | (sure_kind[own_code] != kind) | surname
    single = part & ((sure < 0.97) | surname)
    spans = spans.with_columns(
        kind=pl.Series(np.where(single, _PERSON, kind)), is_part=pl.Series(single | part & (kind == _PERSON))
    )
    return _join_adjacent(pl.concat([spans, *(a.select(spans.columns) for a in added)]).sort("first"), tokens)


def _surnames(first: np.ndarray, stop: np.ndarray, sure_kind: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Words that the reference holds for a body, the last of full names of which all other words are of names
    (``Michael Forbes``), or the first where these are Indonesian (``Sony Supriyadi``, unlike ``Honda Smart Key``)."""
    body = sure_kind == _BODY
    inside = tokens_of(first, stop)
    owner = np.repeat(np.arange(len(first)), stop - first)
    found = []
    for at, names in ((stop - 1, ("local", "world")), (first, ("local",))):
        named = types.table["name"].is_in(names).to_numpy() & ~body
        strangers = np.bincount(owner[~named[tokens.code[inside]]], minlength=len(first))
        found.append(at[(strangers == 1) & body[tokens.code[at]]])
    return np.concatenate(found)


def _with_given_names(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Persons with the word before them that is a person by itself elsewhere: ``Dito [Suwardita] … kata [Dito]``."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    person = spans["kind"].to_numpy() == _PERSON
    before = np.maximum(first - 1, 0)
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first, stop)] = True
    title = ((types.table["shape"] == "title") & (types.table["kind"] == "-")).to_numpy()

    def keys(token: np.ndarray) -> np.ndarray:
        return article[token].astype(np.int64) * len(tokens.types) + tokens.code[token]

    hit = person & (first > 0) & ~tokens.opens[first] & ~taken[before] & title[tokens.code[before]]
    hit[hit] = np.isin(keys(before[hit]), keys(first[person & (stop - first == 1)]))
    return spans.with_columns(first=pl.Series(first - hit))


def _free_words(first: np.ndarray, stop: np.ndarray, proper: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Words outside all spans that may be names."""
    fits = proper[tokens.code]
    fits[tokens_of(first, stop)] = False
    free = np.flatnonzero(fits)
    return free[~is_part_of_code(free, tokens, types)]


def _opens_as_word(free: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether each is a dictionary word that opens its sentence, and no verb of speech follows."""
    speaks = (types.table["kind"] == "cue").to_numpy()[tokens.code[np.minimum(free + 1, len(tokens) - 1)]]
    return types.common[tokens.code[free]] & tokens.opens[free] & ~speaks


def _acts(free: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a verb in the active voice follows each: ``Binder memulai balapan``."""
    active = types.table["low"].str.contains("^(?:me|ber)[a-z]{4,}$") & (types.table["shape"] == "lower")
    return active.to_numpy()[tokens.code[np.minimum(free + 1, len(tokens) - 1)]]


def _sure_kinds(words: pl.Series) -> np.ndarray:
    """Type (from 1) that the reference holds each word for, strongly and alone; 0 for none and for cities, whose
    names surnames are (Hamilton)."""
    cities = known_names().filter(pl.col("known_id").str.starts_with("city:"))
    sure = sure_types().join(cities, on="key", how="anti")
    keys = pl.DataFrame({"word": words}).select(key=name_key(pl.col("word")))
    return keys.join(sure, on="key", how="left", maintain_order="left")["sure_kind"].fill_null(0).to_numpy()


def _cities_in_place(tokens: Tokens, types: Types) -> np.ndarray:
    """Tokens that are a city of the reference behind ``di``."""
    low, code = types.table["low"], tokens.code
    behind = (low == "di").to_numpy()[code[:-1]] & types.capital[code[1:]] & ~tokens.opens[1:]
    at = np.flatnonzero(behind) + 1
    cities = known_names().filter(pl.col("known_id").str.starts_with("city:"))["key"]
    is_city = pl.DataFrame({"word": low.gather(code[at])}).select(name_key(pl.col("word")).is_in(cities.implode()))
    return at[is_city.to_series().to_numpy()]


def _within(values: np.ndarray, ordered: np.ndarray) -> np.ndarray:
    if not len(ordered):
        return np.zeros(len(values), bool)
    place = np.minimum(np.searchsorted(ordered, values), len(ordered) - 1)
    return ordered[place] == values


def _new(token: np.ndarray, kind: int) -> pl.DataFrame:
    return pl.DataFrame({"first": token, "stop": token + 1}).with_columns(
        kind=pl.lit(kind, pl.Int64), confidence=pl.lit(0.6), spread=pl.lit(True), is_part=pl.lit(kind == _PERSON)
    )


def _join_adjacent(spans: pl.DataFrame, tokens: Tokens) -> pl.DataFrame:
    """Neighbouring added words of a person are one mention, but never across the end of a sentence."""
    opens = pl.Series(tokens.opens[spans["first"].to_numpy()])
    joins = (
        (pl.col("first") == pl.col("stop").shift(1)) & ~opens
        & (pl.col("kind") == _PERSON) & (pl.col("kind").shift(1) == _PERSON)
        & (pl.col("spread") & pl.col("spread").shift(1))
    ).fill_null(False)  # fmt: skip
    grouped = spans.with_columns(_group=(~joins).cum_sum())
    return (
        grouped.group_by("_group", maintain_order=True)
        .agg(
            pl.col("first").min(),
            pl.col("stop").max(),
            pl.col("kind").first(),
            pl.col("confidence").mean().round(2),
            pl.col("spread").all(),
            pl.col("is_part").all(),
        )
        .drop("_group")
    )
