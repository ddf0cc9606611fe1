"""Part persons from the body or place before them, or from each other, where the tagger took both for one name."""

from __future__ import annotations

import functools

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.brackets import other_words
from transforms.entities.gazetteer import KINDS, Matches, reference_entities
from transforms.entities.observe import Types
from transforms.entities.openers import name_openers
from transforms.entities.scan import first_behind, last_before, tokens_of
from transforms.entities.tokens import Tokens
from transforms.entities.words import word_kinds
from transforms.reference import load_table
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
_LONGEST_PERSON = 4
_OFFICE_REACH = 6
"""Words from an office to the body whose it is."""
_OF_PLACES = [
    *("gubernur", "bupati", "walikota", "camat", "lurah", "kades", "perbekel", "keuchik", "danramil", "dandim"),
    *("kapolda", "kapolres", "kapolresta", "kapolsek", "kapolsekta", "kajari", "kajati"),
]
"""Offices that are called after nothing but their place."""
_COUPLES = ["pasangan", "paslon", "duet", "urut", "capres-cawapres"]
"""Words before two persons who stand together."""
_COMPOUND = ["jean", "anne", "marie", "abdel", "abdul", "al", "el"]
"""First parts of names with a hyphen."""
_HONOURS = ["sang", "raden", "datu", "daeng", "teuku", "tengku", "tuanku"]
"""Titles by birth, which are part of a name."""
_ASSEMBLIES = ["dprd", "dprk", "dpr", "mpr"]
"""Bodies that are called after nothing but a place."""
_SURE = 0.75
"""How sure the tagger must be of a body that parts another name."""


class PublicBodyRow(dy.Schema):
    """The first word of bodies of the state, which are not called after persons as universities are."""

    word = dy.String()


@functools.cache
def public_bodies() -> list[str]:
    """First words of public bodies, in small letters."""
    listed = load_table("public_bodies", PublicBodyRow, unique=["word"])["word"]
    return pl.concat([listed, word_kinds().filter("alone")["word"]]).unique(maintain_order=True).to_list()


@functools.cache
def short_regions() -> pl.Series:
    """Short forms of regions, in small letters: ``jatim``."""
    entities, aliases = reference_entities()
    named = aliases.join(entities.select("entity_id", "name"), on="entity_id")
    short = pl.col("alias").str.contains(r"^\p{L}+$") & (pl.col("alias") != pl.col("name"))
    short &= (pl.col("tier") == "strong") & pl.col("entity_id").str.starts_with("region:")
    return named.filter(short)["alias"].str.to_lowercase().unique()


