"""Take apart what ran together: units of administration, a body and who serves in it, a person and what he does."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.parting import public_bodies
from transforms.entities.scan import first_behind, tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PERSON, _BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("PER", "ORG", "LOC"))
_UNITS = [
    "provinsi", "propinsi", "kabupaten", "kab", "kodya", "kotamadya", "kecamatan", "kec", "distrik", "kelurahan",
    "desa", "gampong", "nagari", "pekon", "dusun",
]  # fmt: skip
"""Nouns before the names of units, each part of the next: ``Desa Sakra Kecamatan Sakra Kabupaten Lombok Timur``."""
_FORCES = ["tni", "pol"]
"""Words behind a rank that also name what it is a rank of: ``Dinas Penerangan TNI AD``."""
_HIGH_RANKS = [
    "kolonel", "brigjen", "mayjen", "letjen", "laksma", "laksda", "marsda", "akbp", "kombes", "irjen", "komjen",
]  # fmt: skip
"""Ranks that no company is called by."""
_ARMY_UNITS = [
    "kodam", "korem", "kodim", "koramil", "posramil", "brigif", "yonif", "yonkav", "yonarmed", "yonarhanud", "yonzipur",
]  # fmt: skip
_VERB = (
    r"^(?:me(?:ng|ny|[mnlrw])[a-z]{3,}kan|ber(?:harap|kata|cerita|pesan)|me(?:ngaku|njawab|nyebut|minta|nilai|nolak)|"
    r"membantah|mengajak|mengimbau)$"
)


def part_units(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut a place before each further unit: ``[Desa Bere] [Kecamatan Cibal] [Kabupaten Manggarai]``.

    A noun that ends a place goes to the one behind it. Buildings keep theirs (``Kantor Kecamatan Tebet``), and so do
    units that are called after one (``Kecamatan Desa Baru``). Spans must not overlap.
    """
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    unit = types.table["low"].is_in(_UNITS).to_numpy()[tokens.code]
    of_unit = unit[first] | unit[np.maximum(first - 1, 0)] & ~tokens.opens[first]
    row = np.flatnonzero((kind == _PLACE) & (stop - first > 1) & of_unit)
    token, owner = tokens_of(first[row], stop[row]), np.repeat(row, (stop - first)[row])
    cut = unit[token] & ~unit[np.maximum(token - 1, 0)] & (token > first[owner])
    if not cut.any():
        return spans
    token, owner = token[cut], owner[cut]
    after = np.minimum(owner + 1, len(first) - 1)
    ends = token + 1 == stop[owner]
    behind = np.minimum(token + 1, len(tokens) - 1)
    moves = ends & (first[after] == behind) & (kind[after] == _PLACE) & ~tokens.opens[behind]
    begins = first.copy()
    begins[after[moves]] = token[moves]
    pieces = spans[owner[~ends]].with_columns(first=pl.Series(token[~ends]))
    whole = pl.concat([spans.with_columns(first=pl.Series(begins)), pieces]).sort("first")
    last = np.append(whole["first"].to_numpy()[1:], len(tokens))
    return whole.with_columns(stop=pl.Series(np.minimum(whole["stop"].to_numpy(), last)))


