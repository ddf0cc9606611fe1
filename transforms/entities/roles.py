"""Titles and offices that stand beside a person, as written."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.observe import Types
from transforms.entities.tokens import Tokens
from transforms.schemas import ENTITY_TYPES

MAX_ROLE_TOKENS = 14
_HEADS = ["office", "rank", "academic", "courtesy"]
_BRIDGES = ["-", "/", "&", "(", ")", ".", "'"]


def add_roles(spans: pl.DataFrame, tokens: Tokens, types: Types, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add ``role``: the words before a person from the first title on, names of bodies and places included."""
    first = spans["first"].to_numpy()
    code, size = tokens.code, len(tokens)
    table = types.table.select(
        head=pl.col("kind").is_in(_HEADS),
        fits=(pl.col("shape") != "lower") & ~pl.col("shape").is_in(["mark", "number"])
        | pl.col("kind").is_in([*_HEADS, "joiner", "org_head", "loc_head", "role_word"])
        | pl.col("low").is_in(_BRIDGES),
    )
    head, fits = table["head"].to_numpy()[code], table["fits"].to_numpy()[code]
    index = np.arange(size)
    opens = np.ones(size, bool)
    opens[1:] = tokens.sentence[1:] != tokens.sentence[:-1]
    taken = np.zeros(size + 1, np.int64)  # a person ends the role of the next one
    person = (spans["kind"] == ENTITY_TYPES.index("PER") + 1).to_numpy()
    np.add.at(taken, spans["stop"].to_numpy()[person], 1)
    barrier = np.maximum.accumulate(np.where(~fits, index + 1, np.where(opens | (taken[:-1] > 0), index, 0)))
    next_head = np.minimum.accumulate(np.where(head, index, size)[::-1])[::-1]
    before = np.maximum(first - 1, 0)
    comma = (types.table["low"] == ",").to_numpy()[code[before]] & (first > 0)
    stop = np.where(comma, first - 1, first)
    last = np.maximum(stop - 1, 0)
    begin = np.maximum(barrier[last], stop - MAX_ROLE_TOKENS)
    start = next_head[np.minimum(begin, size - 1)]
    same = tokens.sentence[np.minimum(start, size - 1)] == tokens.sentence[first]
    valid = person & (start < stop) & same & (stop > 0) & (taken[stop] == 0)
    row = tokens.sentence[first]
    own = sentences[row]
    offset = tokens.start[np.where(valid, start, 0)] - own["start_char"].to_numpy().astype(np.int64)
    length = tokens.end[np.where(valid, last, 0)] - tokens.start[np.where(valid, start, 0)]
    text = own.select(pl.col("surface").str.slice(pl.Series(offset), pl.Series(np.maximum(length, 0)))).to_series()
    return spans.with_columns(role=pl.when(pl.Series(valid)).then(text))
