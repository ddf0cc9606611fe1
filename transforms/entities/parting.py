"""Part the person from the public body before it, where the tagger took both for one name."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG"))
_CALLED_AFTER_PERSONS = [
    "universitas", "univ", "institut", "politeknik", "akademi", "fakultas", "sekolah", "smp", "smpn", "sma", "sman",
    "smk", "smkn", "sd", "sdn", "mtsn", "man", "mts", "mi", "tk", "paud", "madrasah", "pesantren", "ponpes", "pondok",
    "yayasan", "pt", "cv", "ud", "pd", "bank", "rs", "rsud", "rsup", "rsu", "rsia", "rsi", "puskesmas", "klinik",
    "gereja", "hkbp", "stasiun", "studio", "media", "majalah", "koran", "radio", "grup", "group", "koperasi", "band",
    "klub", "lembaga", "pusat", "tim", "forum", "partai", "perusahaan", "pabrik", "agensi", "basilika", "katedral",
    "organisasi", "gerakan",
]  # fmt: skip
_LONGEST_PERSON = 4


def part_persons(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut off the person at the end of a public body: ``Kepala [Badan Geologi] [Muhammad Wafid]``.

    The body, behind an office, is one of the reference, or one that ends with a place (``Dinas Sosial Kota Kediri``)
    or where a personal name begins. What follows it, words of a name only, must hold a personal name, or no word of
    any dictionary and stand behind a place or before a verb of speech. Bodies that may be called after persons
    (``Universitas Ahmad Dahlan``) are not touched. Spans must not overlap.
    """
    code, size = tokens.code, len(tokens)
    table = types.table.select(
        lead=pl.col("kind").is_in(["office", "role_word", "rank"]),
        public=(pl.col("kind") == "org_head") & ~pl.col("low").is_in(_CALLED_AFTER_PERSONS),
        personal=(pl.col("name") != "-") & (pl.col("shape") == "title"),
        doubtful=pl.col("name") == "world",  # "Power" is a name, too
        name=(pl.col("shape") == "title") & (pl.col("kind") == "-") & (pl.col("common") != "c"),
        rare=pl.col("common") == "r",
        cue=pl.col("kind") == "cue",
    )
    lead, public, personal, doubtful, name, rare, cue = (table[c].to_numpy() for c in table.columns)
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    row = np.flatnonzero((kind == _BODY) & (stop - first > 1))
    begin, end = first[row], stop[row]
    cut, listed, placed = _end_of_body(begin, end, matches)
    at = _first_in(personal[code], begin + 2, end)  # where a personal name begins
    for _ in range(_LONGEST_PERSON - 1):
        before = np.maximum(at - 1, 0)
        at = np.where((at < end) & (before >= begin + 2) & name[code[before]] & rare[code[before]], before, at)
    office = lead[code[np.maximum(begin - 1, 0)]] & ~tokens.opens[begin]
    head = public[code[begin]]
    cut = np.where(cut > 0, cut, np.where(head & office, at, size))
    fits = (cut < end) & (end - cut <= _LONGEST_PERSON) & (listed | head)
    row, cut, end, placed, office = row[fits], cut[fits], end[fits], placed[fits], office[fits]
    rest = code[tokens_of(cut, end)]
    owner = np.repeat(np.arange(len(row)), end - cut)
    plain = np.bincount(owner[~name[rest]], minlength=len(row)) == 0
    plain &= (end - cut > 1) | ~doubtful[code[cut]]
    unknown = np.bincount(owner[~rare[rest]], minlength=len(row)) == 0
    speaks = cue[code[np.minimum(end, size - 1)]]
    named = np.bincount(owner[personal[rest]], minlength=len(row)) > 0
    sure = plain & office & (named | unknown & (speaks | placed))
    row, cut = row[sure], cut[sure]
    ends, begins = stop.copy(), first.copy()
    ends[row] = cut
    after = np.minimum(row + 1, len(first) - 1)  # ``Mao [Ning]``: the rest of the name was found
    joins = (first[after] == stop[row]) & (kind[after] == _PERSON) & ~tokens.opens[stop[row] % size]
    begins[after[joins]] = cut[joins]
    alone = spans[row[~joins]].with_columns(first=pl.Series(cut[~joins]), kind=pl.lit(_PERSON)).cast(dict(spans.schema))
    parted = spans.with_columns(first=pl.Series(begins), stop=pl.Series(ends))
    return pl.concat([parted, alone]).sort("first")


def _first_in(marked: np.ndarray, begin: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The first marked token from ``begin`` on, where it lies before ``end``; else the number of tokens."""
    places = np.append(np.flatnonzero(marked), len(marked))
    found = places[np.searchsorted(places, begin)]
    return np.where(found < end, found, len(marked))


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
