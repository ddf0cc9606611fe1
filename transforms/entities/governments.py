"""Governments: a state's is the state itself, a region's is a body of its own."""

from __future__ import annotations

import functools

import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("ORG", "LOC"))
_REGIONS = ["provinsi", "kabupaten", "kota", "kecamatan", "kelurahan", "desa", "daerah"]


def regional_governments(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Pemerintah [Provinsi Banten]`` and ``Pemerintah Kota [Depok]`` are bodies; spans must not overlap."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    capital = types.table["shape"].is_in(["title", "upper"])
    government, region = (
        (capital & types.table["low"].is_in(words)).to_numpy() for words in (["pemerintah"], _REGIONS)
    )
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first, stop)] = True

    def stands(word: np.ndarray, distance: int) -> np.ndarray:
        """Whether a word of a kind, in no span, stands so far before each span in its sentence."""
        at = np.maximum(first - distance, 0)
        same = (first >= distance) & (tokens.sentence[at] == tokens.sentence[first])
        return same & ~taken[at] & word[tokens.code[at]]

    place = kind == _PLACE
    whole = place & region[tokens.code[first]] & (stop - first > 1) & stands(government, 1)
    bare = place & ~whole & stands(region, 1) & stands(government, 2)
    return spans.with_columns(
        first=pl.Series(first - whole - 2 * bare), kind=pl.Series(np.where(whole | bare, _BODY, kind))
    )


def places_of_mayors(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Wali Kota [Bogor]``, not ``Wali [Kota Bogor]``: the city's class noun belongs to the office."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    city, mayor = ((types.table["low"] == word).to_numpy() for word in ("kota", "wali"))
    before = mayor[tokens.code[np.maximum(first - 1, 0)]] & ~tokens.opens[first]
    of_office = before & city[tokens.code[first]]
    return spans.with_columns(first=pl.Series(first + of_office)).filter(pl.Series(stop - first > of_office))


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
