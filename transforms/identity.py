"""Identity: which article a record is, and whether it is a version seen before.

Both hashes are functions of content alone: no order, no clock, no file, no rules version beyond repair.
"""

from __future__ import annotations

import hashlib

import dataframely as dy
import polars as pl

from transforms.schemas import Article
from transforms.urls import canonical_url

ID_DIGITS = 20
"""Hex digits of an ``article_id``: 80 bits, a chance of 4·10⁻⁹ that 100 million articles hold a clash."""

_CONTENT_FIELDS = ("url", "title", "published_raw", "authors_raw", "tags_raw", "text")
"""Every field that facts read. What is not hashed must not make a difference to any fact."""


class Identity(dy.Schema):
    """Who an article is; one row an article."""

    article_no = dy.UInt32()
    article_id = dy.String(regex=r"^[0-9a-f]{20}$")
    content_hash = dy.String(regex=r"^[0-9a-f]{64}$")


def identify(articles: dy.DataFrame[Article]) -> dy.DataFrame[Identity]:
    """Identify repaired articles.

    ``article_id``: hash of the canonical address; without one, of the text's letters and digits after
    NFKC and lower-casing, so that a copy with other line ends, quote marks or case is the same article.
    ``content_hash``: hash of every field as it is; any difference that could change a fact is a new version.

    >>> none = pl.lit(None, pl.String)
    >>> articles = pl.DataFrame({"text": ["Air naik.\\nWarga pergi.", "AIR NAIK. Warga pergi."]})
    >>> articles = articles.with_row_index("article_no").with_columns(
    ...     url=none, title=none, published_raw=none, authors_raw=none, tags_raw=none)
    >>> identify(articles).select(pl.col("article_id", "content_hash").n_unique()).row(0)
    (1, 2)
    """
    names = articles.select(canonical_url(pl.col("url"))).to_series()
    named = articles.select("article_no", name="url:" + names)
    unnamed = articles.filter(names.is_null()).select("article_no", "text")
    by_text = unnamed.select("article_no", by_text=_name_of(pl.col("text")))
    names = (
        named.join(by_text, on="article_no", how="left").select(pl.coalesce("name", "by_text")).to_series()
    )
    identities = articles.select(
        "article_no",
        article_id=_sha256(names).str.head(ID_DIGITS),
        content_hash=_sha256(articles.select(_content()).to_series()),
    )
    return Identity.validate(identities)


def _name_of(text: pl.Expr) -> pl.Expr:
    """What names an article without address, with its kind in front: an address never equals a text."""
    bare = text.str.normalize("NFKC").str.to_lowercase().str.replace_all(r"[^\p{L}\p{M}\p{N}]+", "")
    folded = text.str.replace_all(r"\s+", " ").str.strip_chars()
    return pl.when(bare != "").then("text:" + bare).otherwise("signs:" + folded)


def _content() -> pl.Expr:
    """All fields in one string; each with its length, so that no two contents give the same string."""
    parts = [
        pl.format("{}:{}:{}", pl.lit(field), pl.col(field).str.len_bytes(), pl.col(field))
        for field in _CONTENT_FIELDS
    ]
    return pl.concat_str([part.fill_null("-") for part in parts], separator="\n")


def _sha256(values: pl.Series) -> pl.Series:
    """Hex digests. A loop: Polars' own hash is neither cryptographic nor stable between versions."""
    digests = [hashlib.sha256(value.encode()).hexdigest() for value in values]
    return pl.Series(digests, dtype=pl.String)
