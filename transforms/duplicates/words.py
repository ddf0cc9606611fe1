"""Words of many texts at once, as numbers: where each stands, its hash, whether it is a figure (or a weekday).

Works on the bytes of all texts together (numpy), so that a text costs microseconds and a hash means the
same on every machine and with every version of every library: hashes are stored in the warehouse.

A word is a run of letters or of digits (``Rp500`` is two words), case aside; a point, comma or colon between
digits belongs to the figure (``14.065``, ``04.39``). Everything else parts words, so that quotation marks,
line ends and hyphens make no difference.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.calendar_words import weekdays

SHINGLE_WORDS = 3
"""Words of a shingle. Three find a copy with a word exchanged in every line; two are too often shared."""

_BASE = np.uint64(0x9E3779B97F4A7C15)
_NUMBER = np.uint64(0x5851F42D4C957F2D)
"""Stands for every figure where figures are masked."""


@dataclass(frozen=True)
class Words:
    """All words of some texts in order; the words of text ``k`` are ``starts[k]:starts[k + 1]``.

    ``is_number`` is set for figures and weekdays. ``shingles`` holds at each word the hash of it and the two behind
    it; at the last two words of a text, where no shingle begins, ``is_whole`` is false.
    """

    starts: NDArray[np.int64]
    hashes: NDArray[np.uint64]
    is_number: NDArray[np.bool_]
    shingles: NDArray[np.uint64]
    is_whole: NDArray[np.bool_]

    @functools.cached_property
    def masked(self) -> NDArray[np.uint64]:
        """The shingles with all figures alike."""
        return _shingles(np.where(self.is_number, _NUMBER, self.hashes))

    @property
    def counts(self) -> NDArray[np.int64]:
        """Number of words of each text."""
        return np.diff(self.starts)


def words_of(texts: pl.Series) -> Words:
    """Find the words of each text.

    >>> words = words_of(pl.Series(["Harga naik Rp500.", "HARGA naik – Rp 500"]))
    >>> words.counts.tolist(), (words.hashes[:4] == words.hashes[4:]).all().item()
    ([4, 4], True)
    """
    data, offsets = _bytes_of(texts)
    kind = _kinds(data)
    begins = np.flatnonzero((kind != 0) & (kind != np.concatenate(([0], kind[:-1])))).astype(np.int64)
    ends = np.flatnonzero((kind != 0) & (kind != np.concatenate((kind[1:], [0])))).astype(np.int64) + 1
    hashes = _hash_runs(data, _past_noughts(data, kind, begins, ends), ends)
    starts = np.searchsorted(begins, offsets).astype(np.int64)
    is_number = kind[begins] == 2
    is_whole = _is_whole(starts, begins.size)
    is_number |= among(hashes, _weekdays())
    return Words(
        starts=starts,
        hashes=hashes,
        is_number=is_number,
        shingles=_shingles(hashes),
        is_whole=is_whole,
    )


@functools.cache
def _weekdays() -> NDArray[np.uint64]:
    """Hashes of the names of weekdays: like a figure, such a name changes from one member of a series to the next."""
    data, _ = _bytes_of(weekdays()["form"])
    ends = np.flatnonzero(data == ord("\n")).astype(np.int64)
    return np.sort(_hash_runs(data, np.concatenate((np.zeros(1, np.int64), ends[:-1] + 1)), ends))


def string_hashes(strings: pl.Series) -> NDArray[np.uint64]:
    """One hash a string without line ends: the same on every machine, case aside; null counts as empty."""
    data, offsets = _bytes_of(strings)
    return _hash_runs(data, offsets[:-1], offsets[1:] - 1)


def mixed(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Spread 64-bit numbers evenly (the finaliser of SplitMix64, Steele et al. 2014)."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return values ^ (values >> np.uint64(31))


def in_order(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The values sorted, by Polars: twice as fast as ``np.sort``."""
    return pl.Series(values).sort().to_numpy()


