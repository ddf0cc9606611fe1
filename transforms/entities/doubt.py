"""Persons that nothing in their article speaks for: ordinary words, things and places with capitals.

The tagger sees one sentence. Here the whole article is heard: a person has a title, speaks, has an age, a
name word, or a full name elsewhere; a word that the article also writes small, or that stands behind ``di``,
is none.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.called import called_bodies
from transforms.entities.extend import ends_doubled
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ENTITY_TYPES)
_LEADS = ["office", "rank", "academic", "courtesy", "nickname", "cue", "person_lead"]
LEAST_SURE, LEAST_OPENING = 0.8, 0.97
"""How sure the tagger must once be of a single unknown word that nothing speaks for; if it only opens sentences."""
LEAST_SENTENCES = 4
"""Sentences of an article in which something would have spoken for a person."""
_LONGEST_LIST = 4
_TAILS_OF_PLACES = ["city", "center", "centre", "club", "academy", "institute", "exchange", "post", "university"]
"""Last words of bodies that places end with as well."""
_INITIALS_LEADS = ["inisial", "berinisial", "alias", "bernama", "dipanggil", "disapa", "tersangka", "pelaku", "korban"]
_HALLS = ["kota", "desa", "kelurahan", "agung", "pertemuan", "sidang", "rakyat", "warga", "budaya", "pemuda", "polis"]
"""What a ``Balai`` is for that is a building: ``Balai Kota``."""
_CONTRACTION = r"^(?:i|you|we|they|he|she|it|that|there|don|can|won|isn|doesn|didn)['’](?:ve|re|ll|s|m|d|t)$"


def settle_doubtful(
    spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray, known: np.ndarray
) -> pl.DataFrame:
    """Drop persons that are no names, or make bodies or places of them. Needs ``is_part`` and ``role``.

    ``known``: tokens inside a name of the reference. The mentions of one name in an article share one fate.
    """
    spans = _type_by_clause(spans, tokens, types, article, known)
    person = np.flatnonzero((spans["kind"].to_numpy() == _PERSON) & ~spans["is_part"].to_numpy())
    if not len(person):
        return spans
    number = _numbers(spans[person], tokens, article)
    backed = _is_backed(spans, person, number, tokens, types, known)
    open_, number = person[~backed], number[~backed]
    placed, wrong = _judge(spans[open_], number, tokens, types, article)
    short = _begins_body(spans, open_, number, tokens, article)
    kind, kept = spans["kind"].to_numpy().copy(), np.ones(spans.height, bool)
    kind[open_[placed]], kind[open_[short]] = _PLACE, _BODY
    kept[open_[wrong & ~placed & ~short]] = False
    return spans.with_columns(kind=pl.Series(kind)).filter(pl.Series(kept))


def type_by_last_word(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """``National Sleep Foundation`` is a body, whatever it is said to do; ``Ho Chi Minh City`` is none, and ``Gedung
    Satria Foundation`` a building."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    table = types.table.select(
        tail=(pl.col("kind") == "org_tail") & (pl.col("low").str.len_chars() > 2),
        of_places=pl.col("low").is_in(_TAILS_OF_PLACES),
        noun=pl.col("kind") == "loc_head",
    )
    tail, of_places, noun = (table[c].to_numpy() for c in table.columns)
    begin, end = tokens.code[first], tokens.code[stop - 1]
    place = (kind == _PLACE) & ~of_places[end] & ~noun[begin]
    body = ((kind == _PERSON) | place) & (stop - first > 1) & tail[end]
    return spans.with_columns(kind=pl.Series(np.where(body, _BODY, kind)))


