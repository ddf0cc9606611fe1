"""Names and the abbreviations that stand for them: ``Badan Pangan Nasional (Bapanas)``.

A bracket splits a span into the name and its abbreviation, and what the bracket defines holds in the
whole article: an abbreviation that the tagger missed becomes a mention of the type of its name.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.gazetteer import KINDS, Matches
from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

_PLACE = ENTITY_TYPES.index("LOC") + 1
_PLACE_KINDS = [KINDS.index("LOC"), KINDS.index("ANY")]


def split_brackets(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut spans at a bracket that ends them or stays open, and at a dash with space on both sides."""
    code = tokens.code
    opening = (types.table["low"] == "(").to_numpy()[code]
    closing = (types.table["low"] == ")").to_numpy()[code]
    dash = types.table["low"].is_in(["-", "–", "—"]).to_numpy()[code] & tokens.space_before
    dash[:-1] &= tokens.space_before[1:]
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    length = stop - first
    owner = np.repeat(np.arange(len(first)), length)
    token = np.repeat(first, length) + np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    last = token == stop[owner] - 1
    ends = np.zeros(len(first), bool)
    ends[owner[closing[token] & last]] = True
    balance = np.zeros(len(first), np.int64)
    np.add.at(balance, owner, opening[token].astype(np.int64) - closing[token])
    state = types.table["low"].is_in(["ri"]).to_numpy()[code[stop - 1]] & closing[np.maximum(stop - 2, 0)]
    loose = ends | state | (balance != 0)  # "(PN)" inside "Pengadilan Negeri (PN) Jakarta Pusat" stays
    persero = (types.table["low"] == "persero").to_numpy()[code]
    beside = (
        persero[np.minimum(token + 1, len(code) - 1)] | persero[np.maximum(token - 1, 0)]
    )  # "(Persero)" is part of a name
    cut = dash[token] | ((opening[token] | closing[token]) & loose[owner] & ~beside)
    piece = np.cumsum(cut | (np.diff(owner, prepend=-1) != 0))
    frame = pl.DataFrame({"owner": owner[~cut], "piece": piece[~cut], "token": token[~cut]})
    parts = frame.group_by("piece", maintain_order=True).agg(
        pl.col("owner").first(), first=pl.col("token").min(), stop=pl.col("token").max() + 1
    )
    rest = spans.drop("first", "stop").with_row_index("owner").with_columns(pl.col("owner").cast(pl.Int64))
    return parts.drop("piece").join(rest, on="owner", how="left", maintain_order="left").drop("owner")


def split_lists(spans: pl.DataFrame, matches: Matches, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Cut a place that is nothing but several known places, side by side or joined by dashes.

    ``Benin Senegal`` (a table that lost its columns) and ``Rusia-Ukraina`` become two mentions each; ``Kota
    Bandung`` is one name of the reference and stays.
    """
    known = np.isin(matches.kind, _PLACE_KINDS)
    begin, end = matches.first[known], matches.stop[known]
    stops = np.full(len(tokens), -1, np.int64)  # where the known place that begins at a token stops
    stops[begin] = end
    edge = np.zeros(len(tokens) + 1, np.int64)
    np.add.at(edge, begin, 1)
    np.add.at(edge, end, -1)
    other = (np.cumsum(edge[:-1]) == 0) & ~types.table["low"].is_in(["-", "–"]).to_numpy()[tokens.code]
    others = np.concatenate([[0], np.cumsum(other)])
    opened = np.concatenate([[0], np.cumsum(stops >= 0)])
    last = np.maximum.accumulate(stops) if len(stops) else stops
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    whole = (spans["kind"].to_numpy() == _PLACE) & (others[stop] == others[first]) & (stops[first] >= 0)
    whole &= (opened[stop] - opened[first] > 1) & (last[stop - 1] == stop)
    if not whole.any():
        return spans
    length = (stop - first)[whole]
    row = np.repeat(np.flatnonzero(whole), length)
    token = (
        np.repeat(first[whole], length) + np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
    )
    part = stops[token] >= 0
    new = spans[row[part]].with_columns(first=pl.Series(token[part]), stop=pl.Series(stops[token[part]]))
    return pl.concat([spans.filter(pl.Series(~whole)), new]).sort("first")


def add_abbreviations(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Make a mention of the word in brackets after a name of two words or more whose initial it shares."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    size, code = len(tokens), tokens.code
    low = types.table["low"]
    opening = (low == "(").to_numpy()
    closing = (low == ")").to_numpy()
    short = np.minimum(stop + 1, size - 1)
    after = np.minimum(stop + 2, size - 1)
    taken = np.zeros(size + 1, bool)
    taken[first] = True
    initial = low.str.head(1).to_numpy()
    shapes = types.table["shape"].is_in(["upper", "mixed", "coded", "title"]).to_numpy()
    fits = (
        (stop + 2 < size) & (stop - first > 1)
        & opening[code[np.minimum(stop, size - 1)]] & closing[code[after]] & shapes[code[short]] & ~taken[short]
        & (tokens.sentence[after] == tokens.sentence[first]) & (initial[code[short]] == initial[code[first]])
    )  # fmt: skip
    new = spans.filter(pl.Series(fits)).with_columns(first=pl.Series(short[fits]), stop=pl.Series(short[fits] + 1))
    return pl.concat([spans, new]).sort("first")


def definitions(spans: pl.DataFrame, tokens: Tokens, types: Types) -> pl.DataFrame:
    """Pairs of adjacent mentions ``LONG (SHORT)``: ``long`` and ``short`` are rows of ``spans``, which is in order."""
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    if len(first) < 2:
        return pl.DataFrame({"long": [], "short": []}, schema={"long": pl.Int64, "short": pl.Int64})
    opening = (types.table["low"] == "(").to_numpy()[tokens.code]
    closing = (types.table["low"] == ")").to_numpy()[tokens.code]
    near = (
        (first[1:] == stop[:-1] + 1) & opening[stop[:-1]] & (tokens.sentence[first[1:]] == tokens.sentence[first[:-1]])
    )
    near &= closing[np.minimum(stop[1:], len(tokens) - 1)]
    lengths = stop - first
    shape = types.table["shape"].to_numpy()[tokens.code[first]]
    abbreviated = (lengths[1:] <= 3) & (lengths[:-1] > lengths[1:]) & (shape[1:] != "lower")
    row = np.flatnonzero(near & abbreviated)
    return pl.DataFrame({"long": row, "short": row + 1}, schema={"long": pl.Int64, "short": pl.Int64})


def type_definitions(spans: pl.DataFrame, defined: pl.DataFrame) -> pl.DataFrame:
    """Give what a bracket defines the type of its name. Adds ``is_defined``, which weighs in the vote on types."""
    kind = spans["kind"].to_numpy().copy()
    kind[defined["short"].to_numpy()] = kind[defined["long"].to_numpy()]
    marked = np.zeros(len(kind), bool)
    marked[defined["short"].to_numpy()] = True
    return spans.with_columns(kind=pl.Series("kind", kind), is_defined=pl.Series("is_defined", marked))
