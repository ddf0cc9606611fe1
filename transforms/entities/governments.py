"""Governments: a state's is the state itself, a region's is a body of its own, and so are its offices and courts."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.reference import load_table
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
_MOST_WORDS = 6
_MOST_OFFICE_TOKENS = 12
_MOST_RANKS = 2
"""``Kepolisian Resor Kota``"""


class GovernmentWordRow(dy.Schema):
    """A word in the names of bodies of which each region has one."""

    word = dy.String()
    kind = dy.Enum(("region", "rank", "body", "department", "service", "branch", "division", "part", "local"))
    """``region`` (``Kota``) and ``rank`` (``Negeri``) end the body's own words; ``body`` begins them where the tagger
    found none, ``department`` where it did (``Dinas Sosial``); ``service`` follows ``Kantor`` (``Kantor Imigrasi``); a
    ``branch`` is a body of the country that has one in each region (``KONI``), a ``division`` one with numbered
    ``part``s (``KAI Daop 4``), ``local`` one that is called after nothing but its place (``Polres``)."""


@functools.cache
def _government_words() -> pl.DataFrame:
    return load_table("government_words", GovernmentWordRow, unique=["word", "kind"])


def _words(*kinds: str) -> list[str]:
    return _government_words().filter(pl.col("kind").is_in(kinds))["word"].to_list()


def part_regions(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> pl.DataFrame:
    """Cut places before the class of a region in them: ``[Desa Pocangan] [Kecamatan Sukowono]``.

    Not behind a noun, which is what the region has (``Alun-alun Kabupaten Batang``). ``Kota``, which also ends
    names, cuts before a place of the reference only: ``Kecamatan Tegalsari [Kota Surabaya]``. Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    table = types.table.select(
        region=pl.col("low").is_in([w for w in _words("region") if w not in ("kota", "daerah")])
        & (pl.col("shape") == "title"),
        town=(pl.col("low") == "kota") & (pl.col("shape") == "title"),
        noun=(pl.col("kind") == "loc_head") | (pl.col("common") == "c") | (pl.col("shape") == "mark"),
    )
    region, town, noun = (table[c].to_numpy() for c in table.columns)
    row = np.flatnonzero((kind == _PLACE) & (stop - first > 2))
    token = tokens_of(first[row] + 1, stop[row] - 1)  # neither the first nor the last
    owner = np.repeat(row, (stop - first)[row] - 2)
    code = tokens.code
    cut = (region[code[token]] | town[code[token]] & known[token + 1]) & ~noun[code[token - 1]]
    if not cut.any():
        return spans
    owner, token = owner[cut], token[cut]
    parts = spans[owner].with_columns(first=pl.Series(token))
    whole = pl.concat([spans, parts]).sort("first")
    ends = np.minimum(whole["stop"].to_numpy(), np.append(whole["first"].to_numpy()[1:], len(tokens)))
    return whole.with_columns(stop=pl.Series(ends))