def type_bureaus(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """A ``Balai`` with a task is a body (``Balai Karantina``, ``Balai KSDA``), a hall a place (``Balai Kota``)."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    task = (types.table["common"] == "c") & ~types.table["low"].is_in(_HALLS) | (types.table["shape"] == "upper")
    bureau = (types.table["low"] == "balai").to_numpy()[tokens.code[first]] & (kind == _PLACE) & (stop - first > 1)
    bureau &= task.to_numpy()[tokens.code[np.minimum(first + 1, stop - 1)]]
    return spans.with_columns(kind=pl.Series(np.where(bureau, _BODY, kind)))


def type_acronyms(spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray) -> pl.DataFrame:
    """An acronym that was taken for a person is a body (``menurut USGS``), unless its article says it is somebody: with
    a title, an age, a word for initials, or in brackets behind a person. Needs ``is_part`` and ``role``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    acronym = types.table.select(
        (pl.col("shape") == "upper") & (pl.col("low").str.len_chars() >= 3) & (pl.col("name") == "-")
    )
    single = (kind == _PERSON) & (stop - first == 1) & ~spans["is_part"].to_numpy()
    row = np.flatnonzero(single & acronym.to_series().to_numpy()[tokens.code[first]])
    if not row.size:
        return spans
    begin, end = first[row], stop[row]
    table = types.table.select(
        lead=pl.col("low").is_in(_INITIALS_LEADS) | pl.col("kind").is_in(["courtesy", "nickname", "person_lead"]),
        bracket=pl.col("low") == "(",
        number=pl.col("shape") == "number",
    )
    lead, bracket, number = (table[c].to_numpy()[tokens.code] for c in table.columns)
    before, next_ = np.maximum(begin - 1, 0), np.minimum(end + 1, len(tokens) - 1)
    person = spans["role"][row].is_not_null().to_numpy() | lead[before] & ~tokens.opens[begin]
    person |= number[next_] & (tokens.sentence[next_] == tokens.sentence[begin])  # ``ADS (23)``, ``ADS, 23 tahun``
    prior = np.maximum(row - 1, 0)
    person |= bracket[before] & (kind[prior] == _PERSON) & (stop[prior] == before)
    body = ~_any_of(_numbers(spans[row], tokens, article), person)
    typed = kind.copy()
    typed[row[body]] = _BODY
    return spans.with_columns(kind=pl.Series(typed))


def _type_by_clause(
    spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray, known: np.ndarray
) -> pl.DataFrame:
    """Unknown names that their article calls a body are one (``Waymo adalah perusahaan``), whatever it is said to do.

    Where only a comma says so, no word may be one of persons' names; nor elsewhere behind a title, though a word of
    no such name is a body there as well (``CEO Waymo``). Parts of full names are left alone.
    """
    first, stop, kind, role = (spans[c] for c in ("first", "stop", "kind", "role"))
    unknown = _count(known[tokens_of(first.to_numpy(), stop.to_numpy())], first.to_numpy(), stop.to_numpy()) == 0
    own = np.flatnonzero(unknown)
    begin, end = first.to_numpy()[own], stop.to_numpy()[own]
    number = _numbers(spans[own], tokens, article)
    said, apposed = called_bodies(begin, end, tokens, types)
    listed = (types.table["name"] != "-").to_numpy()[tokens.code[tokens_of(begin, end)]]
    like_a_person = _count(listed, begin, end) > 0
    titled = _any_of(number, role[own].is_not_null().to_numpy())
    body = _any_of(number, said & ~(titled & like_a_person) | apposed & ~like_a_person)
    body &= _any_of(number, ~spans["is_part"][own].to_numpy())
    called = np.zeros(spans.height, bool)
    called[own[body]] = True
    is_called = pl.Series(called)
    return spans.with_columns(
        kind=pl.when(is_called).then(_BODY).otherwise(kind), role=pl.when(~is_called).then("role")
    )


def _numbers(spans: pl.DataFrame, tokens: Tokens, article: np.ndarray) -> np.ndarray:
    """One number for all mentions of an article with the same first word, last word and length."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    count = len(tokens.types)
    name = (tokens.code[first].astype(np.int64) * count + tokens.code[stop - 1]) * 32 + np.minimum(stop - first, 31)
    order = np.lexsort((name, article[first]))
    new = (np.diff(name[order], prepend=-1) != 0) | (np.diff(article[first][order], prepend=-1) != 0)
    number = np.empty(len(first), np.int64)
    number[order] = np.cumsum(new) - 1
    return number


def _any_of(number: np.ndarray, test: np.ndarray) -> np.ndarray:
    """For each mention whether any mention of the same name passes a test."""
    return (np.bincount(number, test, int(number.max(initial=-1)) + 1) > 0)[number]


def _is_backed(
    spans: pl.DataFrame, person: np.ndarray, number: np.ndarray, tokens: Tokens, types: Types, known: np.ndarray
) -> np.ndarray:
    """For each person whether something in the article speaks for one."""
    first, stop = spans["first"].to_numpy()[person], spans["stop"].to_numpy()[person]
    listed, inside = (types.table["name"] != "-").to_numpy(), tokens_of(first, stop)
    code = tokens.code[inside]
    backed = _count(listed[code], first, stop) > 0
    backed &= _count(_ordinary(types)[code], first, stop) < 2  # "Brad Binder" is a person, "Sleep Mirror" is none
    backed &= ~((stop - first == 1) & types.common[tokens.code[first]])  # "Anda" is a name word and an ordinary one
    backed |= (_count(known[inside], first, stop) > 0) | spans["role"][person].is_not_null().to_numpy()
    backed |= _is_introduced(first, stop, tokens, types)
    beside = _is_listed_with_next(spans, tokens, types)
    of_span = spans["is_part"].to_numpy().copy()
    for _ in range(_LONGEST_LIST):  # who stands in a list of persons is one
        of_span[person] |= _any_of(number, backed)
        of_span[1:] |= beside & of_span[:-1]
        of_span[:-1] |= beside & of_span[1:]
        backed = of_span[person]
    return backed


def _begins_body(
    spans: pl.DataFrame, person: np.ndarray, number: np.ndarray, tokens: Tokens, article: np.ndarray
) -> np.ndarray:
    """For each person of one word whether a body of its article begins with it: ``UIN`` beside ``UIN KHAS Jember``."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    body = (spans["kind"].to_numpy() == _BODY) & (stop - first > 1)

    def keys(rows: np.ndarray) -> np.ndarray:
        return article[first[rows]].astype(np.int64) * len(tokens.types) + tokens.code[first[rows]]

    single = (stop - first)[person] == 1
    return _any_of(number, single & np.isin(keys(person), keys(np.flatnonzero(body))))


def _judge(
    spans: pl.DataFrame, number: np.ndarray, tokens: Tokens, types: Types, article: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """For each person that nothing speaks for whether it is a place, and whether it is no name."""
    first, stop, code = spans["first"].to_numpy(), spans["stop"].to_numpy(), tokens.code
    opens, shape = tokens.opens[first], types.table["shape"]
    single = (stop - first == 1) & (np.bincount(article[tokens.opens])[article[first]] >= LEAST_SENTENCES)
    leads = ((types.table["kind"] == "loc_head") | types.table["low"].is_in(["di", "ke"])).to_numpy()
    title, shout = (shape == "title").to_numpy()[code[first]], (shape == "upper").to_numpy()[code[first]]
    placed = single & title & ~opens & leads[code[np.maximum(first - 1, 0)]]
    sure = np.zeros(int(number.max(initial=-1)) + 1)
    np.maximum.at(sure, number, spans["confidence"].to_numpy())
    unsure = sure[number] < np.where(_any_of(number, ~opens), LEAST_SURE, LEAST_OPENING)
    own = code[tokens_of(first, stop)]
    unknown = ~(types.common | (types.table["common"] == "e").to_numpy())
    wrong = (_count(unknown[own], first, stop) == 0) | single & (unsure | shout)
    wrong |= _count(_ordinary(types)[own], first, stop) > 1
    wrong |= _written_small(first, stop, tokens, types, article) | _is_no_name(first, stop, tokens, types)
    return _any_of(number, placed), _any_of(number, wrong)


def _is_no_name(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Doubled nouns (``Beleid-beleid``) and English contractions (``You've``)."""
    low, begin = types.table["low"], tokens.code[first]
    doubled = (stop - first == 3) & ends_doubled(first, stop, tokens, types)
    return doubled | (stop - first == 1) & low.gather(begin).str.contains(_CONTRACTION).to_numpy()


def _ordinary(types: Types) -> np.ndarray:
    """Whether each distinct word is one of the dictionary, Indonesian or English, and no name word."""
    table = types.table
    return table.select(
        (pl.col("common") != "r") & (pl.col("name") == "-") & (pl.col("low").str.len_chars() >= 4)
        & (pl.col("kind") != "name_link")
    ).to_series().to_numpy()  # fmt: skip


def _is_listed_with_next(spans: pl.DataFrame, tokens: Tokens, types: Types) -> np.ndarray:
    """For each span but the last whether it and the next are persons with no more than a comma or ``dan`` between."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    person = spans["kind"].to_numpy() == _PERSON
    link = types.table["low"].is_in([",", ";", "/", "&", "dan", "serta"]).to_numpy()
    gap = first[1:] - stop[:-1]
    near = (
        person[1:] & person[:-1] & (gap > 0) & (gap <= 2) & (tokens.sentence[first[1:]] == tokens.sentence[first[:-1]])
    )
    return near & link[tokens.code[stop[:-1]]] & link[tokens.code[first[1:] - 1]]


def _count(marked: np.ndarray, first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """How many tokens of each span are marked; ``marked``: one entry a token of the spans, one after the other."""
    owner = np.repeat(np.arange(len(first)), stop - first)
    return np.bincount(owner[marked], minlength=len(first))


def _is_introduced(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a title, a word such as ``bernama`` or a verb of speech stands beside a name, or an age behind it."""
    table = types.table.select(
        lead=pl.col("kind").is_in(_LEADS),
        cue=pl.col("kind") == "cue",
        skip=pl.col("low").is_in([",", "(", '"', "“", ":", "."]),
        role=pl.col("kind").is_in(["office", "role_word", "rank"]) & (pl.col("shape") == "lower"),
        age=(pl.col("shape") == "number") & (pl.col("low").str.len_chars() <= 2),
        bracket=pl.col("low") == "(",
        comma=pl.col("low") == ",",
    )
    lead, cue, skip, role, age, bracket, comma = (table[c].to_numpy() for c in table.columns)
    code, size, sentence = tokens.code, len(tokens), tokens.sentence

    def beside(place: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        safe = np.clip(place, 0, size - 1)
        return code[safe], (safe == place) & (sentence[safe] == sentence[first])

    (b1, in_b1), (b2, in_b2) = beside(first - 1), beside(first - 2)
    (a1, in_a1), (a2, in_a2) = beside(stop), beside(stop + 1)
    before = in_b1 & lead[b1] | in_b1 & in_b2 & skip[b1] & lead[b2]
    behind = in_a1 & cue[a1] | in_a1 & in_a2 & (bracket[a1] & age[a2] | comma[a1] & (role[a2] | cue[a2] | age[a2]))
    return before | behind


def _written_small(
    first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types, article: np.ndarray
) -> np.ndarray:
    """Whether the article writes every word of a span in small letters elsewhere."""
    token = tokens_of(first, stop)
    owner = np.repeat(np.arange(len(first)), stop - first)
    low, shape = types.table["low"], types.table["shape"]
    wanted = low.gather(np.unique(tokens.code[token])).unique()
    rows = pl.DataFrame({"low": low, "shape": shape}).with_row_index("code")
    rows = rows.join(wanted.to_frame().with_row_index("number"), on="low")
    number = np.full(len(low), -1)
    number[rows["code"].to_numpy()] = rows["number"].to_numpy()
    small = np.zeros(len(low), bool)
    small[rows.filter(pl.col("shape") == "lower")["code"].to_numpy()] = True
    at = np.flatnonzero(small[tokens.code])

    def keys(index: np.ndarray) -> np.ndarray:
        return article[index].astype(np.int64) * max(len(wanted), 1) + number[tokens.code[index]]

    seen = np.isin(keys(token), keys(at))
    return np.bincount(owner, seen, len(first)) == stop - first
