"""Titles and offices that stand beside a person, as written."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import polars as pl

from transforms.entities.fields import in_charges
from transforms.entities.observe import Types
from transforms.entities.relations import move_relations
from transforms.entities.scan import first_behind, last_before, tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

MAX_ROLE_TOKENS = 26
_HEADS = ["office", "rank", "academic", "courtesy"]
_BRIDGES = ["-", "/", "&", "(", ")", ".", "'", "sekaligus", "merangkap"]
_CLAUSE = (
    r"^(?:me[a-z]{3,}|di[a-z]{4,}|ber[a-z]{3,}|ter[a-z]{4,}|yang|dan|atau|saat|ketika|karena|agar|akan|sudah|telah|masih"
    r"|juga|ini|itu|tersebut|saya|kami|kita|ia|dia|mereka|tidak|bukan|tak|pada|dalam|sedang|tengah|sempat|kembali|mulai"
    r"|harus|bisa|dapat|ingin|mau|boleh|perlu|hanya|langsung|segera|sangat|cukup|semakin|kini|lagi|pernah|ada|adalah"
    r"|bekerja|belajar|tidur|tewas|mati|masuk|keluar|pulang|pergi|datang|tiba|lari|kabur|naik|turun|jatuh|hilang|selamat"
    r"|habis|rusak|roboh|padam|selesai|tinggal|duduk|sadar|takut|panik)$"
)
"""Words that begin or make a clause, unlike the small words of an office: ``ketua panitia lomba``."""
_ADDRESS = r",?\s+(?:Bapak|Ibu|Pak|Bu|Mbak|Mas)$"
"""A form of address behind an office: ``Presiden RI, Bapak [Prabowo Subianto]``."""
_INSIDE = [*_HEADS, "joiner", "org_head", "loc_head", "role_word"]


@dataclass(frozen=True)
class _Marks:
    """What tokens can be in a role: indices of tokens in order, and masks by code."""

    heads: np.ndarray
    """Tokens that begin one: titles."""
    breaks: np.ndarray
    """Tokens that cannot stand in one, unlike titles, names and the small words of offices."""
    clause: np.ndarray
    """Tokens that cannot stand in an office behind its holder either: verbs and the words that open clauses."""
    ends: np.ndarray
    """Commas, semicolons, full stops that end a sentence, and the first tokens of sentences."""
    comma: np.ndarray
    office: np.ndarray
    rank: np.ndarray
    """Ranks, degrees and forms of address, which say little of whoever bears them."""
    joins: np.ndarray


def add_roles(spans: pl.DataFrame, tokens: Tokens, types: Types, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add ``role`` to persons: the title before the name, else the one between commas behind it, or their relation. A
    mere rank or degree before it gives way to an office behind it.

    Names of bodies and places inside are part of the role: ``Menteri Luar Negeri Rusia``.
    """
    marks = _marks(spans, tokens, types)
    person = (spans["kind"] == ENTITY_TYPES.index("PER") + 1).to_numpy()
    first, stop = spans["first"].to_numpy()[person], spans["stop"].to_numpy()[person]
    start_a, stop_a, before = _before(first, stop, marks, tokens)
    start_b, stop_b, behind = _behind(first, stop, marks, tokens)
    before &= ~(behind & _is_rank(start_a, stop_a, marks, tokens))  # ``Dr. Gail Saltz, psikiater di …``
    start = np.where(before, start_a, np.where(behind, start_b, 0))
    end = np.where(before, stop_a, np.where(behind, stop_b, 0))
    start, end = move_relations(start, end, first, stop, marks.office, tokens, types)
    row = np.flatnonzero(start < end)
    start, end = start[row], end[row]
    own = sentences[tokens.sentence[start]]
    offset = pl.Series(tokens.start[start]) - own["start_char"].cast(pl.Int64)
    length = pl.Series(tokens.end[end - 1] - tokens.start[start])
    text = own.select(pl.col("surface").str.slice(offset, length).str.strip_chars(" (,-/&")).to_series()
    text = text.str.replace(r"^([^(]*?)\)", "${1}")  # of ``Pelaksana Tugas (Plt) Bupati`` the bracket stays outside
    text = text.str.replace_all(r"\s*\n\s*", " ").str.replace(_ADDRESS, "")
    place = np.full(spans.height, row.size)
    place[np.flatnonzero(person)[row]] = np.arange(row.size)
    roles = pl.concat([pl.select(pl.when(text != "").then(text)).to_series(), pl.Series([None], dtype=pl.String)])
    return spans.with_columns(role=roles.gather(place))