def regional_governments(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Pemerintah [Provinsi Banten]`` and ``Pemerintah Kota [Depok]`` are bodies; spans must not overlap."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    capital = types.table["shape"].is_in(["title", "upper"])
    government, region = (
        (capital & types.table["low"].is_in(words)).to_numpy() for words in (["pemerintah"], _words("region"))
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


def regional_bodies(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Dinas Kesehatan (Dinkes) Kota Malang``, ``Pemerintah Kota (Pemkot) Bogor``: one body, brackets and place in it.

    Not ``Badan Pusat Statistik (BPS) NTB``: of that there is one in the country. Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    low, code = types.table["low"], tokens.code
    opening, closing, of_region, head, office = (
        low.is_in(words).to_numpy()
        for words in (["("], [")"], _words("region", "rank"), _words("body"), _words("department"))
    )
    capital = types.table["shape"].is_in(["title", "upper", "mixed"]).to_numpy()
    end = first - 3  # of the body's own words, where a bracket opens
    row = np.flatnonzero((kind != _PERSON) & (end > 0))  # the tagger often takes the place for the rest of the body
    row = row[closing[code[first[row] - 1]] & opening[code[end[row]]] & capital[code[first[row] - 2]]]
    row = row[(tokens.sentence[end[row] - 1] == tokens.sentence[first[row]]) & capital[code[end[row] - 1]]]
    row = row[~(types.table["kind"] == "org_head").to_numpy()[code[first[row]]]]  # another body
    begin = np.full(len(first), -1)
    ends = np.searchsorted(stop, end[row])  # spans are in order: that which ends at the bracket, if one does
    tagged = stop[ends] == end[row]
    tagged &= (kind[ends] == _BODY) & (of_region[code[end[row] - 1]] | office[code[first[ends]]])
    begin[row[tagged]] = first[ends[tagged]]
    for words in range(1, _MOST_WORDS):
        at = end - 1 - words
        open_ = row[(begin[row] < 0) & (at[row] >= 0) & of_region[code[end[row] - 1]]]
        open_ = open_[tokens.sentence[at[open_]] == tokens.sentence[first[open_]]]
        open_ = open_[head[code[at[open_]]] & capital[code[at[open_]]]]
        begin[open_] = at[open_]
    return _taken_in(spans, begin, tokens)


def bodies_of_places(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Polres [Binjai]``, ``Kepolisian Daerah [Papua]``, ``Kepolisian Resor [Kota Binjai]``: bodies of which only the
    place was found. Spans must not overlap."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    capital = types.table["shape"].is_in(["title", "upper"])
    word, inner = (
        (capital & types.table["low"].is_in(_words(*kinds))).to_numpy()[tokens.code]
        for kinds in (("local",), ("region", "rank"))
    )
    taken = np.zeros(len(tokens), bool)
    taken[tokens_of(first, stop)] = True
    begin = np.full(len(first), -1)
    live, at = np.flatnonzero((kind == _PLACE) & (first > 0)), first.copy()
    for _ in range(_MOST_RANKS + 1):  # one word further to the left at each step
        before = at[live] - 1
        live = live[(before >= 0) & ~tokens.opens[at[live]] & ~taken[np.maximum(before, 0)]]
        at[live] -= 1
        begin[live[word[at[live]]]] = at[live[word[at[live]]]]
        live = live[inner[at[live]] & ~word[at[live]]]
    found = begin >= 0
    return spans.with_columns(
        first=pl.Series(np.where(found, begin, first)), kind=pl.Series(np.where(found, _BODY, kind))
    )


def branches(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``KONI [Papua]``, ``Partai Golkar [Sumut]``: the branch of a body of the country is a body of its own, as are its
    numbered parts: ``KAI Daop 4 [Semarang]``.

    Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    low = types.table["low"]
    branch, division, part = (low.is_in(_words(word)).to_numpy() for word in ("branch", "division", "part"))
    number = low.str.contains(r"^(?:[0-9]{1,2}|[ivx]{1,4})$").to_numpy()
    joins = np.zeros(len(first), bool)
    joins[1:] = (first[1:] == stop[:-1]) & (kind[:-1] == _BODY) & branch[tokens.code[stop[:-1] - 1]]
    numbered = np.zeros(len(first), bool)
    numbered[1:] = (first[1:] == stop[:-1] + 2) & (kind[:-1] == _BODY) & division[tokens.code[stop[:-1] - 1]]
    numbered &= part[tokens.code[np.maximum(first - 2, 0)]] & number[tokens.code[np.maximum(first - 1, 0)]]
    joins |= numbered & ~tokens.opens[np.maximum(first - 1, 0)]
    joins &= (kind == _PLACE) & ~tokens.opens[np.minimum(first, len(tokens) - 1)]
    if not joins.any():
        return spans
    ends = stop.copy()
    ends[:-1] = np.where(joins[1:], stop[1:], stop[:-1])
    return spans.with_columns(stop=pl.Series(ends)).filter(pl.Series(~joins))


def local_offices(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``Kantor Imigrasi Kelas I TPI [Surabaya]``, ``Kantor [Bea Cukai] [Malang]``: an office is called after its place.

    Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    table = types.table.select(
        office=(pl.col("low") == "kantor") & (pl.col("shape") == "title"),
        service=pl.col("low").is_in(_words("service")),
        fits=pl.col("shape").is_in(["title", "upper", "mixed", "initial"]) | pl.col("low").is_in(["dan", "(", ")"]),
    )
    office, service, fits = (table[c].to_numpy()[tokens.code] for c in table.columns)
    barred = np.zeros(len(tokens), bool)
    other = kind != _BODY
    barred[tokens_of(first[other], stop[other])] = True
    begin = np.full(len(first), -1)
    live = np.flatnonzero((kind == _PLACE) & ~tokens.opens[first])
    at = first.copy()
    for _ in range(_MOST_OFFICE_TOKENS):  # one token further to the left at each step
        live = live[~tokens.opens[at[live]]]
        at[live] -= 1
        live = live[fits[at[live]] & ~barred[at[live]]]
        found = live[office[at[live]] & service[at[live] + 1]]
        begin[found] = at[found]
    return _taken_in(spans, begin, tokens)


def _taken_in(spans: pl.DataFrame, begin: np.ndarray, tokens: Tokens) -> pl.DataFrame:
    """The spans, those that have a ``begin`` (not -1) made bodies from there on; what lay in between goes."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    found = begin >= 0
    if not found.any():
        return spans
    covered = np.zeros(len(tokens) + 1, bool)
    covered[tokens_of(begin[found], first[found])] = True
    grown = spans.with_columns(
        first=pl.Series(np.where(found, begin, first)),
        kind=pl.Series(np.where(found, _BODY, spans["kind"].to_numpy())),
    )
    before = np.append(0, np.cumsum(covered))
    return grown.filter(pl.Series(found | (before[stop] == before[first])))  # spans that lie in one, if only in part


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
            spelled=pl.coalesce("rest", "spelled"),
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
