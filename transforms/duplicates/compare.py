"""Exact comparison of pairs of texts that a band brought together, and what it says of them."""

from __future__ import annotations

import dataframely as dy
import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.samples import keyed, spread
from transforms.duplicates.words import SHINGLE_WORDS, Words, among, distinct, words_of

Numbers = NDArray[np.int64]

PAIRS_AT_ONCE = 5_000
"""Pairs compared at once; bounds memory (about 20 kB a pair of usual length)."""


class Comparison(dy.Schema):
    """How alike two texts are; ``left`` and ``right`` as given."""

    left = dy.String()
    right = dy.String()
    jaccard = dy.Float64()
    """Share of distinct shingles that both have."""
    containment = dy.Float64()
    """Share of the shorter text's shingles that the longer has."""
    coverage = dy.Float64()
    """Share of the shorter text's words that stand in such a shingle."""
    own_words = dy.UInt32()
    """Words of the shorter text's longest passage that has no such shingle."""
    figures = dy.UInt32()
    """Figures of the shorter text."""
    replaced = dy.UInt32()
    """Those in whose place the longer has another figure between the same words, and that it has nowhere else."""


def compare(pairs: pl.DataFrame, bodies: pl.DataFrame, least_coverage: float = 0.0) -> dy.DataFrame[Comparison]:
    """Compare pairs (``left``, ``right``) of the texts ``bodies`` (``article_id``, ``body``).

    Pairs of less than ``least_coverage`` are left out, which saves the other measures.

    >>> teks = ["Harga beras naik menjadi Rp 14.500 per kilogram di pasar induk",
    ...         "Kemarin harga beras naik menjadi Rp 15.200 per kilogram di pasar induk"]
    >>> hasil = compare(pl.DataFrame({"left": ["a"], "right": ["b"]}),
    ...                 pl.DataFrame({"article_id": ["a", "b"], "body": teks}))
    >>> hasil.select("figures", "replaced").row(0)
    (1, 1)
    """
    if pairs.is_empty():
        return Comparison.create_empty()
    numbers = bodies.select("article_id").with_row_index("text_no")
    words = words_of(bodies["body"])
    ends = pl.DataFrame({"left": pairs["left"], "right": pairs["right"]})
    for side in ("left", "right"):
        ends = ends.join(numbers.rename({"article_id": side, "text_no": f"{side}_no"}), on=side, maintain_order="left")
    index = _Index(words)
    parts = [
        part.select("left", "right")[kept].hstack(measures)
        for part in ends.iter_slices(PAIRS_AT_ONCE)
        for kept, measures in [_compare_part(index, part, least_coverage)]
    ]
    return Comparison.cast(pl.concat(parts))


_MEASURES = {
    "jaccard": pl.Float64,
    "containment": pl.Float64,
    "coverage": pl.Float64,
    "own_words": pl.UInt32,
    "figures": pl.UInt32,
    "replaced": pl.UInt32,
}


class _Index:
    """The shingles of all texts, to ask whether a text has one."""

    def __init__(self, words: Words) -> None:
        self.words = words
        self.text_no = np.repeat(np.arange(words.counts.size, dtype=np.int64), words.counts)
        whole = np.flatnonzero(words.is_whole)
        keys = keyed(words.shingles[whole], self.text_no[whole])
        self.plain, first = np.unique(keys, return_index=True)
        self.masked = distinct(keyed(words.masked[whole], self.text_no[whole]))
        self.figures = distinct(keyed(words.hashes[words.is_number], self.text_no[words.is_number]))
        self.is_first = np.zeros(words.hashes.size, np.bool_)
        self.is_first[whole[first]] = True
        self.distinct = np.bincount(self.text_no[whole[first]], minlength=words.counts.size)


def _compare_part(index: _Index, ends: pl.DataFrame, least_coverage: float) -> tuple[Numbers, pl.DataFrame]:
    """Which pairs of texts (``left_no``, ``right_no``) have the coverage asked for, and the measures of these."""
    left, right = (ends[f"{side}_no"].to_numpy().astype(np.int64) for side in ("left", "right"))
    words = index.words
    swap = words.counts[left] > words.counts[right]
    shorter, longer = np.where(swap, right, left), np.where(swap, left, right)
    pair, at = spread(words.starts[shorter], words.counts[shorter])
    plain = words.is_whole[at] & among(keyed(words.shingles[at], longer[pair]), index.plain)
    covered = _covered(plain)
    coverage = np.bincount(pair[covered], minlength=shorter.size) / np.maximum(words.counts[shorter], 1)
    enough = coverage >= least_coverage
    of_kept, kept = enough[pair], np.flatnonzero(enough)
    pair, at, plain, covered = (np.cumsum(enough) - 1)[pair[of_kept]], at[of_kept], plain[of_kept], covered[of_kept]
    shorter, longer = shorter[kept], longer[kept]
    other, whole, figure = longer[pair], words.is_whole[at], words.is_number[at]
    masked = whole & among(keyed(words.masked[at], other), index.masked)
    other_value = figure & ~among(keyed(words.hashes[at], other), index.figures)

    def total(flags: NDArray[np.bool_]) -> NDArray[np.int64]:
        return np.bincount(pair[flags], minlength=shorter.size)

    both = total(plain & index.is_first[at])
    either = index.distinct[shorter] + index.distinct[longer] - both
    return kept, pl.DataFrame(
        {
            "jaccard": both / np.maximum(either, 1),
            "containment": total(plain) / np.maximum(total(whole), 1),
            "coverage": coverage[kept],
            "own_words": _longest_gaps(covered, pair, shorter.size),
            "figures": total(figure),
            "replaced": total(other_value & _covered(masked)),
        },
        schema=_MEASURES,
    )


def _covered(flags: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Words in a flagged shingle; none begins at the last words of a text, so pairs do not run into each other."""
    covered = flags.copy()
    for shift in range(1, SHINGLE_WORDS):
        covered[shift:] |= flags[:-shift]
    return covered


def _longest_gaps(covered: NDArray[np.bool_], pair: NDArray[np.int64], pairs: int) -> NDArray[np.int64]:
    """For each pair the longest run of words that are not covered; ``pair`` numbers the pair of each word."""
    own = ~covered
    edge = np.ones(own.size, np.bool_)
    edge[1:] = (own[1:] != own[:-1]) | (pair[1:] != pair[:-1])
    starts = np.flatnonzero(edge)
    lengths = np.diff(np.append(starts, own.size))
    longest = np.zeros(pairs, np.int64)
    of_own = own[starts]
    np.maximum.at(longest, pair[starts[of_own]], lengths[of_own])
    return longest
