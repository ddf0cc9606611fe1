"""Mend the ends of names that the tagger cut short or took too far, from what stands beside them."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.mentions import COURTS
from transforms.entities.observe import Types
from transforms.entities.scan import tokens_of
from transforms.entities.tokens import Tokens
from transforms.entities.words import is_opener, word_kinds
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
MAX_HEAD_TOKENS = 6
_ADDRESSED = ["anda", "yuk", "ayo", "mari"]
"""The reader addressed, with a capital that makes no name."""
_IN_PLACES = ["di", "asal", "menuju", "ibukota", "berada", "berlokasi", "terletak", "lahir", "tinggal"]
"""Words before a city; those of ``place_prep`` that also stand before a club (``ke``, ``dari``) are none."""
_OF_RANKS = ["satu", "dua", "tiga", "muda", "madya", "utama", "pertama", "kepala", "besar", "tinggi", "polisi"]
"""Second words of ranks: ``Inspektur Dua``."""
_QUARTERS = ["utara", "selatan", "barat", "timur", "tengah", "tenggara"]
_RANKS_OF_VENUES = ["internasional", "nasional", "utama"]
"""Between the noun of a place and its name: ``Sirkuit Internasional Sepang``."""
_NOT_TAKEN_IN = ["city", "center", "centre", "club", "post", "times", "news", "exchange"]
"""Last words of bodies that also end places and media: behind a place they make no body of it."""
_AREAS = ["kawasan", "wilayah", "daerah", "area", "zona"]
_NOT_COUNTED = [
    "pada", "dan", "di", "dengan", "yang", "adalah", "untuk", "ke", "dari", "setelah", "saat", "ketika", "karena",
    "akan", "telah", "sudah", "juga", "itu", "ini", "serta", "atau", "hingga", "sejak", "dalam", "tidak", "bukan",
]  # fmt: skip
"""Words behind a name, which a number does not count."""
_LEAST_ALONE = 0.93
"""How sure the tagger must be of a single dictionary word at the start of a sentence."""


def extend(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> pl.DataFrame:
    """Extend persons over the capitalised words and hyphened parts beside them, places over the noun before them.

    ``Sepriana [Paulina Mirpey]``, ``[Kim Yong]-hyun``, ``M. [Ichwan Zain]``, ``Bung [Karno]``, ``Laut [Flores]``,
    ``Sirkuit Internasional [Shanghai]``.
    Spans must not overlap.
    """
    spans = _take_in_tails(_join_doubled(spans, types, tokens), types, tokens, known)
    spans = _join_parts(spans, types, tokens, known)
    first, stop, kind = (spans[c].to_numpy().copy() for c in ("first", "stop", "kind"))
    whole = known[first] & (stop - first > 1)
    code, size, opens = tokens.code, len(tokens), tokens.opens
    taken = np.zeros(size + 1, bool)
    taken[tokens_of(first, stop)] = True
    table = types.table.select(
        name=(pl.col("shape") == "title")
        & (pl.col("common") != "c")
        & (pl.col("kind") == "-")
        & ~is_opener()
        & ~pl.col("low").is_in(COURTS),
        initial=pl.col("shape") == "initial",
        haji=pl.col("low") == "h",
        letter=(pl.col("shape") == "initial") & ~pl.col("low").is_in(["k", "h"]),
        dot=pl.col("low") == ".",
        dash=pl.col("low").is_in(["-", "‑"]),
        small=pl.col("shape").is_in(["lower", "title"]) & (pl.col("low").str.len_chars() <= 6),
        noun=(pl.col("kind") == "loc_head") & pl.col("keeps"),
        venue=(pl.col("kind") == "loc_head") & (pl.col("shape") == "title"),
        ranked=pl.col("low").is_in(_RANKS_OF_VENUES) & (pl.col("shape") == "title"),
        word=(pl.col("shape") == "title") & (pl.col("kind") == "-") & ~is_opener() & ~pl.col("low").is_in(_OF_RANKS),
        rank=(pl.col("kind") == "rank") & (pl.col("low").str.len_chars() > 2),
        nickname=(pl.col("kind") == "nickname") & (pl.col("shape") == "title"),
        sea=pl.col("low") == "laut",
        compass=pl.col("low").is_in(["barat", "timur"]),
    )
    name, initial, haji, letter, dot, dash, small, noun, venue, ranked, any_word, rank, nickname, sea, compass = (
        table[c].to_numpy() for c in table.columns
    )
    person, place = kind == _PERSON, kind == _PLACE
    for _ in range(2):
        b1, b2 = np.maximum(first - 1, 0), np.maximum(first - 2, 0)
        c1, c2 = code[b1], code[b2]
        near = ~opens[first] & ~taken[b1] & (first > 0)
        word = (
            person
            & near
            & ~whole
            & (
                name[c1] & ~known[b1]
                | initial[c1] & ~haji[c1]
                | nickname[c1] & (stop - first == 1)
                | any_word[c1] & rank[c2] & ~opens[b1]  # ``AKP Undang [Syarif]``
            )
        )
        # ``H. [Suwandi]`` and ``K. H. [Wahab]`` have titles, ``M. H. [Thamrin]`` initials
        b3, b4 = np.maximum(first - 3, 0), np.maximum(first - 4, 0)
        lettered = initial[c2] & (~haji[c2] | dot[code[b3]] & letter[code[b4]])
        dotted = person & near & dot[c1] & lettered & ~opens[b1] & ~taken[b2] & (first > 1)
        noun_here = noun[c1] & ~(sea[c1] & compass[c2] & ~opens[b1])  # ``barat laut [Kyiv]``
        of_rank = place & near & venue[c2] & ranked[c1] & ~opens[b1] & ~taken[b2] & (first > 1)
        step = np.where(
            dotted | of_rank, 2, np.where(word | place & near & (noun_here | venue[c1] & ranked[code[first]]), 1, 0)
        )
        taken[tokens_of(first - step, first)] = True
        first = first - step
        s0, s1 = np.minimum(stop, size - 1), np.minimum(stop + 1, size - 1)
        tail = person & (stop + 1 < size) & dash[code[s0]] & (small[code[s1]] | name[code[s1]])
        tail &= ~opens[s0] & ~opens[s1] & ~tokens.space_before[s0] & ~tokens.space_before[s1] & ~taken[s0] & ~taken[s1]
        stop = stop + 2 * tail
        taken[tokens_of(stop - 2 * tail, stop)] = True
    first = _absorb_heads(first, kind, taken, tokens, types)
    return _join_streets(spans.with_columns(first=pl.Series(first), stop=pl.Series(stop)), tokens, types)


def _join_streets(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """A street that ends with an initial and the person behind it are one place: ``[Jalan M]. [H. Thamrin]``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    table, code = types.table, tokens.code
    head, initial, dot = (
        (table[c] == v).to_numpy() for c, v in (("kind", "loc_head"), ("shape", "initial"), ("low", "."))
    )
    street = (kind == _PLACE) & head[code[first]] & initial[code[stop - 1]]
    street &= dot[code[np.minimum(stop, len(tokens) - 1)]]
    joins = np.zeros(len(first), bool)
    joins[1:] = street[:-1] & (kind[1:] == _PERSON) & (first[1:] == stop[:-1] + 1)
    joins &= ~tokens.opens[first] & ~tokens.opens[first - 1]  # ``[Tol JORR E].`` ends its sentence
    ends = stop.copy()
    ends[:-1][joins[1:]] = stop[1:][joins[1:]]
    return spans.with_columns(stop=pl.Series(ends)).filter(pl.Series(~joins))


