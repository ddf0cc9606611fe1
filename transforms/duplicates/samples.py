"""A first look at pairs of texts, by half of their shingles: most that meet in a bucket are no copies."""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.meeting import LEAST_CONTAINMENT, STANDARD_ERRORS
from transforms.duplicates.words import among, in_order, words_of

SAMPLED = np.uint64(1 << 63)
"""Shingles below are in the sample of every text that has them: half."""
LEAST_SAMPLE = 15
"""Texts with fewer sampled shingles are not judged by them."""
PAIRS_AT_ONCE = 10_000
"""Pairs looked at at once; about 10 kB each."""
TEXTS_AT_ONCE = 200
"""As when signing: new memory costs more than the arithmetic."""


def may_be_copies(pairs: pl.DataFrame, bodies: pl.DataFrame) -> pl.DataFrame:
    """Leave out the pairs (``left``, ``right``) whose samples have too little in common.

    ``bodies``: ``article_id``, ``body``.

    >>> teks = ["".join(f"kata{n} " for n in range(first, first + 200)) for first in (0, 20, 900)]
    >>> isi = pl.DataFrame({"article_id": ["a", "b", "c"], "body": teks})
    >>> may_be_copies(pl.DataFrame({"left": ["a", "a"], "right": ["b", "c"]}), isi).rows()
    [('a', 'b')]
    """
    shingles, sizes, words = _samples(bodies["body"])
    starts = np.cumsum(sizes) - sizes
    numbers = bodies.select("article_id").with_row_index("text_no")
    ends = pairs.select("left", "right")
    for side in ("left", "right"):
        ends = ends.join(numbers.rename({"article_id": side, "text_no": f"{side}_no"}), on=side, maintain_order="left")
    left, right = (ends[f"{side}_no"].to_numpy().astype(np.int64) for side in ("left", "right"))
    swap = words[left] > words[right]
    shorter, longer = np.where(swap, right, left), np.where(swap, left, right)
    common = np.concatenate(
        [
            _common(shingles, starts, sizes, shorter[at : at + PAIRS_AT_ONCE], longer[at : at + PAIRS_AT_ONCE])
            for at in range(0, left.size, PAIRS_AT_ONCE)
        ]
        or [np.zeros(0, np.int64)]
    )
    size = np.maximum(sizes[shorter], 1)
    error = np.sqrt(LEAST_CONTAINMENT * (1 - LEAST_CONTAINMENT) / size)
    kept = (common / size >= LEAST_CONTAINMENT - STANDARD_ERRORS * error) | (size < LEAST_SAMPLE)
    return ends.filter(pl.Series(kept)).select("left", "right")


def _common(
    shingles: NDArray[np.uint64],
    starts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    shorter: NDArray[np.int64],
    longer: NDArray[np.int64],
) -> NDArray[np.int64]:
    """For each pair of texts how many sampled shingles of the shorter stand in the longer."""
    keys, owners = [], []
    for texts in (shorter, longer):
        pair, at = spread(starts[texts], sizes[texts])
        keys.append(keyed(shingles[at], pair))
        owners.append(pair)
    return np.bincount(owners[0][among(keys[0], in_order(keys[1]))], minlength=shorter.size)


def _samples(bodies: pl.Series) -> tuple[NDArray[np.uint64], NDArray[np.int64], NDArray[np.int64]]:
    """Sampled shingles of all texts, text by text; how many each has; and how many words."""
    shingles, sizes, counts = [np.zeros(0, np.uint64)], [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for first in range(0, len(bodies), TEXTS_AT_ONCE):
        words = words_of(bodies.slice(first, TEXTS_AT_ONCE))
        sampled = np.flatnonzero(words.is_whole & (words.shingles < SAMPLED))
        shingles.append(words.shingles[sampled])
        sizes.append(np.diff(np.searchsorted(sampled, words.starts)))
        counts.append(words.counts)
    return np.concatenate(shingles), np.concatenate(sizes), np.concatenate(counts)


def keyed(values: NDArray[np.uint64], owners: NDArray[np.int64]) -> NDArray[np.uint64]:
    """Hashes together with their owner (a text or a pair, by number): of one owner they stand together when sorted.

    40 bits of a hash are left, of 64: of the few thousand that an owner has two are the same once in 10⁵ owners.
    """
    return (owners.astype(np.uint64) << np.uint64(40)) | (values >> np.uint64(24))


def spread(begins: NDArray[np.int64], counts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """For runs that begin at ``begins``: the number of the run of each member, and where the member stands."""
    run = np.repeat(np.arange(begins.size), counts)
    first = np.concatenate((np.zeros(1, np.int64), np.cumsum(counts)))[:-1]
    return run, np.arange(run.size) - first[run] + begins[run]
