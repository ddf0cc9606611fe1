"""The article's prose: what is left when the removed spans are cut out."""

from __future__ import annotations

import polars as pl

from transforms.spans import MARK


def body_of(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Return ``article_no``, ``body``: kept prose, paragraphs joined by newline, seams tidied.

    Where a span is cut out of a line, the two sides are joined by one space.
    """
    pieces = _kept_pieces(articles, removed)
    body = pieces.group_by("article_no", maintain_order=True).agg(body=pl.col("_piece").str.join(MARK))
    tidy = (
        pl.col("body")
        .str.replace_all(rf"[^\S\n]*{MARK}[^\S\n]*", " ")
        .str.replace_all(r"[^\S\n]*\n\s*", "\n")
        .str.strip_chars()
    )
    joined = articles.select("article_no").join(body, on="article_no", how="left", maintain_order="left")
    return joined.select("article_no", body=tidy.fill_null(""))


def _kept_pieces(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Cut each text at its removed spans: ``article_no``, ``_piece``, in order."""
    texts = articles.select("article_no", "text")
    ends = removed.select("article_no", _from=pl.col("end_char").cast(pl.Int64))
    starts = texts.select("article_no", _from=pl.lit(0, pl.Int64))
    cuts = removed.select("article_no", _to=pl.col("start_char").cast(pl.Int64))
    last = texts.select("article_no", _to=pl.col("text").str.len_chars().cast(pl.Int64))
    # spans do not overlap, so the n-th piece runs from the n-th start to the n-th end
    froms = pl.concat([starts, ends]).sort("article_no", "_from")
    tos = pl.concat([cuts, last]).sort("article_no", "_to")
    pieces = pl.concat([froms, tos.select("_to")], how="horizontal")
    return pieces.join(texts, on="article_no", how="left", maintain_order="left").select(
        "article_no", _piece=pl.col("text").str.slice(pl.col("_from"), pl.col("_to") - pl.col("_from"))
    )