def take_in_ages(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Extend teams by the age of their players, which alone is no name: ``Timnas Indonesia [U-23]``, ``Timnas [U17]``.

    Whatever ends so is a team, also a country (``Vietnam U-23``), unless a contest is called so (``Piala AFF U-23``).
    """
    written = tokens.types
    u, dash = (written == "U").to_numpy(), written.is_in(["-", "‑", "–"]).to_numpy()
    number, fused = (written.str.contains(f"^{shape}$").to_numpy() for shape in ("[0-9]{2}", "U[0-9]{2}"))
    last = len(tokens) - 1

    def is_at(mask: np.ndarray, at: np.ndarray) -> np.ndarray:
        return mask[tokens.code[np.minimum(at, last)]]

    def ages(at: np.ndarray) -> np.ndarray:
        """Tokens of an age that begins at each token, 0 for none."""
        whole = tokens.sentence[np.minimum(at, last)] == tokens.sentence[np.minimum(at + 2, last)]
        return np.where(
            whole & is_at(u, at) & is_at(dash, at + 1) & is_at(number, at + 2), 3, is_at(fused, at).astype(np.int64)
        )

    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    open_ended = 2 * ((stop - first > 1) & (ages(stop - 1) == 3))
    contest = types.table["kind"].is_in(["event", "contest"]).to_numpy()
    of_contest = contest[tokens.code[np.maximum(first - 1, 0)]] & ~tokens.opens[first]
    behind = np.where(
        (kind != _PERSON) & ~of_contest & (stop <= last) & ~tokens.opens[np.minimum(stop, last)], ages(stop), 0
    )
    more = np.maximum(open_ended, behind)
    team = np.where(more > 0, _BODY, kind)
    grown = spans.with_columns(stop=pl.Series(stop + more), kind=pl.Series("kind", team))
    return grown.filter(pl.Series(ages(first) == 0))


def _absorb_heads(first: np.ndarray, kind: np.ndarray, taken: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """A body takes in the capitalised body it is part of: ``Fakultas Hukum [Universitas Udayana]``."""
    table = types.table.select(
        fits=pl.col("shape").is_in(["title", "upper", "mixed", "initial"]) | (pl.col("kind") == "joiner"),
        head=pl.col("takes_in") & (pl.col("shape") != "lower"),
    )
    fits, head = (table[c].to_numpy() for c in table.columns)
    body = np.flatnonzero((kind == _BODY) & (first > 0) & ~tokens.opens[first])
    begin = first[body].copy()
    start = np.full(len(body), -1)
    live = np.arange(len(body))
    for _ in range(MAX_HEAD_TOKENS):  # one word further to the left at each step
        at = begin[live] - 1
        live = live[(at >= 0) & fits[tokens.code[at]] & ~taken[at] & ~tokens.opens[begin[live]]]
        begin[live] -= 1
        found = live[head[tokens.code[begin[live]]]]
        start[found] = begin[found]
    hit = start >= 0
    first[body[hit]] = start[hit]
    return first


def mark_places(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Add ``is_place``: whether a preposition of place or a class noun stands before a span (``di``, ``kota``), or a
    place and a comma (``Sirkuit Ricardo Tormo, Valencia``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    lead = types.table.select(pl.col("low").is_in(_IN_PLACES) | (pl.col("kind") == "loc_head")).to_series().to_numpy()
    before = lead[tokens.code[np.maximum(first - 1, 0)]] & ~tokens.opens[first]
    comma = (types.table["low"] == ",").to_numpy()[tokens.code[np.maximum(first - 1, 0)]] & ~tokens.opens[first]
    comma[1:] &= (spans["kind"] == _PLACE).to_numpy()[:-1] & (first[1:] == stop[:-1] + 1)
    comma[:1] = False
    return spans.with_columns(is_place=pl.Series(before | comma, dtype=pl.Boolean))


def drop_words(
    spans: pl.DataFrame, tokens: Tokens, types: Types, article: np.ndarray, known: np.ndarray
) -> pl.DataFrame:
    """Drop what is no name: a dictionary word that opens a sentence and is no name elsewhere in its article, a
    single title, a platform that is only the medium (``akun Instagram``), the dollars of a country (``US$``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    own, opens, alone = tokens.code[first], tokens.opens[first], stop - first == 1
    doubtful = alone & types.common[own] & opens & (spans["confidence"].to_numpy() < _LEAST_ALONE)
    key = article[first].astype(np.int64) * len(tokens.types) + own
    doubtful[doubtful] = ~np.isin(key[doubtful], key[alone & ~opens & types.common[own]])
    kind, low = types.table["kind"], types.table["low"]
    barred = kind.is_in(["office", "nickname", "thing", "calendar"]) | low.is_in(_ADDRESSED)
    office = barred.to_numpy()[own] & alone
    office |= _platform_as_medium(first, stop, tokens, types)
    before = tokens.code[np.maximum(first - 1, 0)]
    degree = (kind == "degree").to_numpy() & (types.table["shape"] == "upper").to_numpy()
    prior = np.maximum(np.arange(len(first)) - 1, 0)
    of_body = (spans["kind"].to_numpy()[prior] == _BODY) & (stop[prior] == first - 1)  # ``Konferensi Munich, MSC``
    degree = degree[own] & ((low == ",").to_numpy() | degree)[before] & ~of_body
    office |= alone & degree & ~opens  # ``Tambunan, ST, MSP``
    contest = (kind == "contest").to_numpy()[before] & ~opens & (spans["kind"] == _PLACE).to_numpy()
    coded = alone & (is_part_of_code(first, tokens, types) | _is_money(first, tokens, types))
    coded |= _is_in_number(spans, tokens, types)
    coded |= alone & _is_number(first, tokens, types)
    mere = _is_mere_class(spans, tokens, types, known) | _are_classes(spans, tokens, types)
    plural = _is_doubled_noun(spans, tokens, types)
    return spans.filter(pl.Series(~(doubtful | office | contest | coded | mere | plural)))


def _is_number(token: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether each token is ``Lima`` before what it counts or at the start of a sentence: five, not the capital of
    Peru."""
    low = types.table["low"]
    behind, before = np.minimum(token + 1, len(tokens) - 1), np.maximum(token - 1, 0)
    starts = tokens.opens[token] | low.is_in(['"', "“", "”", "‘", "-", "–"]).to_numpy()[tokens.code[before]]
    lower = (types.table["shape"] == "lower").to_numpy()[tokens.code[behind]] & ~tokens.opens[behind]
    joins = low.is_in(_NOT_COUNTED).to_numpy()[tokens.code[behind]]
    return (low == "lima").to_numpy()[tokens.code[token]] & lower & (starts | ~joins)


def _is_money(token: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a dollar sign is tied to each token: ``US$2,9 miliar``."""
    after = np.minimum(token + 1, len(tokens) - 1)
    return (types.table["low"] == "$").to_numpy()[tokens.code[after]] & ~tokens.space_before[after]


def _is_mere_class(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> np.ndarray:
    """Whether each span is an area called by nothing but words of the dictionary: ``Kawasan Permukiman``; words in
    names of the reference are more (``Kawasan [Kebon Jeruk]``)."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    own = types.table["low"].is_in(_AREAS).to_numpy()[tokens.code[first]] & (stop - first > 1)
    row = np.flatnonzero(own)
    plain = np.zeros(len(first), bool)
    plain[row] = True
    owner = np.repeat(row, (stop - first)[row])
    token = tokens_of(first[row], stop[row])
    plain[owner[~types.common[tokens.code[token]] | known[token]]] = False
    return plain


def _are_classes(spans: pl.DataFrame, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether each span names but kinds of bodies: ``RSUD dan Puskesmas``."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    word = types.table.select((pl.col("kind") == "org_head") & ~pl.col("alone") | pl.col("low").is_in(["dan", ","]))
    token = tokens_of(first, stop)
    owner = np.repeat(np.arange(len(first)), stop - first)
    others = np.bincount(owner[~word.to_series().to_numpy()[tokens.code[token]]], minlength=len(first))
    return (others == 0) & (stop - first > 2)


def _is_doubled_noun(spans: pl.DataFrame, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether each span is or, of places, ends with a doubled word of the dictionary: ``Stadion-Stadion``; an
    ``Alun-Alun`` is a place."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    code, noun = tokens.code, tokens.code[stop - 1]
    doubled = ends_doubled(first, stop, tokens, types) & types.common[noun] & ~_square(types)[noun]
    doubled &= (stop - first == 3) | (spans["kind"].to_numpy() == _PLACE)  # no ``Perserikatan Bangsa-Bangsa``
    row = np.flatnonzero(doubled)  # ``Gunung Lewotobi Laki-laki`` is named
    rare = ~types.common & (types.table["shape"] != "mark").to_numpy()
    owner = np.repeat(row, (stop - first)[row])
    doubled[owner[rare[code[tokens_of(first[row], stop[row])]]]] = False
    return doubled


def ends_doubled(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether the last three tokens of each span are a word, a hyphen and the word again."""
    code, low = tokens.code, types.table["low"]
    dash, again = code[np.maximum(stop - 2, 0)], code[np.maximum(stop - 3, 0)]
    same = (low.gather(code[stop - 1]) == low.gather(again)).to_numpy()
    return (stop - first >= 3) & (low == "-").to_numpy()[dash] & same


def _square(types: Types) -> np.ndarray:
    """Which distinct tokens are a noun of places when doubled: ``Alun-alun``."""
    nouns = word_kinds().filter(pl.col("kind") == "loc_head")["word"].to_list()
    return types.table["low"].is_in([noun.partition("-")[0] for noun in nouns if "-" in noun]).to_numpy()


def is_part_of_code(token: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a hyphen ties each token, an acronym, to a letter and a number: ``PBB-P2`` is a tax."""
    upper = (types.table["shape"] == "upper").to_numpy()[tokens.code[token]]
    dash = types.table["low"].is_in(["-", "‑"]).to_numpy()
    coded = types.table["low"].str.contains("^[a-z]{1,2}[0-9]{1,3}$").to_numpy()
    at, after = np.minimum(token + 1, len(tokens) - 1), np.minimum(token + 2, len(tokens) - 1)
    tied = ~tokens.space_before[at] & ~tokens.space_before[after] & ~tokens.opens[at] & ~tokens.opens[after]
    return upper & dash[tokens.code[at]] & coded[tokens.code[after]] & tied


def _is_in_number(spans: pl.DataFrame, tokens: Tokens, types: Types) -> np.ndarray:
    """Whether a stroke ties each span to a number: ``Nomor 60/PL.02/KPU/I/2021``, ``Kodam IX/Udayana``; a number behind
    a street is that of a house (``Bubutan VI/2``)."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    last, low = len(tokens) - 1, types.table["low"]
    tied = np.append(~tokens.space_before & ~tokens.opens, False)  # to the token before
    number = low.str.contains(r"^[0-9][0-9./]*$|^[ivx]{1,4}$").to_numpy()[tokens.code]
    stroke = (low == "/").to_numpy()[tokens.code]

    def at(mask: np.ndarray, place: np.ndarray) -> np.ndarray:
        return mask[np.clip(place, 0, last)] & (place >= 0) & (place <= last)

    ahead = at(stroke, first - 1) & at(number, first - 2) & tied[first] & at(tied, first - 1)
    behind = at(stroke, stop) & at(number, stop + 1) & tied[np.minimum(stop, last)] & at(tied, stop + 1)
    return ahead | (behind & (kind != _PLACE))


def _platform_as_medium(first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> np.ndarray:
    kinds = types.table.select(
        platform=pl.col("kind") == "platform", medium=(pl.col("kind") == "medium") | (pl.col("low") == "di")
    )
    platform, medium = (kinds[c].to_numpy() for c in ("platform", "medium"))
    own, before = tokens.code[first], tokens.code[np.maximum(first - 1, 0)]
    after = tokens.code[np.minimum(stop, len(tokens) - 1)]
    return platform[own] & (stop - first == 1) & (medium[before] | medium[after])


def _join_doubled(spans: pl.DataFrame, types: Types, tokens: Tokens) -> pl.DataFrame:
    """A place whose noun is doubled is one with what follows: ``[Alun]-alun [Pati]``; other doubled words are none. One
    that ends with half a doubled word has the other half too: ``[Desa Alun]-alun``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    low, last = types.table["low"].to_numpy(), len(tokens) - 1
    dash = (types.table["low"] == "-").to_numpy()[tokens.code[np.minimum(stop, last)]]
    again = low[tokens.code[np.minimum(stop + 1, last)]] == low[tokens.code[stop - 1]]
    again &= (kind == _PLACE) & (stop + 1 <= last) & dash
    again &= tokens.sentence[np.minimum(stop + 1, last)] == tokens.sentence[first]
    half = again & (stop - first > 1) & (np.append(first[1:], last + 1) > stop + 1)
    doubled = again & (stop - first == 1)
    if not again.any():
        return spans
    square = doubled & _square(types)[tokens.code[first]]
    stop = stop + 2 * (square | half)
    joins = np.append(False, square[:-1] & (first[1:] == stop[:-1]) & (kind[1:] == _PLACE)) & ~tokens.opens[first]
    stop[np.flatnonzero(joins) - 1] = stop[joins]
    return spans.with_columns(stop=pl.Series(stop)).filter(pl.Series(~joins & (square | ~doubled)))


def _take_in_tails(spans: pl.DataFrame, types: Types, tokens: Tokens, known: np.ndarray) -> pl.DataFrame:
    """A known place before a body's last word begins the name of that body: ``[Selangor] FA``, ``[Arizona] State
    University``, unless more follows (``Liga [Italia] AC Milan``). What was found of it behind the place goes."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    table = types.table.select(
        tail=(pl.col("kind") == "org_tail") & ~pl.col("low").is_in(_NOT_TAKEN_IN) & (pl.col("shape") != "lower"),
        state=pl.col("low").is_in(["state", "national", "international"]) & (pl.col("shape") == "title"),
        more=pl.col("shape").is_in(["title", "upper", "mixed"]) | pl.col("low").is_in(["of", "for"]),
    )
    tail, state, more = (table[c].to_numpy() for c in table.columns)
    size, code = len(tokens), tokens.code
    goes_on = np.append(more[code] & ~tokens.opens, [False] * 3)
    s0, s1 = np.minimum(stop, size - 1), np.minimum(stop + 1, size - 1)
    place = (kind == _PLACE) & known[first] & known[stop - 1] & goes_on[stop]
    one = place & tail[code[s0]] & ~goes_on[stop + 1]
    two = place & state[code[s0]] & tail[code[s1]] & goes_on[stop + 1] & ~goes_on[stop + 2]
    stop = stop + one + 2 * two
    grown = spans.with_columns(stop=pl.Series(stop), kind=pl.Series(np.where(one | two, _BODY, kind)))
    return grown.filter(pl.Series(first >= np.append(0, np.maximum.accumulate(stop)[:-1])))


def _join_parts(spans: pl.DataFrame, types: Types, tokens: Tokens, known: np.ndarray) -> pl.DataFrame:
    """A person and an unknown name of another type right behind are one person: ``[Muhammad] [Arisa Putra]``; so are
    the word for a board and its body: ``[DPD] [PDIP Jawa Tengah]``, and a place and its quarter: ``Libya Barat``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    title = (types.table["shape"] == "title").to_numpy()[tokens.code[first]]
    head = types.table["takes_in"].to_numpy()[tokens.code[first]] & (stop - first == 1) & (kind == _BODY)
    touches = np.zeros(len(first), bool)
    touches[1:] = first[1:] == stop[:-1]
    touches &= ~tokens.opens[first]  # no name runs into the next sentence
    joins = touches & np.roll(kind == _PERSON, 1) & (kind != _PERSON) & ~known[first] & title
    joins |= touches & np.roll(head, 1) & (kind == _BODY)
    quarter = types.table["low"].is_in(_QUARTERS).to_numpy()[tokens.code[first]] & (stop - first == 1)
    joins |= touches & quarter & (kind == _PLACE) & np.roll(kind == _PLACE, 1)
    grouped = spans.with_columns(_group=pl.Series(np.cumsum(~joins)))
    return (
        grouped.group_by("_group", maintain_order=True)
        .agg(pl.col("first").min(), pl.col("stop").max(), pl.col("kind", "confidence").first())
        .drop("_group")
    )