def part_persons(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut off the person at the end of a public body: ``Kepala [Badan Geologi] [Muhammad Wafid]``.

    Likewise behind a place of the reference: ``Gubernur [Lampung] [Arinal Djunaidi]``. Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    row = np.flatnonzero((kind != _PERSON) & (stop - first > 1))
    cut = _person_in(first[row], stop[row], kind[row] == _PLACE, matches, tokens, types)
    row, cut = row[cut < stop[row]], cut[cut < stop[row]]
    ends, begins = stop.copy(), first.copy()
    ends[row] = cut
    after = np.minimum(row + 1, len(first) - 1)  # ``Mao [Ning]``: the rest of the name was found
    joins = (first[after] == stop[row]) & (kind[after] == _PERSON) & ~tokens.opens[stop[row] % len(tokens)]
    begins[after[joins]] = cut[joins]
    alone = spans[row[~joins]].with_columns(first=pl.Series(cut[~joins]), kind=pl.lit(_PERSON)).cast(dict(spans.schema))
    parted = spans.with_columns(first=pl.Series(begins), stop=pl.Series(ends))
    return pl.concat([parted, alone]).sort("first")


def part_places(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut off the place at the start of a person behind an office: ``Kepala BPS [Sumut] [Nurul Hasanudin]``.

    A place that the reference is sure of and that is no personal name, before two words or more; the short form of a
    region before one too (``[Jatim] [Suharno]``). Behind an office of a place any word that is no name, before one
    that is: ``Lurah [Pateten] [Stenly Wowor]``.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    place = np.zeros(len(tokens), bool)
    place[matches.first[(matches.kind == KINDS.index("LOC")) & (matches.stop - matches.first == 1)]] = True
    personal = (types.table["name"] != "-").to_numpy()
    short = types.table["low"].is_in(short_regions().implode()).to_numpy()[tokens.code[first]]
    enough = (stop - first > 2) | (stop - first == 2) & short
    behind = types.table["low"].is_in(_OF_PLACES).to_numpy()[tokens.code[np.maximum(first - 1, 0)]]
    named = personal | (types.table["shape"] == "initial").to_numpy()
    of_place = behind & ~tokens.opens[first] & (stop - first > 2)
    of_place &= named[tokens.code[np.minimum(first + 1, len(tokens) - 1)]]
    of_place &= ~types.table["low"].is_in([*name_openers(), *_HONOURS]).to_numpy()[tokens.code[first]]
    row = np.flatnonzero((kind == _PERSON) & (enough & place[first] | of_place) & ~personal[tokens.code[first]])
    row = row[of_place[row] | _is_near_office(first[row], tokens, types)]
    if not row.size:
        return spans
    places = spans[row].with_columns(stop=pl.Series(first[row] + 1), kind=pl.lit(_PLACE, pl.Int64))
    begin = first.copy()
    begin[row] += 1
    return pl.concat([spans.with_columns(first=pl.Series(begin)), places.cast(spans.schema)]).sort("first")


def _part_couples(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut persons at the one hyphen in them, where it joins two."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    dashes = np.flatnonzero(types.table["low"].is_in(["-", "–"]).to_numpy()[tokens.code])
    at = first_behind(dashes, first, len(tokens))
    one = (kind == _PERSON) & (at > first) & (at < stop - 1) & (first_behind(dashes, at + 1, len(tokens)) >= stop)
    before, behind = at - first, stop - at - 1
    couple = np.flatnonzero(types.table["low"].is_in(_COUPLES).to_numpy()[tokens.code])
    last = last_before(couple, first)
    called = (last >= 0) & (first - last <= _OFFICE_REACH) & (tokens.sentence[last] == tokens.sentence[first])
    # ``La France Jean-Luc``
    compound = types.table["low"].is_in(_COMPOUND).to_numpy()[tokens.code[np.maximum(at - 1, 0)]]
    row = np.flatnonzero(one & (behind > 1) & ((before > 1) | called) & ~compound)
    if not row.size:
        return spans
    ends = stop.copy()
    ends[row] = at[row]
    others = spans[row].with_columns(first=pl.Series(at[row] + 1, dtype=spans.schema["first"]))
    return pl.concat([spans.with_columns(stop=pl.Series(ends)), others]).sort("first")


def part_pairs(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Two persons of the article that a hyphen joins are two: ``[Ganjar]-[Mahfud]``; not where they are one elsewhere
    (``Itamar Ben Gvir``, ``Rayan Ait-Nouri``). So are names of two words or more on both sides (``[Setyo Wahono]-[Nurul
    Azizah]``), behind a word for a pair on the second (``pasangan [Sunaryanta]-[Heri Susanto]``).

    Spans must not overlap.
    """
    spans = _part_couples(spans, tokens, types)
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    code, dash = tokens.code, types.table["low"].is_in(["-", "–"]).to_numpy()

    def keys(token: np.ndarray) -> np.ndarray:
        return article[token].astype(np.int64) * len(tokens.types) + code[token]

    joined = (stop - first == 3) & (kind != _BODY) & dash[code[np.minimum(first + 1, len(tokens) - 1)]]
    person = np.flatnonzero((kind == _PERSON) & ~joined)
    token, owner = tokens_of(first[person], stop[person]), np.repeat(person, (stop - first)[person])
    hyphened = np.zeros(len(first), bool)  # ``Rayan Ait-Nouri``
    hyphened[owner[dash[code[token]]]] = True
    named = keys(token[~hyphened[owner]])
    row = np.flatnonzero(joined)
    row = row[np.isin(keys(first[row]), named) & np.isin(keys(stop[row] - 1), named)]
    size = len(tokens.types)
    both = token[:-1][(owner[1:] == owner[:-1]) & (token[1:] == token[:-1] + 1)]
    row = row[~np.isin(keys(first[row]) * size + code[stop[row] - 1], keys(both) * size + code[both + 1])]
    if not row.size:
        return spans
    ends, kinds, part = stop.copy(), kind.copy(), spans["is_part"].to_numpy().copy()
    ends[row], kinds[row], part[row] = first[row] + 1, _PERSON, True
    whole = spans.with_columns(stop=pl.Series(ends), kind=pl.Series("kind", kinds), is_part=pl.Series(part))
    second = whole[row].with_columns(first=pl.Series(stop[row] - 1), stop=pl.Series(stop[row]))
    return pl.concat([whole, second.cast(whole.schema)]).sort("first")


def add_partners(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Who stands behind a stroke is a person as well: ``[Hendra Setiawan]/[Mohammad Ahsan]``.

    Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy().copy() for c in ("first", "stop", "kind"))
    table = types.table.select(
        stroke=pl.col("low") == "/",
        name=(pl.col("shape") == "title")
        & (pl.col("kind") == "-")
        & ((pl.col("common") != "c") | (pl.col("name") == "local")),
        more=(pl.col("shape") == "title") & pl.col("kind").is_in(["-", "nickname"]),
    )
    stroke, name, goes_on = (table[c].to_numpy()[tokens.code] for c in table.columns)
    last = len(tokens) - 1
    at = np.minimum(stop, last)
    tied = (kind == _PERSON) & stroke[at] & ~tokens.space_before[at] & ~tokens.opens[at] & (at + 1 <= last)
    if not tied.any():
        return spans
    begin = at[tied] + 1
    begin = begin[~tokens.space_before[begin] & ~tokens.opens[begin] & name[begin]]
    found = np.isin(first, begin)
    kind[found & (stop - first <= _LONGEST_PERSON)] = _PERSON
    taken = np.zeros(len(tokens) + 1, bool)
    taken[tokens_of(first, stop)] = True
    begin = begin[~taken[begin]]
    end = begin + 1
    for _ in range(_LONGEST_PERSON - 1):
        more = np.minimum(end, last)
        end = end + (goes_on[more] & ~taken[more] & ~tokens.opens[more] & (end <= last))
    follower = np.minimum(np.searchsorted(first, end), len(first) - 1) if len(first) else end
    joins = (first[follower] == end) & (kind[follower] == _PERSON) & ~tokens.opens[np.minimum(end, last)]
    # ``Melati`` before ``[Daeva Oktavianti]``
    first[follower[joins]] = begin[joins]
    new = pl.DataFrame({"first": begin[~joins], "stop": end[~joins]}).with_columns(
        kind=pl.lit(_PERSON, pl.Int64), confidence=pl.lit(_SURE)
    )
    typed = spans.with_columns(first=pl.Series(first), kind=pl.Series(kind, dtype=spans.schema["kind"]))
    return pl.concat([typed, new.select(spans.columns).cast(spans.schema)]).sort("first")


def _is_near_office(token: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether an office stands a few words before each token, in its sentence."""
    office = np.flatnonzero(types.table["kind"].is_in(["office", "role_word"]).to_numpy()[tokens.code])
    title = last_before(office, token - 1)
    near = (title >= 0) & (token - title <= _OFFICE_REACH)
    return near & (tokens.sentence[np.maximum(title, 0)] == tokens.sentence[token])


def part_bodies(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """Cut off the body at the start of a person, where the article names it elsewhere by itself.

    ``Direktur Investasi [Mitratel] [Hendra Purnama]``, where ``Mitratel`` is a mention too, or another word for a
    company (``PT … Telekomunikasi atau Mitratel``); behind an office only, and a person of two words stays unless the
    first is an acronym (``Ketua [TPM] [Ganjar]``).
    ``article``: number of the article of each token. Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    code, size = tokens.code, len(tokens.types)
    near = _is_near_office(first, tokens, types)
    low, personal = types.table["low"], (types.table["name"] != "-").to_numpy()
    acronym = ((types.table["shape"] == "upper") & (low.str.len_chars() >= 3)).to_numpy()
    own = first + low.is_in(["pt", "cv"]).to_numpy()[code[first]]  # of ``PT Medcom`` what it is called
    sure = (spans["confidence"].to_numpy() >= _SURE) | acronym[code[first]]
    body = (kind == _BODY) & sure & (own < stop)
    cut = np.zeros(len(first), np.int64)
    _, others = other_words(spans, tokens, types)
    for length in (1, 2):
        named = own[body & (stop - own == length)]
        named = np.append(named, others) if length == 1 else named
        enough = (stop - first >= length + 2) | acronym[code[first]] & (stop - first == length + 1)
        other = (kind == _PERSON) & near & enough & (cut == 0) & ~personal[code[first]]
        keys = [
            (article[at].astype(np.int64) * size + code[at]) * size + (code[at + 1] if length > 1 else 0)
            for at in (named, first[other])
        ]
        cut[np.flatnonzero(other)[np.isin(keys[1], keys[0])]] = length
    row = np.flatnonzero(cut)
    if not row.size:
        return spans
    bodies = spans[row].with_columns(
        stop=pl.Series(first[row] + cut[row]), kind=pl.lit(_BODY), confidence=pl.lit(_SURE)
    )
    bodies = bodies.cast(spans.schema)
    return pl.concat([spans.with_columns(first=pl.Series(first + cut)), bodies]).sort("first")


def _person_in(
    begin: np.ndarray, end: np.ndarray, place: np.ndarray, matches: Matches, tokens: Tokens, types: Types
) -> np.ndarray:
    """For each body or ``place`` where the person at its end begins; the number of tokens where there is none.

    The body, behind an office, is one of the reference, or one that ends with a place (``Dinas Sosial Kota Kediri``)
    or where a personal name begins. What follows it, words of a name only, must hold a personal name, or no word of
    any dictionary and stand behind a place or before a verb of speech. A place, behind an office, begins with one of
    the reference.
    """
    code, nowhere = tokens.code, len(tokens)
    table = types.table.select(
        lead=pl.col("kind").is_in(["office", "role_word", "rank"]),
        rules=(pl.col("kind") == "office") & (pl.col("shape") == "title"),
        public=(pl.col("kind") == "org_head") & pl.col("low").is_in(public_bodies()),
        personal=(pl.col("name") != "-") & (pl.col("shape") == "title"),
        doubtful=pl.col("name") == "world",  # "Power" is a name, too
        name=(pl.col("shape") == "title")
        & (pl.col("kind") == "-")
        & ((pl.col("common") != "c") | (pl.col("name") == "local")),  # "Budi" is a word, too
        rare=pl.col("common") == "r",
        cue=pl.col("kind") == "cue",
        number=pl.col("low").is_in(["i", "ii", "iii", "iv", "v"]) & pl.col("shape").is_in(["upper", "initial"]),
        assembly=pl.col("low").is_in(_ASSEMBLIES) & (pl.col("shape") == "upper"),
    )
    lead, rules, public, personal, doubtful, name, rare, cue, number, assembly = (
        table[c].to_numpy() for c in table.columns
    )
    cut, listed, placed = _end_of_body(begin, end, matches)
    at = _first_in(personal[code], begin + 2, end)
    for _ in range(_LONGEST_PERSON - 1):
        before = np.maximum(at - 1, 0)
        at = np.where((at < end) & (before >= begin + 2) & name[code[before]] & rare[code[before]], before, at)
    before = np.maximum(begin - 1, 0)
    counted = number[code[before]] & ~tokens.opens[before]  # ``Wakil Ketua II [DPRD]``
    office = lead[code[np.maximum(before - counted, 0)]] & ~tokens.opens[begin]
    cut = np.where(cut > 0, cut, np.where(public[code[begin]], at, nowhere))
    ruled = rules[code[np.maximum(before - counted, 0)]] & ~personal[code[begin]]  # not ``pelatih Bima Sakti``
    cut = np.where(place, np.where(ruled, _end_of_place(begin, matches, nowhere), nowhere), cut)
    council = assembly[code[begin]] & ((cut == nowhere) | (cut == begin + 1))
    cut = np.where(council, begin + 1, cut)
    fits = office & (cut < end) & (end - cut <= _LONGEST_PERSON) & (listed | public[code[begin]] | place)
    fits = np.flatnonzero(fits)
    from_, to = cut[fits], end[fits]
    rest, owner = code[tokens_of(from_, to)], np.repeat(np.arange(len(fits)), to - from_)
    plain = np.bincount(owner[~name[rest]], minlength=len(fits)) == 0
    plain &= (to - from_ > 1) | ~doubtful[code[from_]]
    unknown = np.bincount(owner[~rare[rest]], minlength=len(fits)) == 0
    named = np.bincount(owner[personal[rest]], minlength=len(fits)) > 0
    speaks = cue[code[np.minimum(to, nowhere - 1)]]
    sure = fits[plain & (named | unknown & (speaks | placed[fits] | place[fits] | council[fits]))]
    found = np.full(len(begin), nowhere)
    found[sure] = cut[sure]
    return found


def _first_in(marked: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The first marked token from ``begin`` on, where it lies before ``end``; else the number of tokens."""
    places = np.append(np.flatnonzero(marked), len(marked))
    found = places[np.searchsorted(places, begin)]
    return np.where(found < end, found, len(marked))


def _end_of_place(begin: np.ndarray, matches: Matches, nowhere: int) -> np.ndarray:
    """Where the place of the reference ends that begins each span; ``nowhere`` where none does."""
    known = matches.kind == KINDS.index("LOC")
    from_, to = matches.first[known], matches.stop[known]
    if not len(from_):
        return np.full(len(begin), nowhere)
    at = np.minimum(np.searchsorted(from_, begin), len(from_) - 1)
    return np.where(from_[at] == begin, to[at], nowhere)


def _end_of_body(begin: np.ndarray, end: np.ndarray, matches: Matches) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each span where the last body or place of the reference in it ends (0: nowhere), whether the span begins
    with a body of the reference, and whether that last one is a place."""
    known = np.isin(matches.kind, [KINDS.index(t) for t in ("ORG", "LOC", "ANY")])
    from_, to, sort = matches.first[known], matches.stop[known], matches.kind[known]  # in order, apart
    if not len(from_):
        nothing = np.zeros(len(begin), bool)
        return np.zeros(len(begin), np.int64), nothing, nothing
    last = np.searchsorted(to, end, side="right") - 1
    safe = np.maximum(last, 0)
    inside = (last >= 0) & (from_[safe] >= begin)
    head = np.minimum(np.searchsorted(from_, begin), len(from_) - 1)
    listed = inside & (from_[head] == begin) & (sort[head] == KINDS.index("ORG"))
    return np.where(inside, to[safe], 0), listed, inside & (sort[safe] != KINDS.index("ORG"))
