"""Which articles meet in a bucket, and which of them are paired.

A bucket is a band hash (of a retelling: together with some days). Articles that share one may be copies. In a bucket of
many (a daily series, a live report, an agency's text with another footer everywhere) not each is paired with each:
the first :data:`HUBS` published are paired with all others, so that pairs grow with the articles, not with their
square. Copies of a later member meet in the bands that are theirs alone.

Works on numbers (numpy): an article is a number below 2²⁵, of those that may meet, or a place in the order of
publication.
"""

from __future__ import annotations

import numpy as np
import polars as pl
from numpy.typing import NDArray

from transforms.duplicates.words import among, distinct, in_order, mixed

HUBS = 10
"""Articles of a bucket, the first published, with which all others of it are paired."""
LEAST_CONTAINMENT = 0.6
"""Share of the shorter text's shingles that the longer has, in a copy; the least of all judged copies is 0.66."""
STANDARD_ERRORS = 2.5
PAIRS_AT_ONCE = 20_000
ROW_BITS = 25
_ROWS = np.uint64(1 << ROW_BITS)
_SCREEN_BITS = (16, 25)
"""Least and most bits of a hash that a screen tells apart."""

Numbers = NDArray[np.uint64]


class Screen:
    """Tells which hashes may be among some: all that are, and at most one in eight of the others."""

    def __init__(self, hashes: NDArray[np.uint32]) -> None:
        least, most = _SCREEN_BITS
        bits = min(max((8 * hashes.size).bit_length(), least), most)
        self.size = hashes.size
        self._shift = np.uint32(32 - bits)
        self._is_known = np.zeros(1 << bits, np.bool_)
        self._is_known[hashes >> self._shift] = True

    @classmethod
    def of(cls, *columns: pl.Series) -> Screen:
        """Of all hashes in columns of lists.

        >>> screen = Screen.of(pl.Series([[7 << 16], [9 << 16, 7 << 16]], dtype=pl.List(pl.UInt32)))
        >>> screen.size, screen.may_hold(np.array([7 << 16, 8 << 16], np.uint32)).tolist()
        (3, [True, False])
        """
        return cls(np.concatenate([_hashes_of(column) for column in columns]))

    def may_hold(self, hashes: NDArray[np.uint32]) -> NDArray[np.bool_]:
        """Whether each of these may be among them."""
        return self._is_known[hashes >> self._shift]


def band_buckets(bands: pl.Series, first_band: int, screen: Screen) -> tuple[Numbers, NDArray[np.int64]]:
    """Buckets of texts: ``bands`` holds as many hashes a text, of the bands from ``first_band`` on.

    Returns the bucket and the position in ``bands`` of each hash that the screen lets through.
    """
    width = max(1, int(bands.list.len().max() or 0))  # type: ignore[arg-type]
    hashes = _hashes_of(bands)
    kept = np.flatnonzero(screen.may_hold(hashes))
    band = (kept % width + first_band).astype(np.uint64)
    return (band << np.uint64(32)) | hashes[kept], kept // width


def day_buckets(
    bands: pl.Series, days: pl.Series, reach: int, screen: Screen, part: tuple[int, int] = (0, 1)
) -> tuple[Numbers, NDArray[np.int64]]:
    """Buckets of stories: a band in each of the two windows of ``2 * reach`` days that the story's day lies in.

    Two stories that share a band share a bucket where they are ``reach`` days apart or less (and some where more).
    ``days``: dates; ``part``: the number of a part and of how many, to take a part of the hashes alone. Returns as
    :func:`band_buckets`.
    """
    number, count = part
    hashes = _hashes_of(bands)
    kept = np.flatnonzero(screen.may_hold(hashes) & (hashes % np.uint32(count) == number))
    at = np.searchsorted(np.cumsum(bands.list.len().to_numpy(), dtype=np.int64), kept, side="right")
    window = days.cast(pl.Int32).to_numpy().astype(np.int64)[at] // reach
    wide = hashes[kept].astype(np.uint64)
    each = [mixed(wide | ((window - back).astype(np.uint64) << np.uint64(32))) for back in (0, 1)]
    return np.concatenate(each) >> np.uint64(ROW_BITS), np.tile(at, 2)


def _hashes_of(bands: pl.Series) -> NDArray[np.uint32]:
    """All hashes of a column of lists, in order."""
    return bands.list.explode(keep_nulls=False, empty_as_null=False).to_numpy()