def _marks(spans: pl.DataFrame, tokens: Tokens, types: Types) -> _Marks:
    capital = (pl.col("shape") != "lower") & ~pl.col("shape").is_in(["mark", "number"]) & (pl.col("kind") != "cue")
    table = types.table.select(
        head=pl.col("kind").is_in(_HEADS),
        office=pl.col("kind") == "office",
        fits=capital | pl.col("kind").is_in(_INSIDE) | pl.col("low").is_in(_BRIDGES),
        comma=pl.col("low") == ",",
        rank=pl.col("kind").is_in(["rank", "academic", "courtesy"]) | (pl.col("low") == "."),
        joins=pl.col("low").is_in(["dan", "serta", "atau", "maupun"]),
        plain=(pl.col("shape") == "lower") & (pl.col("kind") != "cue") & ~pl.col("low").str.contains(_CLAUSE),
        ends=pl.col("low").is_in([",", ";"]),
        dot=pl.col("low") == ".",
    )
    head, office, fits, comma, rank, joins, plain, ends, dot = (table[c].to_numpy() for c in table.columns)
    opens_next = np.append(tokens.opens[1:], True)
    code, heads = tokens.code, np.flatnonzero(head[tokens.code])
    others = spans.filter(pl.col("kind") != ENTITY_TYPES.index("PER") + 1)
    inside = np.zeros(len(tokens), bool)
    inside[tokens_of(others["first"].to_numpy(), others["stop"].to_numpy())] = True
    inside[in_charges(tokens, types)] = True
    return _Marks(
        heads[~(inside[heads] & rank[code[heads]])],  # ``Bandara [H. Hasan Aroeboesman]``: of its name
        np.flatnonzero(~(fits[code] | inside)),  # ``Dinas Pemuda, Olahraga dan Pariwisata``
        np.flatnonzero(~(fits | plain)[code]),
        np.flatnonzero(ends[code] | dot[code] & opens_next | tokens.opens),  # ``Plt. Bupati`` goes on
        comma,
        office,
        rank,
        joins,
    )


def _before(
    first: np.ndarray, stops: np.ndarray, marks: _Marks, tokens: Tokens
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """First token of the role, token after its last, whether there is one. Another person (``stops``) ends it."""
    size = len(tokens)
    comma = marks.comma[tokens.code[np.maximum(first - 1, 0)]] & (first > 0)
    stop = first - comma
    last = np.maximum(stop - 1, 0)
    opens = np.searchsorted(tokens.sentence, tokens.sentence[last])
    begin = np.maximum(np.maximum(last_before(marks.breaks, last) + 1, last_before(stops, last)), opens)
    begin = np.maximum(begin, stop - MAX_ROLE_TOKENS)
    start = first_behind(marks.heads, np.minimum(begin, size - 1), size)
    same = tokens.sentence[np.minimum(start, size - 1)] == tokens.sentence[first]
    named = ~marks.joins[tokens.code[last]]  # ``Sultan dan Maxim``: another's title
    found = (start < stop) & same & named & (stop > 0) & (last_before(stops, stop) != stop)
    return _with_office(start, stop, found, stops, marks, tokens), stop, found


def _with_office(
    start: np.ndarray, stop: np.ndarray, found: np.ndarray, stops: np.ndarray, marks: _Marks, tokens: Tokens
) -> np.ndarray:
    """The first tokens of roles, of a mere rank or degree that of the office before it: ``Kapolsek Diwek, AKP``."""
    size = len(tokens)
    row = np.flatnonzero(found & (start > 1) & _is_rank(start, stop, marks, tokens))
    comma = start[row] - 1
    opens = np.searchsorted(tokens.sentence, tokens.sentence[comma])
    begin = np.maximum(np.maximum(last_before(marks.breaks, comma - 1) + 1, last_before(stops, comma - 1)), opens)
    office = first_behind(marks.heads, np.maximum(begin, comma - MAX_ROLE_TOKENS), size)
    holds = marks.comma[tokens.code[comma]] & ~tokens.opens[start[row]] & (last_before(stops, comma) != comma)
    holds &= (office < comma) & marks.office[tokens.code[np.minimum(office, size - 1)]]
    holds &= ~marks.joins[tokens.code[comma - 1]]
    start = start.copy()
    start[row[holds]] = office[holds]
    return start


def _is_rank(start: np.ndarray, stop: np.ndarray, marks: _Marks, tokens: Tokens) -> np.ndarray:
    """Whether there is nothing but ranks and degrees from ``start`` up to ``stop``."""
    others = np.concatenate((np.zeros(1, np.int64), np.cumsum(~marks.rank[tokens.code])))
    return others[stop] == others[np.minimum(start, len(tokens))]


def _behind(
    first: np.ndarray, stop: np.ndarray, marks: _Marks, tokens: Tokens
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The office in ``Rina Astuti, juru bicara kementerian, …``: it must run up to the next comma or stop."""
    size, opens = len(tokens), tokens.opens
    comma, start = np.minimum(stop, size - 1), np.minimum(stop + 1, size - 1)
    valid = (stop + 1 < size) & marks.comma[tokens.code[comma]] & marks.office[tokens.code[start]]
    valid &= ~opens[start] & ~opens[comma]
    closed = first_behind(marks.ends, start, size)
    end = np.minimum(np.minimum(first_behind(marks.clause, start, size), closed), first_behind(first, start, size))
    return start, end, valid & (end == closed) & (end - start <= MAX_ROLE_TOKENS) & (end > start)
