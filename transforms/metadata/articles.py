"""The metadata of articles, put together from record fields, removed spans and addresses."""

from __future__ import annotations

import polars as pl

from transforms.metadata.authors import read_credits
from transforms.metadata.outlets import outlets_of_articles
from transforms.metadata.places import read_datelines, without_outlet
from transforms.metadata.tags import read_tags
from transforms.metadata.titles import headlines, standfirsts
from transforms.metadata.when import published
from transforms.schemas import Article, ArticleMetadata, RemovedSpan

_EMPTY = pl.lit([], dtype=pl.List(pl.String))


def find_metadata(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find what is known of each article besides its prose: :class:`ArticleMetadata`, a row an article.

    ``articles``: :class:`Article`; ``removed``: :class:`RemovedSpan`, the spans that cleaning cut.
    Each field comes from the record where the record has it, else from the text: title (else the span
    of the headline), authors (union of field and bylines), tags (likewise), place (dateline), outlet
    (see ``outlets``), publication (see ``when``).

    >>> article = (0, None, "Panen Raya | kabar.id", None, "Sari Melati", None, "DEMAK - Sawah kuning.")
    >>> articles = pl.DataFrame([article], schema=Article.create_empty().schema, orient="row")
    >>> cut = [(0, 0, 7, "DEMAK -", "contoh", "dateline")]
    >>> removed = pl.DataFrame(cut, schema=RemovedSpan.create_empty().schema, orient="row")
    >>> find_metadata(articles, removed).select("outlet_id", "title", "authors", "place").row(0)
    ('kabar.id', 'Panen Raya', ['Sari Melati'], 'Demak')
    """
    Article.validate(articles, cast=False)
    RemovedSpan.validate(removed, cast=False)
    removed = removed.sort("article_no", "start_char")
    rows = articles.with_columns(_title=headlines(articles["title"])).drop("title")
    for part in (
        _headlines_in_text(removed),
        _datelines(removed),
        _lists(articles, removed, "authors"),
        _lists(articles, removed, "tags"),
        standfirsts(articles, removed),
    ):
        rows = rows.join(part, on="article_no", how="left", maintain_order="left")
    rows = rows.join(outlets_of_articles(articles, removed), on="article_no", how="left", maintain_order="left")
    rows = rows.join(published(rows, removed), on="article_no", how="left", maintain_order="left")
    return ArticleMetadata.validate(
        rows.with_columns(
            title=pl.coalesce("_title", "_span_title"),
            place=without_outlet(pl.col("place"), pl.col("outlet_id")),
            authors=pl.coalesce("authors", _EMPTY),
            tags=pl.coalesce("tags", _EMPTY),
        ).select(*ArticleMetadata.column_names()),
        cast=True,
    )


def _headlines_in_text(removed: pl.DataFrame) -> pl.DataFrame:
    """``article_no``, ``_span_title``: the first headline among the spans cut as such."""
    spans = removed.filter(pl.col("kind") == "title")
    return (
        spans.select("article_no", _span_title=headlines(spans["surface"]))
        .drop_nulls()
        .unique("article_no", keep="first", maintain_order=True)
    )


def _datelines(removed: pl.DataFrame) -> pl.DataFrame:
    """``article_no``, ``place``: that of the first dateline that names one."""
    spans = removed.filter(pl.col("kind") == "dateline").select("article_no", "surface")
    read = read_datelines(spans["surface"])
    return (
        spans.join(read, on="surface", how="left", maintain_order="left")
        .select("article_no", "place")
        .drop_nulls()
        .unique("article_no", keep="first", maintain_order=True)
    )


def _lists(articles: pl.DataFrame, removed: pl.DataFrame, name: str) -> pl.DataFrame:
    """``article_no`` and the list column ``name`` (``authors`` or ``tags``): field first, then spans."""
    fields = articles.select("article_no", text=f"{name}_raw").drop_nulls()
    spans = removed.filter(pl.col("kind") == {"authors": "byline", "tags": "tags"}[name])
    spans = spans.select("article_no", text="surface")
    if name == "authors":
        of_fields, of_spans = read_credits(fields["text"], is_field=True), read_credits(spans["text"])
    else:
        of_fields, of_spans = read_tags(fields["text"]), read_tags(spans["text"])
    found = pl.concat(
        [
            fields.join(of_fields, on="text", maintain_order="left"),
            spans.join(of_spans, on="text", maintain_order="left"),
        ]
    )
    return (
        found.select("article_no", name)
        .explode(name)
        .unique(["article_no", pl.col(name).str.to_lowercase()], keep="first", maintain_order=True)
        .group_by("article_no", maintain_order=True)
        .agg(name)
    )
