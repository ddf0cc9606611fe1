"""Put the screens and the judge in a row."""

from __future__ import annotations

import polars as pl

from transforms.language.judge import judge
from transforms.language.screen import FIRST, SECOND, prefer_frame, settle
from transforms.language.weigh import careful_tokens, plain_tokens, sample, weigh
from transforms.schemas import Language


def detect_language(bodies: pl.DataFrame) -> pl.DataFrame:
    """Name the language of each body: :class:`Language`, one row for each row of ``bodies``, in order.

    ``bodies``: ``article_no``, ``body``. ``language_confidence`` is in 0..1: for the screen, how far
    ahead of the second the first language is and how much of the text its words cover; for the judge,
    its probability. Both are null for texts of fewer than four words.

    >>> bodies = pl.DataFrame({"article_no": [0, 1, 2], "body": [
    ...     "Ia mengatakan bahwa harga beras naik karena panen di desa itu gagal.",
    ...     "Beliau berkata harga beras naik kerana hasil tuaian di kampung itu tidak menjadi.", ""]})
    >>> detect_language(bodies)["language"].to_list()
    ['id', 'ms', None]
    """
    texts = bodies.select("article_no", pl.col("body").fill_null("")).with_row_index("_row")
    first = settle(weigh(plain_tokens(sample(texts))), FIRST)
    first = first.with_columns(pl.col("settled") & (pl.col("language") == "id"))
    still = texts.join(first.filter(~pl.col("settled")), on="_row", how="semi", maintain_order="left")
    second = settle(weigh(careful_tokens(still), with_endings=True), SECOND)
    second = prefer_frame(still, second)
    judged = judge(still, second.filter(~pl.col("settled")))
    found = pl.concat([first.filter("settled"), second.filter("settled"), judged], how="diagonal")
    return Language.validate(
        texts.join(found, on="_row", how="left", maintain_order="left").select(
            "article_no", "language", language_confidence=pl.col("confidence").round(4)
        ),
        cast=True,
    )