def shared(buckets: Numbers, rows: NDArray[np.int64], new: NDArray[np.int64], left: Numbers) -> pl.DataFrame:
    """Keep what stands in a bucket of two or more that has changed: ``bucket``, ``row``.

    ``rows``: the number, below 2²⁵, of who stands in each bucket; ``new``: numbers of new articles; ``left``: buckets
    that an article has left.
    """
    keys = in_order((buckets << np.uint64(ROW_BITS)) | rows.astype(np.uint64))
    buckets = keys >> np.uint64(ROW_BITS)
    is_next = np.zeros(buckets.size + 1, np.bool_)
    is_next[1:-1] = buckets[1:] == buckets[:-1]
    in_company = is_next[1:] | is_next[:-1]
    buckets, rows = buckets[in_company], (keys[in_company] & (_ROWS - np.uint64(1))).astype(np.int64)
    starts, sizes = runs(buckets)
    if not starts.size:
        return pl.DataFrame({"bucket": buckets, "row": rows})
    has_new = np.logical_or.reduceat(np.isin(rows, new), starts)
    kept = np.repeat(has_new | among(buckets[starts], distinct(left)), sizes)
    return pl.DataFrame({"bucket": buckets[kept], "row": rows[kept]})


def paired(buckets: Numbers, places: NDArray[np.int64]) -> Numbers:
    """Pair the first :data:`HUBS` of each bucket with all others of it, each pair once and in order.

    A pair is one number: the earlier place in its upper 32 bits, the later one in its lower.
    """
    keys = distinct((buckets << np.uint64(ROW_BITS)) | places.astype(np.uint64))
    buckets, members = keys >> np.uint64(ROW_BITS), keys & (_ROWS - np.uint64(1))
    starts, sizes = runs(buckets)
    start = np.repeat(starts, sizes)
    position = np.arange(members.size) - start
    pairs = [np.zeros(0, np.uint64)]
    for hub in range(min(HUBS, int(sizes.max(initial=1)) - 1)):
        later = np.flatnonzero(position > hub)
        pairs.append(distinct((members[start[later] + hub] << np.uint64(32)) | members[later]))
    return distinct(np.concatenate(pairs))


def places_of(pairs: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The earlier and the later place of each pair."""
    return (pairs >> np.uint64(32)).astype(np.int64), (pairs & np.uint64(0xFFFFFFFF)).astype(np.int64)


def by_family(one: NDArray[np.int64], other: NDArray[np.int64], size: int) -> NDArray[np.int64]:
    """An order in which pairs of articles that resemble each other stand together: their texts are read together.

    Pairs of places below ``size``. A family is known by the least place that two steps lead to.
    """
    family = np.arange(size)
    for _ in range(2):
        least = np.minimum(family[one], family[other])
        np.minimum.at(family, one, least)
        np.minimum.at(family, other, least)
    return np.lexsort((other, one, family[one]))


def runs(values: Numbers) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Where runs of equal values begin, and how long they are."""
    if not values.size:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    starts = np.concatenate((np.zeros(1, np.int64), np.flatnonzero(values[1:] != values[:-1]) + 1))
    return starts, np.diff(np.append(starts, values.size))


def likely(eq: NDArray[np.int64], of: int, sizes: tuple[NDArray[np.int64], NDArray[np.int64]]) -> NDArray[np.bool_]:
    """Whether two texts may be copies, by how many of ``of`` bytes of their sketches are equal.

    ``sizes``: words of both. What lies :data:`STANDARD_ERRORS` below the similarity that
    :data:`LEAST_CONTAINMENT` makes of them is out of the question.
    """
    shorter, longer = np.minimum(*sizes), np.maximum(*sizes)
    common = LEAST_CONTAINMENT * shorter
    jaccard = common / np.maximum(shorter + longer - common, 1)
    return eq >= of * jaccard - STANDARD_ERRORS * np.sqrt(of * jaccard * (1 - jaccard))


def equal_bytes(sketches: NDArray[np.uint8], left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """How many bytes the sketches (rows) of each pair have in common."""
    parts = [
        np.count_nonzero(sketches[left[at : at + PAIRS_AT_ONCE]] == sketches[right[at : at + PAIRS_AT_ONCE]], axis=1)
        for at in range(0, left.size, PAIRS_AT_ONCE)
    ]
    return np.concatenate([np.zeros(0, np.int64), *parts])
