"""From labelled tokens to spans: cut at labels, trim what does not belong to the name, find its text."""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.entities.observe import Observation, Types
from transforms.entities.scan import last_before, tokens_of
from transforms.entities.tagger import LABELS, Tags
from transforms.entities.tokens import Tokens
from transforms.entities.words import is_opener
from transforms.schemas import ENTITY_TYPES

_OUTSIDE_PERSON = ["office", "rank", "academic", "courtesy"]
_CLASS_NOUNS = ["negara"]
_DEGREES = ["msi", "spd", "mpd", "spdi", "ssos", "skom", "mkom", "phd", "mkes", "amd", "ssi"]
"""Degrees that are also written like a word: ``Msi``."""
COURTS = ["konstitusi", "ad", "hoc"]
"""Words of a judge's title that are none elsewhere: ``Hakim Ad Hoc``."""
_MARKS = ["-", ".", "/", "&", "'", ",", "(", ")", "’", "–", '"']


def cut_spans(observation: Observation, tags: Tags) -> pl.DataFrame:
    """Spans of tokens with one type: ``first`` and ``stop`` (token indices), ``entity_type``, ``confidence``."""
    kind = (tags.label.astype(np.int64) + 1) // 2  # 0 outside, then 1, 2, 3 for the entity types
    begins = (tags.label % 2 == 1) & (tags.label > 0)
    previous = np.roll(kind, 1)
    broken = np.diff(observation.run, prepend=-1) != 0
    begins |= (kind > 0) & ((kind != previous) | broken)
    inside = kind > 0
    group = np.cumsum(begins) - 1
    frame = pl.DataFrame(
        {
            "token": observation.token[inside],
            "group": group[inside],
            "kind": kind[inside],
            "sure": tags.certainty[inside],
        }
    )
    return (
        frame.group_by("group", maintain_order=True)
        .agg(
            first=pl.col("token").min(),
            stop=pl.col("token").max() + 1,
            kind=pl.col("kind").first(),
            confidence=pl.col("sure").cast(pl.Float64).mean().round(2),
        )
        .drop("group")
    )


def put_in(spans: pl.DataFrame, first: np.ndarray, stop: np.ndarray, kind: int, confidence: float) -> pl.DataFrame:
    """Put spans from ``first`` to ``stop``, in order, in the place of those inside them; where one reaches beyond, it
    stays and nothing is put in. Spans must not overlap."""
    starts, stops = spans["first"].to_numpy(), spans["stop"].to_numpy()
    begin, end = np.searchsorted(stops, first, side="right"), np.searchsorted(starts, stop)  # the spans inside each
    starts, stops = np.append(starts, 0), np.append(stops, 0)
    whole = (begin == end) | (starts[begin] >= first) & (stops[end - 1] <= stop)
    if not whole.any():
        return spans
    inside = np.zeros(spans.height, bool)
    inside[tokens_of(begin[whole], end[whole])] = True
    new = pl.DataFrame({"first": first[whole], "stop": stop[whole]}).with_columns(
        kind=pl.lit(kind, pl.Int64), confidence=pl.lit(confidence)
    )
    return pl.concat([spans.filter(pl.Series(~inside)), new.select(spans.columns).cast(spans.schema)]).sort("first")


def trim(spans: pl.DataFrame, tokens: Tokens, types: Types, known: np.ndarray) -> pl.DataFrame:
    """Take off what is no part of a name: titles before persons, degrees after them, class nouns, stray marks.

    ``known``: tokens inside a name of the reference, which keeps its words. A conjunction or verb that opens a
    sentence comes off a person (``Pasalnya [Savio Roberto]``, ``Diketahui [Rina Astuti]``).
    """
    first, stop = spans["first"].to_numpy().copy(), spans["stop"].to_numpy().copy()
    person = spans["kind"].to_numpy() == ENTITY_TYPES.index("PER") + 1
    word = types.table.select(
        title=pl.col("kind").is_in(_OUTSIDE_PERSON) & (pl.col("shape") != "initial"),
        degree=(pl.col("kind") == "degree") & ((pl.col("shape") != "title") | pl.col("low").is_in(_DEGREES)),
        dot=pl.col("low") == ".",
        letters=pl.col("shape").is_in(["initial", "upper", "title"]) & (pl.col("low").str.len_chars() <= 4),
        mark=pl.col("low").is_in(_MARKS),
        small=(pl.col("shape") == "lower") & ~pl.col("keeps") & (pl.col("kind") != "name_link"),
        noun=pl.col("low").is_in(_CLASS_NOUNS)
        | (pl.col("shape") == "lower") & pl.col("kind").is_in(["org_head", "loc_head"]) & ~pl.col("keeps"),
        opener=is_opener(),
        proper=(pl.col("shape") == "title") & (pl.col("common") == "r"),
        haji=pl.col("low") == "h",
        initial=pl.col("shape") == "initial",
        court=pl.col("low").is_in(COURTS),
        judge=pl.col("low").is_in(["hakim", *COURTS]),
    )  # fmt: skip
    masks = (word[c].to_numpy() for c in word.columns)
    title, degree, dot, letters, mark, small, noun, opener, proper, haji, initial, court, judge = masks
    code = tokens.code
    bracket = np.flatnonzero((types.table["low"] == "(").to_numpy()[code])
    closing = (types.table["low"] == ")").to_numpy()
    live = np.flatnonzero(stop - first > 1)
    for _ in range(6):  # as many words as a chain of titles has
        at, own = first[live], code[first[live]]
        free = ~known[at]
        after = code[np.minimum(at + 1, stop[live] - 1)]
        opening = tokens.opens[at] & opener[own] & proper[after]
        pilgrim = (
            haji[own] & ~initial[code[np.minimum(at + 2, stop[live] - 1)]]
        )  # ``H. Suwandi``, not ``H. R. McMaster``
        judges = court[own] & judge[code[np.maximum(at - 1, 0)]]
        lead = (
            (person[live] & (title[own] | opening | pilgrim | judges) & free)
            | mark[own]
            | (small[own] & free)
            | noun[own]
        )
        first[live] += lead
        last = stop[live] - 1
        own_bracket = closing[code[last]] & (last_before(bracket, last) >= first[live])
        tail = (last > first[live]) & (
            (person[live] & (degree[code[last]] | begins_degree(last, initial, dot, letters, tokens)))
            | (mark[code[last]] & ~own_bracket)
        )
        stop[live] -= tail
        live = live[(lead | tail) & (stop[live] - first[live] > 1)]
    own = code[first]
    kept = (stop > first) & ~mark[own] & ~(person & title[own] & (stop - first == 1) & types.common[own])
    return spans.with_columns(first=pl.Series(first), stop=pl.Series(stop)).filter(pl.Series(kept))


