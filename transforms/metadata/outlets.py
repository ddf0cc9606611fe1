"""The outlet of an article: by its address, else by what its record and its text name.

In order: address, dateline, site's name in the title field, stamp, byline, copyright notice,
advertisement of the outlet's own channels, mark of its embedded video, the first words before a dash,
and last whom the persons in it spoke to (``ujarnya kepada Kabar.co.id``), where that is one outlet only
and not one whose copy others print.
"""

from __future__ import annotations

import polars as pl

from transforms.metadata.tables import outlet_named, spelling_pattern
from transforms.metadata.titles import outlet_of_title
from transforms.spans import find_spans
from transforms.urls import outlet_of, outlets

_OWN_NOTICE = r"(?is)(?:copyright|©|\(c\)|hak cipta|tayang (?:di|pada)|terbit di|dimuat di)\W+(.{0,80})"
_EMBED = r"(?i)^(\[gambas:.*)$"
_HEAD = r"^\W*([\p{L}\p{N}][\p{L}\p{N}.,-]+(?: \p{L}+)?)\s*[-–—]+\s"
_QUOTED = r"(?:[,\s]*(?:(?:seperti|sebagaimana|yang) )?(?:dikutip|dilansir))"
"""After the outlet: another one tells what was said to it."""
_SPOKEN_TO = r"(?i)\b(?:kepada|dihubungi|ditemui|diwawancarai|menghubungi|diterima)"


def outlets_of_articles(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find outlets: ``article_no``, ``outlet_id`` (null where nothing names one), a row an article.

    ``articles`` and ``removed`` as for ``find_metadata``.
    """
    rows = articles.select("article_no", outlet_id=outlet_of(pl.col("url")), titled=outlet_of_title(pl.col("title")))
    unknown = rows.filter(pl.col("outlet_id").is_null()).select("article_no")
    spans = removed.join(unknown, on="article_no", how="semi", maintain_order="left")
    texts = articles.join(unknown, on="article_no", how="semi", maintain_order="left")
    listed = pl.col("named").is_in(outlets()["domain"].to_list())
    named = [
        _named(spans, "dateline", pl.col("surface")),
        rows.select("article_no", named="titled").drop_nulls(),
        _named(spans, "stamp", pl.col("surface")),
        _named(spans, "byline", pl.col("surface"), certain=True),
        _named(spans, "legal", pl.col("surface").str.extract(_OWN_NOTICE)),
        _named(spans, "promo", pl.col("surface"), certain=True).filter(listed),
        _named(spans, "caption", pl.col("surface").str.extract(_EMBED)).filter(listed),
        _heads(texts),
        _spoken_to(texts),
    ]
    first = pl.concat(named).unique("article_no", keep="first", maintain_order=True)
    return rows.join(first, on="article_no", how="left", maintain_order="left").select(
        "article_no", outlet_id=pl.coalesce("outlet_id", "named")
    )


def _named(spans: pl.DataFrame, kind: str, text: pl.Expr, *, certain: bool = False) -> pl.DataFrame:
    """The outlets that spans of a kind name: ``article_no``, ``named``.

    ``certain``: not by an ordinary word, where persons and things are named as well.
    """
    texts = spans.filter(pl.col("kind") == kind).select("article_no", _text=text).drop_nulls()
    distinct = texts.select("_text").unique().with_columns(named=outlet_named(pl.col("_text"), certain=certain))
    return texts.join(distinct, on="_text", maintain_order="left").select("article_no", "named").drop_nulls()


def _heads(texts: pl.DataFrame) -> pl.DataFrame:
    """The outlets that the first words of a text are, up to a dash: ``article_no``, ``named``."""
    head = pl.col("text").str.slice(0, 60).str.extract(_HEAD).str.replace_all(",", ".", literal=True)
    return texts.select("article_no", named=outlet_named(head)).drop_nulls()


def _spoken_to(texts: pl.DataFrame) -> pl.DataFrame:
    """The one outlet that persons in a text spoke to: ``article_no``, ``named``."""
    spelling = spelling_pattern().removeprefix("(?i)")
    found = find_spans(texts.select("article_no", "text"), rf"{_SPOKEN_TO}{spelling}{_QUOTED}?")
    found = found.filter(~pl.col("surface").str.contains(f"{_QUOTED}$"))
    own = outlets().filter(pl.col("syndicates") == "no")["domain"].to_list()
    return (
        found.select("article_no", named=outlet_named(pl.col("surface")))
        .unique(maintain_order=True)
        .filter(pl.len().over("article_no") == 1)
        .filter(pl.col("named").is_in(own))
    )
