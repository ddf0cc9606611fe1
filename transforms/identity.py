"""Identity: which article a record is, and whether it is a version seen before.

Both hashes are functions of content alone: no order, no clock, no file, no rules version beyond repair.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import dataframely as dy
import polars as pl

from transforms.schemas import Article
from transforms.urls import canonical_url

ID_DIGITS = 20
"""Hex digits of an ``article_id``: 80 bits, a chance of 4·10⁻⁹ that 100 million articles hold a clash."""

_SIGNS = r"[^\x00-\x7f\p{L}\p{M}\p{N}]+"
_ASCII_SIGNS = bytes(code for code in range(128) if not chr(code).isalnum())
_CONTENT_FIELDS = ("url", "title", "published_raw", "authors_raw", "tags_raw", "text")
"""Every field that facts read. What is not hashed must not make a difference to any fact."""


class Identity(dy.Schema):
    """Who an article is; one row an article."""

    article_no = dy.UInt32()
    article_id = dy.String(regex=r"^[0-9a-f]{20}$")
    content_hash = dy.String(regex=r"^[0-9a-f]{64}$")


def identify(articles: dy.DataFrame[Article]) -> dy.DataFrame[Identity]:
    """Identify repaired articles.

    ``article_id``: hash of the canonical address; without one, of the text's letters and digits in
    lower case (NFKC), so that a copy with other line ends, quote marks or case is the same article.
    ``content_hash``: hash of every field as it is; any difference that could change a fact is a new version.

    >>> none = pl.lit(None, pl.String)
    >>> articles = pl.DataFrame({"text": ["Air naik.\\nWarga pergi.", "AIR NAIK. Warga pergi."]})
    >>> articles = articles.with_row_index("article_no").with_columns(
    ...     url=none, title=none, published_raw=none, authors_raw=none, tags_raw=none)
    >>> identify(articles).select(pl.col("article_id", "content_hash").n_unique()).row(0)
    (1, 2)
    """
    addresses = articles.select("article_no", address=canonical_url(pl.col("url")))
    nameless = addresses["address"].is_null()
    ids = pl.concat(
        [
            _ids(addresses["article_no"].filter(~nameless), map(_name, addresses["address"].filter(~nameless))),
            _ids(articles["article_no"].filter(nameless), _names_of(articles["text"].filter(nameless))),
        ]
    )
    contents = articles.select(_content()).to_series()
    hashes = pl.Series(map(_sha256, map(str.encode, contents)), dtype=pl.String)
    identities = articles.select("article_no", content_hash=hashes).join(
        ids, on="article_no", how="left", maintain_order="left"
    )
    return Identity.validate(identities.select(Identity.column_names()))


def article_ids_of(addresses: pl.Series) -> pl.Series:
    """Give the ``article_id`` of the articles that addresses name; null where an address names none.

    >>> article_ids_of(pl.Series(["https://warta.id/a?utm_source=x", "warta.id"])).is_null().to_list()
    [False, True]
    """
    names = addresses.to_frame("url").select(canonical_url(pl.col("url"))).to_series()
    return pl.Series([name and _sha256(_name(name))[:ID_DIGITS] for name in names], dtype=pl.String)


def _ids(article_no: pl.Series, names: Iterable[bytes]) -> pl.DataFrame:
    ids = pl.Series((_sha256(name)[:ID_DIGITS] for name in names), dtype=pl.String)
    return pl.DataFrame({"article_no": article_no, "article_id": ids})


def _name(address: str) -> bytes:
    """What names an article, with its kind in front: an address never equals a text."""
    return b"url:" + address.encode()


def _names_of(texts: pl.Series) -> list[bytes]:
    """What names articles without address: their letters and digits, or all signs where there are none."""
    bare = texts.str.replace_all(_SIGNS, "")
    others = bare.str.contains(r"[^\x00-\x7f]").arg_true()
    bare = bare.scatter(others, bare.gather(others).str.normalize("NFKC").str.replace_all(_SIGNS, ""))
    names = []
    for letters, text in zip(bare.str.to_lowercase(), texts, strict=True):  # with the hashes: see _sha256
        kept = letters.encode().translate(None, _ASCII_SIGNS)
        names.append(b"text:" + kept if kept else b"signs:" + " ".join(text.split()).encode())
    return names


def _content() -> pl.Expr:
    """All fields in one string; each with its length, so that no two contents give the same string."""
    parts = [
        pl.format("{}:{}:{}", pl.lit(field), pl.col(field).str.len_bytes(), pl.col(field)) for field in _CONTENT_FIELDS
    ]
    return pl.concat_str([part.fill_null("-") for part in parts], separator="\n")


def _sha256(value: bytes) -> str:
    """Hex digest. Called in a loop: Polars' own hash is neither cryptographic nor stable between versions."""
    return hashlib.sha256(value).hexdigest()
