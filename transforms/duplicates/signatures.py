"""MinHash signatures and the LSH bands by which copies find each other."""

from __future__ import annotations

import dataframely as dy
import numpy as np
import polars as pl
import rensa
from numpy.typing import NDArray

from transforms.duplicates.words import mixed, text_hashes, words_of

BANDS = 80
ROWS = 3
"""Two texts of Jaccard similarity ``j`` meet in a band with the chance ``1 - (1 - j**ROWS)**BANDS``: 0.72 at 0.25,
0.89 at 0.3, 0.995 at 0.4, and 8·10⁻⁵ at 0.01. A text cut to a third of its length has 0.33: 0.95."""
LEAST_WORDS = 25
"""Shorter texts are never matched: captions and notices are alike by their form."""
TEXTS_AT_ONCE = 200
"""Small enough that the arrays of one part are reused for the next; new memory costs more than the arithmetic."""
SEED = 7
SKETCH_BYTES = 120
"""Every other hash of the signature, its lowest byte: enough to estimate a similarity (b-bit MinHash, Li and König
2010) of the many pairs that meet by chance or in a sentence, without reading their texts."""

ALGORITHM = f"rensa-{rensa.RMinHash.ALGORITHM_VERSION}/words-1/{BANDS}x{ROWS}/sketch-{SKETCH_BYTES}/facts-2/seed-{SEED}"
"""Names everything a signature depends on. Signatures of another algorithm are made again."""


class Signature(dy.Schema):
    """One row a text."""

    article_id = dy.String()
    body_hash = dy.UInt64()
    """Equal for equal wording; case, punctuation and line ends aside."""
    body_words = dy.UInt32()
    bands = dy.List(dy.UInt32())
    """One hash a band, its number hashed in; empty where the text is too short to be matched."""
    sketch = dy.List(dy.UInt8())
    """``SKETCH_BYTES`` bytes, empty likewise; two texts have as many in common as they are alike."""


def sign(bodies: pl.DataFrame) -> dy.DataFrame[Signature]:
    """Sign texts: ``article_id``, ``body``. Equal texts get equal signatures, on every machine.

    >>> teks = "Banjir merendam 320 rumah di dua desa sejak Senin malam, kata kepala desa. " * 3
    >>> tanda = sign(pl.DataFrame({"article_id": ["a", "b"], "body": [teks, teks.upper()]}))
    >>> tanda["body_hash"].n_unique(), tanda["bands"].list.len().to_list() == [BANDS, BANDS]
    (1, True)
    """
    parts = [_sign(part) for part in bodies.iter_slices(TEXTS_AT_ONCE)]
    return Signature.cast(pl.concat(parts)) if parts else Signature.create_empty()


def _sign(bodies: pl.DataFrame) -> pl.DataFrame:
    words = words_of(bodies["body"])
    signed = pl.Series(words.counts >= LEAST_WORDS)
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(words.is_whole, dtype=np.int64)))[words.starts]
    least = min_hashes(words.shingles[words.is_whole], np.diff(offsets), BANDS * ROWS)
    bands = banded(least, BANDS, ROWS)
    sketch = low_bytes(least[:, :: BANDS * ROWS // SKETCH_BYTES])
    return pl.DataFrame(
        {
            "article_id": bodies["article_id"],
            "body_hash": text_hashes(words),
            "body_words": words.counts,
            "bands": pl.Series(bands, dtype=pl.Array(pl.UInt32, BANDS)).arr.to_list(),
            "sketch": pl.Series(sketch, dtype=pl.Array(pl.UInt8, SKETCH_BYTES)).arr.to_list(),
        }
    ).with_columns(
        pl.when(signed).then(name).otherwise(pl.lit([], pl.List(kind))).alias(name)
        for name, kind in (("bands", pl.UInt32), ("sketch", pl.UInt8))
    )


def min_hashes(hashes: NDArray[np.uint64], sizes: NDArray[np.integer], count: int) -> NDArray[np.uint32]:
    """The least hash of each set under each of ``count`` permutations: sets × ``count``.

    ``hashes``: the members of all sets, set by set; ``sizes``: how many each set has.
    """
    if not sizes.size:
        return np.zeros((0, count), np.uint32)
    offsets = np.concatenate((np.zeros(1, np.uint64), np.cumsum(sizes, dtype=np.uint64)))
    members = np.ascontiguousarray(hashes, dtype=np.uint64)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(members, offsets, count, SEED)
    return np.array(matrix.to_rows(), dtype=np.uint32)


def low_bytes(least: NDArray[np.uint32]) -> NDArray[np.uint8]:
    """The lowest byte of each least hash: a sketch."""
    return (least & np.uint32(0xFF)).astype(np.uint8)


def banded(least: NDArray[np.uint32], bands: int, rows: int, *, first: int = 0) -> NDArray[np.uint32]:
    """One hash a set and band, over the ``rows`` least hashes of the band; bands are numbered from ``first``."""
    parts = least.reshape(-1, bands, rows)
    total = np.broadcast_to(mixed(np.arange(first + 1, first + bands + 1, dtype=np.uint64)), parts.shape[:2])
    for row in range(rows):
        total = mixed(total + parts[:, :, row])
    return (total >> np.uint64(32)).astype(np.uint32)
