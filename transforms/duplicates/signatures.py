"""MinHash signatures and the LSH bands by which copies find each other."""

from __future__ import annotations

import dataframely as dy
import numpy as np
import polars as pl
import rensa
from numpy.typing import NDArray

from transforms.duplicates.words import mixed, text_hashes, words_of

BANDS = 48
ROWS = 3
"""Two texts of Jaccard similarity ``j`` meet in a band with the chance ``1 - (1 - j**ROWS)**BANDS``: 0.53 at 0.25,
0.73 at 0.3, 0.96 at 0.4, 1 - 4·10⁻⁴ at 0.55, and 5·10⁻⁵ at 0.01. A text cut to a third of its length has 0.33."""
LEAST_WORDS = 25
"""Shorter texts are never matched: captions and notices are alike by their form."""
SEED = 7

ALGORITHM = f"rensa-{rensa.RMinHash.ALGORITHM_VERSION}/words-1/{BANDS}x{ROWS}/seed-{SEED}"
"""Names everything a signature depends on. Signatures of another algorithm are made again."""


class Signature(dy.Schema):
    """One row a text."""

    article_id = dy.String()
    body_hash = dy.UInt64()
    """Equal for equal wording; case, punctuation and line ends aside."""
    body_words = dy.UInt32()
    bands = dy.List(dy.UInt32())
    """One hash a band, its number hashed in; empty where the text is too short to be matched."""


def sign(bodies: pl.DataFrame) -> dy.DataFrame[Signature]:
    """Sign texts: ``article_id``, ``body``. Equal texts get equal signatures, on every machine.

    >>> teks = "Banjir merendam 320 rumah di dua desa sejak Senin malam, kata kepala desa. " * 3
    >>> tanda = sign(pl.DataFrame({"article_id": ["a", "b"], "body": [teks, teks.upper()]}))
    >>> tanda["body_hash"].n_unique(), tanda["bands"].list.len().to_list() == [BANDS, BANDS]
    (1, True)
    """
    words = words_of(bodies["body"])
    signed = words.counts >= LEAST_WORDS
    shingles = words.shingles[words.is_whole]
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(words.is_whole, dtype=np.int64)))[words.starts]
    hashes = _bands(shingles, offsets)
    bands = pl.Series("bands", hashes, dtype=pl.Array(pl.UInt32, BANDS)).arr.to_list()
    return Signature.cast(
        pl.DataFrame(
            {
                "article_id": bodies["article_id"],
                "body_hash": text_hashes(words),
                "body_words": words.counts,
                "bands": bands,
            }
        ).with_columns(bands=pl.when(pl.Series(signed)).then("bands").otherwise(pl.lit([], pl.List(pl.UInt32))))
    )


def _bands(shingles: NDArray[np.uint64], offsets: NDArray[np.int64]) -> NDArray[np.uint32]:
    """One hash a text and band, over the ``ROWS`` least hashes of the band."""
    if offsets.size == 1:
        return np.zeros((0, BANDS), np.uint32)
    matrix = rensa.RMinHash.digest_matrix_from_flat_token_hashes(
        shingles, offsets.astype(np.uint64), BANDS * ROWS, SEED
    )
    rows = np.array(matrix.to_rows(), dtype=np.uint64).reshape(-1, BANDS, ROWS)
    total = np.broadcast_to(mixed(np.arange(1, BANDS + 1, dtype=np.uint64)), rows.shape[:2])
    for row in range(ROWS):
        total = mixed(total + rows[:, :, row])
    return (total >> np.uint64(32)).astype(np.uint32)