def distinct(values: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """The values in order, each once: of numbers that repeat little a hundred times as fast as ``np.unique``."""
    ordered = in_order(values)
    return ordered[np.concatenate((np.ones(min(1, ordered.size), np.bool_), ordered[1:] != ordered[:-1]))]


def among(values: NDArray[np.uint64], ordered: NDArray[np.uint64]) -> NDArray[np.bool_]:
    """Which values are among ``ordered``, which is sorted."""
    if not ordered.size:
        return np.zeros(values.size, np.bool_)
    return ordered[np.minimum(np.searchsorted(ordered, values), ordered.size - 1)] == values


def text_hashes(words: Words) -> NDArray[np.uint64]:
    """One hash a text, of all its words in order: equal for equal wording."""
    position = np.arange(words.hashes.size, dtype=np.uint64) - np.repeat(words.starts[:-1], words.counts).astype(
        np.uint64
    )
    terms = np.concatenate((mixed(words.hashes + position * _BASE), np.zeros(1, np.uint64)))
    sums = np.concatenate((np.zeros(1, np.uint64), np.cumsum(terms, dtype=np.uint64)))
    return mixed(sums[words.starts[1:]] - sums[words.starts[:-1]] + words.counts.astype(np.uint64))


def _bytes_of(texts: pl.Series) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
    """All texts in one buffer, a line end after each, in lower case where the case is ASCII; and where each begins."""
    joined = (texts.fill_null("").str.to_lowercase() + "\n").to_frame("t")
    sizes = joined.select(pl.col("t").str.len_bytes()).to_series().to_numpy().astype(np.int64)
    whole = joined.select(pl.col("t").str.join("")).item() or ""
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return np.frombuffer(whole.encode(), dtype=np.uint8), offsets


def _kinds(data: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """For each byte: 0 between words, 1 letter, 2 digit, or a mark inside a figure."""
    table = np.zeros(256, np.uint8)
    table[ord("a") : ord("z") + 1] = 1
    table[ord("0") : ord("9") + 1] = 2
    table[0x80:] = 1
    kind = table[data]
    for lead, length in ((0xC2, 2), (0xE2, 3)):  # U+0080–00BF and U+2000–2FFF: marks and symbols, no letters
        at = np.flatnonzero(data == lead)
        for shift in range(length):
            kind[at + shift] = 0
    mark = np.flatnonzero((data == ord(".")) | (data == ord(",")) | (data == ord(":")))
    mark = mark[(mark > 0) & (mark < data.size - 1)]
    kind[mark[(kind[mark - 1] == 2) & (kind[mark + 1] == 2)]] = 2
    return kind


def _past_noughts(
    data: NDArray[np.uint8], kind: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]
) -> NDArray[np.int64]:
    """Where figures begin without one nought in front: days and months are written with and without it."""
    second = np.minimum(begins + 1, data.size - 1)
    skip = (data[begins] == ord("0")) & (ends - begins > 1) & (kind[second] == 2)
    skip &= (data[second] >= ord("0")) & (data[second] <= ord("9"))
    return begins + skip


def _hash_runs(data: NDArray[np.uint8], begins: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.uint64]:
    """A hash for each run of bytes ``begins[k]:ends[k]``.

    A polynomial in ``_BASE`` modulo 2⁶⁴ over the bytes, each replaced by a random number: a running sum over all
    bytes, the difference over a run, and that divided by the power at which the run begins.
    """
    powers, inverses = _powers(1 << max(16, int(data.size).bit_length()))
    sums = np.empty(data.size + 1, np.uint64)
    sums[0] = 0
    np.cumsum(_RANDOM[data] * powers[: data.size], dtype=np.uint64, out=sums[1:])
    return mixed((sums[ends] - sums[begins]) * inverses[begins])


_RANDOM = mixed(np.arange(1, 257, dtype=np.uint64) * _BASE)


@functools.lru_cache(maxsize=1)
def _powers(size: int) -> tuple[NDArray[np.uint64], NDArray[np.uint64]]:
    """Powers of ``_BASE`` and of its inverse modulo 2⁶⁴, from the power 0."""
    inverse = np.uint64(pow(int(_BASE), -1, 1 << 64))
    both = []
    for factor in (_BASE, inverse):
        steps = np.full(size, factor)
        steps[0] = 1
        both.append(np.cumprod(steps, dtype=np.uint64))
    return both[0], both[1]


def _is_whole(starts: NDArray[np.int64], size: int) -> NDArray[np.bool_]:
    whole = np.ones(size, np.bool_)
    for back in range(1, SHINGLE_WORDS):
        at = starts[1:] - back
        whole[at[at >= starts[:-1]]] = False
    return whole


def _shingles(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    padded = np.concatenate((hashes, np.zeros(SHINGLE_WORDS - 1, np.uint64)))
    total = np.zeros(hashes.size, np.uint64)
    for shift in range(SHINGLE_WORDS):
        total = mixed(total + padded[shift : shift + hashes.size] + _BASE)
    return total
