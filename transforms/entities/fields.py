"""Bodies and offices that are called by a list of their charges: ``Dinas Pendidikan, Kepemudaan dan Olahraga``."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.mentions import put_in
from transforms.entities.observe import Types
from transforms.entities.scan import first_behind, last_before, tokens_of
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("ORG", "LOC"))
_BODIES = ["dinas", "badan", "kementerian", "direktorat", "biro"]
_OFFICES = ["bidang", "deputi", "bagian", "seksi", "urusan", "menteri"]
_SHORT = ["ukm", "umkm", "kb", "ham"]
"""Charges written by their letters."""
_ELSEWHERE = ["desa", "kawasan", "daerah", "perumahan", "pasar", "anak", "koperasi", "sosial", "berencana", "imigrasi"]
"""Charges that begin or end other names elsewhere."""
_OTHERS = ["polisi", "tentara", "palang", "satuan", "pemerintah", "pemadam", "tim", "relawan", "warga", "lembaga"]
"""Words that begin another body or its people behind a comma or a conjunction."""
_FORMED = r"^(?:ke|pe)[a-z]{4,}an$"
"""Nouns of what is done: ``Kependudukan``, ``Persandian``."""
_AND = ["dan", "serta", "&"]


def join_fields(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make one body of its head and its charges, where these are dictionary words.

    ``Dinas Pemberdayaan Masyarakat dan Desa, Pengendalian Penduduk dan Keluarga Berencana``; not ``Dinas Kesehatan,
    BPBD dan Satpol PP``, which are three. Spans must not overlap.
    """
    first, stop = _lists(_BODIES, tokens, types)
    if not len(first):
        return spans
    starts, stops, kind = (spans[c].to_numpy() for c in ("first", "stop", "kind"))
    ends = np.searchsorted(starts, stop)  # the spans of each body are before these
    starts, stops, kind = (np.append(values, 0) for values in (starts, stops, kind))
    inside = np.append(~tokens.opens, False)[stop]
    ends += (starts[ends] == stop) & (kind[ends] == _PLACE) & inside  # ``… dan Olahraga [Kabupaten Bantul]``
    last = np.maximum(ends - 1, 0)
    heads = (types.table["kind"] == "org_head").to_numpy()[tokens.code[np.minimum(stop, len(tokens) - 1)]]
    reaches = (ends > 0) & (stops[last] > stop) & np.isin(kind[last], [_BODY, _PLACE]) & ~heads
    return put_in(spans, first, np.where(reaches, stops[last], stop), _BODY, confidence=0.8)


def in_charges(tokens: Tokens, types: Types) -> np.ndarray:
    """Tokens of offices with a list of charges: ``Menteri Koordinator [Bidang Politik, Hukum, dan Keamanan]``."""
    return tokens_of(*_lists(_OFFICES, tokens, types))


def _lists(heads: list[str], tokens: Tokens, types: Types) -> tuple[np.ndarray, np.ndarray]:
    """First token and token behind the last of a head and its charges, with a comma and a conjunction among these."""
    title, low = pl.col("shape") == "title", pl.col("low")
    noun = ((pl.col("common") == "c") | low.str.contains(_FORMED)) & ~low.is_in([*_BODIES, *_OFFICES, *_OTHERS])
    plain = pl.col("kind").is_in(["-", "thing", "role_word", "event"])
    table = types.table.select(
        head=title & low.is_in(heads),
        charge=title & (noun & plain | low.is_in(_ELSEWHERE)) | (pl.col("shape") == "upper") & low.is_in(_SHORT),
        comma=low == ",",
        conjunction=low.is_in(_AND),
    )
    code, size = tokens.code, len(tokens)
    head, charge, comma, conjunction = (table[c].to_numpy()[code] for c in table.columns)
    first = np.flatnonzero(head[:-1] & charge[1:] & ~tokens.opens[1:])
    breaks = np.flatnonzero(~(charge | comma | conjunction) | tokens.opens)
    commas = np.flatnonzero(comma)
    end = first_behind(breaks, first + 1, size)
    listed = first_behind(commas, first, size)
    joined = first_behind(np.flatnonzero(conjunction), listed, size)
    end = np.minimum(end, first_behind(commas, joined, size))
    stop = last_before(np.flatnonzero(charge), end - 1) + 1
    whole = (listed < joined) & (joined < stop) & charge[np.minimum(joined + 1, size - 1)]
    return first[whole], stop[whole]