def part_ranked(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut a body before a rank and its bearer: ``[Polres Langkat] IPDA [M Purba]``, ``[PT Len Industri] Mayjen TNI
    (Purn) [Arka]``; a company only before a high one, whose short form is no other word. Spans must not overlap."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    rank = (types.table["kind"] == "rank") & ~types.table["low"].is_in(_FORCES)
    ranks = np.flatnonzero(rank.to_numpy()[tokens.code])
    public = types.table["low"].is_in(public_bodies()).to_numpy()[tokens.code[first]]
    at = first_behind(ranks, first + 1, len(tokens))
    high = types.table["low"].is_in(_HIGH_RANKS).to_numpy()[tokens.code[np.minimum(at, len(tokens) - 1)]]
    row = np.flatnonzero((kind == _BODY) & (public | high) & (at < stop))
    if not row.size:
        return spans
    ends = stop.copy()
    ends[row] = at[row]
    force = types.table["low"].is_in(_FORCES).to_numpy()[tokens.code]
    begin = at[row] + 1 + force[np.minimum(at[row] + 1, len(tokens) - 1)]
    named = begin < stop[row]
    bearers = spans[row[named]].with_columns(first=pl.Series(begin[named]), kind=pl.lit(_PERSON))
    bearers = bearers.cast(dict(spans.schema))
    return pl.concat([spans.with_columns(stop=pl.Series(ends)), bearers]).sort("first")


def drop_verbs(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Take the verb of the dictionary off the end of a person: ``[Ali] Melanjutkan, …``."""
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    verb = types.table["low"].str.contains(_VERB) & (types.table["common"] == "c") & (types.table["name"] == "-")
    tail = (kind == _PERSON) & (stop - first > 1) & verb.to_numpy()[tokens.code[stop - 1]]
    return spans.with_columns(stop=pl.Series(stop - tail))


def add_army_units(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make a body of each unit of the army with its number and name: ``[Koramil 1002-03/Haruyan]``, ``[Kodim
    0735/Surakarta]``; in a longer name it stays (``Satgas Pamtas Yonif 645/GTY``). Spans must not overlap."""
    code, last = tokens.code, len(tokens) - 1
    table = types.table.select(
        unit=pl.col("low").is_in(_ARMY_UNITS) & (pl.col("shape") != "lower"),
        number=pl.col("low").str.contains("^(?:[0-9]+|[ivx]+)$"),
        dash=pl.col("low").is_in(["-", "–"]),
        stroke=pl.col("low") == "/",
        name=pl.col("shape").is_in(["title", "upper", "mixed"]),
    )
    unit, number, dash, stroke, name = (table[c].to_numpy()[code] for c in table.columns)
    first, stop, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))

    def is_at(mask: np.ndarray, token: np.ndarray) -> np.ndarray:
        return mask[np.minimum(token, last)] & (token <= last)

    begin = np.flatnonzero(unit)
    begin = begin[is_at(number, begin + 1)]
    end = begin + 2
    end = end + 2 * (is_at(dash, end) & is_at(number, end + 1))
    whole = is_at(stroke, end) & is_at(name & ~unit, end + 1)
    begin, end = begin[whole], end[whole] + 2
    whole = tokens.sentence[begin] == tokens.sentence[end - 1]
    begin, end = begin[whole], end[whole]
    if not begin.size:
        return spans
    from_, to, sort = np.append(first, last + 1), np.append(stop, last + 1), np.append(kind, 0)
    holder = np.searchsorted(first, begin, side="right") - 1  # the span in which each begins; none: the one appended
    inner = (from_[holder] < begin) & (to[holder] > begin) & (sort[holder] == _BODY)
    inner &= ~np.isin(from_[holder], begin)
    begin, end, holder = begin[~inner], end[~inner], holder[~inner]
    whole = (from_[holder] == begin) & (sort[holder] == _BODY)  # ``Korem 161/Wira Sakti Kupang``
    end = np.where(whole, np.maximum(np.minimum(to[holder], np.append(begin[1:], last + 1)), end), end)
    follower = np.searchsorted(first, end - 1)
    named = from_[follower] == end - 1  # ``Kodim 0313/[Kuantan Singingi]``
    end = np.where(named, to[follower], end)
    covered = np.zeros(len(tokens) + 1, np.int64)
    covered[tokens_of(begin, end)] = 1
    np.cumsum(covered, out=covered)
    free = covered[stop - 1] == np.append(0, covered)[first]
    new = pl.DataFrame({"first": begin, "stop": end}).with_columns(kind=pl.lit(_BODY, pl.Int64), confidence=pl.lit(0.9))
    return pl.concat([spans.filter(pl.Series(free)), new.select(spans.columns).cast(spans.schema)]).sort("first")