def begins_degree(
    last: np.ndarray, initial: np.ndarray, dot: np.ndarray, letters: np.ndarray, tokens: Tokens
) -> np.ndarray:
    """Whether each token is the first letter of a degree with stops: ``Sigit Waseso [S].H.``"""
    stop, next_ = (np.minimum(last + k, len(tokens) - 1) for k in (1, 2))
    tied = ~tokens.space_before[stop] & ~tokens.space_before[next_] & ~tokens.opens[stop] & ~tokens.opens[next_]
    code = tokens.code
    return initial[code[last]] & dot[code[stop]] & letters[code[next_]] & tied


def locate(spans: pl.DataFrame, tokens: Tokens, types: Types, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add ``article_no``, ``sentence_no``, offsets and ``surface`` to spans of tokens.

    ``spelled`` is the surface with the spaces that it lost (:mod:`transforms.entities.fused`).
    """
    first, stop = spans["first"].to_numpy(), spans["stop"].to_numpy()
    row = tokens.sentence[first]
    start, end = tokens.start[first], tokens.end[stop - 1]
    own = sentences[row]
    located = spans.with_columns(
        article_no=own["article_no"],
        sentence_no=own["sentence_no"],
        start_char=pl.Series(start).cast(pl.UInt32),
        end_char=pl.Series(end).cast(pl.UInt32),
        surface=own.select(
            pl.col("surface").str.slice(pl.Series(start) - pl.col("start_char").cast(pl.Int64), pl.Series(end - start))
        ).to_series(),
    )
    return located.with_columns(spelled=_with_spaces(located["surface"], first, stop, tokens, types))


def _with_spaces(surfaces: pl.Series, first: np.ndarray, stop: np.ndarray, tokens: Tokens, types: Types) -> pl.Series:
    """The surfaces with a space wherever two words of a span touch."""
    word = types.table.select((pl.col("shape") != "mark") & ~pl.col("low").str.contains(r"^[.,/:]+$"))
    word = word.to_series().to_numpy()[tokens.code]  # marks that stand in numbers have their shape
    seam = np.zeros(len(tokens), bool)
    seam[1:] = word[1:] & word[:-1] & (tokens.start[1:] == tokens.end[:-1]) & ~tokens.opens[1:]
    seams = np.flatnonzero(seam)
    inside = np.searchsorted(seams, stop) - np.searchsorted(seams, first + 1)  # seams of each span
    rows = np.flatnonzero(inside > 0)
    if not len(rows):
        return surfaces
    at = seams[tokens_of(np.searchsorted(seams, first[rows] + 1), np.searchsorted(seams, stop[rows]))]
    row = np.repeat(rows, inside[rows])
    begins = np.concatenate((first[rows], at))
    pieces = pl.DataFrame({"row": np.concatenate((rows, row)), "token": begins}).sort("row", "token")
    start = tokens.start[pieces["token"].to_numpy()] - tokens.start[first[pieces["row"].to_numpy()]]
    pieces = pieces.with_columns(
        start=pl.Series(start, dtype=pl.Int64), surface=surfaces.gather(pieces["row"])
    ).with_columns(end=pl.col("start").shift(-1).over("row"))
    piece = pl.col("surface").str.slice(pl.col("start"), pl.col("end") - pl.col("start"))
    spelled = pieces.group_by("row", maintain_order=True).agg(piece.str.join(" "))
    return surfaces.scatter(spelled["row"], spelled["surface"])


assert LABELS[1::2] == tuple(f"B-{t}" for t in ENTITY_TYPES), "labels and types must stand in one order"
