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
    surface = pl.col("surface")
    readings = [
        _texts(spans, "dateline", surface),
        rows.select("article_no", text=pl.lit(None, pl.String), named="titled"),
        _texts(spans, "stamp", surface),
        _texts(spans, "byline", surface, is_certain=True),
        _texts(spans, "legal", surface.str.extract(_OWN_NOTICE)),
        _texts(spans, "promo", surface, is_certain=True, is_listed=True),
        _texts(spans, "caption", surface.str.extract(_EMBED), is_listed=True),
        texts.select("article_no", text=_head(pl.col("text"))),
    ]
    named = pl.concat([_named(pl.concat(readings, how="diagonal")), _spoken_to(texts)])
    first = named.unique("article_no", keep="first", maintain_order=True)
    return rows.join(first, on="article_no", how="left", maintain_order="left").select(
        "article_no", outlet_id=pl.coalesce("outlet_id", "named")
    )


def _texts(
    spans: pl.DataFrame, kind: str, text: pl.Expr, *, is_certain: bool = False, is_listed: bool = False
) -> pl.DataFrame:
    """What spans of a kind say that may name an outlet: ``article_no, text, is_certain, is_listed``.

    ``is_certain``: no ordinary word counts, for persons and things are named there as well.
    ``is_listed``: only an outlet of the reference counts.
    """
    return spans.filter(pl.col("kind") == kind).select(
        "article_no", text=text, is_certain=pl.lit(is_certain), is_listed=pl.lit(is_listed)
    )


def _named(readings: pl.DataFrame) -> pl.DataFrame:
    """The outlets that texts name, in their order: ``article_no``, ``named``."""
    is_certain = pl.col("is_certain").fill_null(False)
    distinct = readings.select("text", is_certain=is_certain).drop_nulls().unique()
    found = [
        distinct.filter(is_certain == certain).with_columns(found=outlet_named(pl.col("text"), certain=certain))
        for certain in (False, True)
    ]
    named = readings.with_columns(is_certain).join(
        pl.concat(found), on=["text", "is_certain"], how="left", maintain_order="left"
    )
    is_known = pl.col("named").is_in(outlets()["domain"].to_list())
    return (
        named.select("article_no", "is_listed", named=pl.coalesce("named", "found"))
        .drop_nulls("named")
        .filter(~pl.col("is_listed").fill_null(False) | is_known)
        .select("article_no", "named")
    )


def _head(text: pl.Expr) -> pl.Expr:
    """The first words of a text, up to a dash: an outlet may be named there."""
    return text.str.slice(0, 60).str.extract(_HEAD).str.replace_all(",", ".", literal=True)


def _spoken_to(texts: pl.DataFrame) -> pl.DataFrame:
    """The one outlet that persons in a text spoke to: ``article_no``, ``named``."""
    found = find_spans(texts.select("article_no", "text"), rf"{_SPOKEN_TO}{spelling_pattern()}{_QUOTED}?")
    found = found.filter(~pl.col("surface").str.contains(f"{_QUOTED}$"))
    own = outlets().filter(pl.col("syndicates") == "no")["domain"].to_list()
    return (
        found.select("article_no", named=outlet_named(pl.col("surface")))
        .unique(maintain_order=True)
        .filter(pl.len().over("article_no") == 1)
        .filter(pl.col("named").is_in(own))
    )
