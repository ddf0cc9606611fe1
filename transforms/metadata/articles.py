"""The metadata of articles, put together from record fields, removed spans and addresses."""

from __future__ import annotations

import polars as pl

from transforms.metadata.authors import read_credits
from transforms.metadata.places import read_datelines
from transforms.metadata.tables import outlet_named
from transforms.metadata.tags import read_tags
from transforms.metadata.titles import headline, outlet_of_title, standfirsts
from transforms.metadata.when import published
from transforms.schemas import Article, ArticleMetadata, RemovedSpan
from transforms.urls import outlet_of, outlets

_OWN_NOTICE = r"(?is)(?:copyright|©|\(c\)|hak cipta|tayang (?:di|pada)|terbit di|dimuat di)\W+(.{0,80})"
_EMBED = r"(?i)^(\[gambas:.*)$"
"""The mark of an embedded video, which names the outlet's own channel."""
_HEAD = r"^\W*([\p{L}\p{N}][\p{L}\p{N}.,-]+(?: \p{L}+)?)\s*[-–—]+\s"
_EMPTY = pl.lit([], dtype=pl.List(pl.String))


def find_metadata(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find what is known of each article besides its prose: :class:`ArticleMetadata`, a row an article.

    ``articles``: :class:`Article`; ``removed``: :class:`RemovedSpan`, the spans that cleaning cut.
    Each field comes from the record where the record has it, else from the text: title (else the span
    of the headline), authors (union of field and bylines), tags (likewise), place (dateline), outlet
    (address, else dateline, title field, stamp, byline, copyright
    notice, advertisement of its own channels, first words), publication (see ``when``).

    >>> articles = pl.DataFrame(
    ...     {"article_no": [0], "url": [None], "title": ["Panen Raya | kabarkita.co.id"], "published_raw": ["2 Juni 2025"],
    ...      "authors_raw": ["Sari Melati"], "tags_raw": [None], "text": ["DEMAK - Sawah menguning."]},
    ...     schema=Article.create_empty().schema)
    >>> removed = pl.DataFrame(
    ...     [(0, 0, 7, "DEMAK -", "x", "dateline")], schema=RemovedSpan.create_empty().schema, orient="row")
    >>> find_metadata(articles, removed).select("outlet_id", "title", "authors", "place", "published_on").row(0)
    ('kabarkita.co.id', 'Panen Raya', ['Sari Melati'], 'Demak', datetime.date(2025, 6, 2))
    """
    Article.validate(articles, cast=False)
    RemovedSpan.validate(removed, cast=False)
    removed = removed.sort("article_no", "start_char")
    rows = articles.with_columns(_title=headline(pl.col("title"))).drop("title")
    for part in (
        _first_by_kind(removed, "title", headline(pl.col("surface"))).rename({"value": "_span_title"}),
        _datelines(removed),
        _lists(articles, removed, "authors"),
        _lists(articles, removed, "tags"),
        standfirsts(articles, removed),
    ):
        rows = rows.join(part, on="article_no", how="left", maintain_order="left")
    rows = rows.join(_outlets(articles, removed), on="article_no", how="left", maintain_order="left")
    rows = rows.join(published(rows, removed), on="article_no", how="left", maintain_order="left")
    return ArticleMetadata.validate(
        rows.with_columns(
            title=pl.coalesce("_title", "_span_title"),
            authors=pl.coalesce("authors", _EMPTY),
            tags=pl.coalesce("tags", _EMPTY),
        ).select(*ArticleMetadata.column_names()),
        cast=True,
    )


def _first_by_kind(removed: pl.DataFrame, kind: str, value: pl.Expr) -> pl.DataFrame:
    """``article_no`` and the first ``value`` that is not null among the spans of a kind."""
    return (
        removed.filter(pl.col("kind") == kind)
        .select("article_no", value=value)
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


def _outlets(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """``article_no``, ``outlet_id``: by address, else by what the text and the title field name."""
    rows = articles.select(
        "article_no", outlet_id=outlet_of(pl.col("url")), titled=outlet_of_title(pl.col("title"))
    )
    unknown = rows.filter(pl.col("outlet_id").is_null()).select("article_no")
    spans = removed.join(unknown, on="article_no", how="semi", maintain_order="left")
    notice = pl.col("surface").str.extract(_OWN_NOTICE)
    listed = pl.col("named").is_in(outlets()["domain"].to_list())
    named = pl.concat(
        [
            _named(spans, "dateline", pl.col("surface"), 0),
            rows.select("article_no", rank=pl.lit(1), named="titled").drop_nulls(),
            _named(spans, "stamp", pl.col("surface"), 2),
            _named(spans, "byline", pl.col("surface"), 3),
            _named(spans, "legal", notice, 4),
            _named(spans, "promo", pl.col("surface"), 5).filter(listed),
            _named(spans, "caption", pl.col("surface").str.extract(_EMBED), 6).filter(listed),
            _heads(articles.join(unknown, on="article_no", how="semi"), 7),
        ]
    )
    named = named.sort("rank", maintain_order=True).unique("article_no", keep="first", maintain_order=True)
    return rows.join(named, on="article_no", how="left", maintain_order="left").select(
        "article_no", outlet_id=pl.coalesce("outlet_id", "named")
    )


def _heads(articles: pl.DataFrame, rank: int) -> pl.DataFrame:
    """The outlets that the first words of a text are, up to a dash: ``article_no``, ``rank``, ``named``."""
    head = pl.col("text").str.slice(0, 60).str.extract(_HEAD).str.replace_all(",", ".", literal=True)
    return articles.select("article_no", rank=pl.lit(rank), named=outlet_named(head)).drop_nulls()


def _named(spans: pl.DataFrame, kind: str, text: pl.Expr, rank: int) -> pl.DataFrame:
    """The outlets that spans of a kind name: ``article_no``, ``rank``, ``named``."""
    texts = spans.filter(pl.col("kind") == kind).select("article_no", _text=text).drop_nulls()
    distinct = texts.select("_text").unique().with_columns(named=outlet_named(pl.col("_text")))
    return (
        texts.join(distinct, on="_text", maintain_order="left")
        .select("article_no", rank=pl.lit(rank), named="named")
        .drop_nulls()
    )
