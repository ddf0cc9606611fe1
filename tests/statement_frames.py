"""Frames for the tests of statements: sentences and mentions from plain texts."""

from __future__ import annotations

import polars as pl

from transforms.schemas import Article, DateMention, EntityMention, RemovedSpan, Sentence
from transforms.segment import segment

FIELDS = ("url", "title", "published_raw", "authors_raw", "tags_raw")


def articles_of(*texts: str) -> pl.DataFrame:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).with_row_index("article_no")
    return Article.cast(frame.with_columns([pl.lit(None, pl.String).alias(c) for c in FIELDS]))


def sentences_of(*texts: str) -> pl.DataFrame:
    return segment(articles_of(*texts), RemovedSpan.create_empty())


def mentions_of(sentences: pl.DataFrame, names: list[list[str]], roles: dict[str, str] | None = None) -> pl.DataFrame:
    """Every occurrence of the names: ``[surface, entity_type]`` or ``[surface, entity_type, usual name]``."""
    rows = []
    for article, number, _, start, _, surface in sentences.rows():
        for name, kind, *usual in names:
            at = surface.find(name)
            while at >= 0:
                entity = f"test:{usual[0] if usual else name}"
                role = (roles or {}).get(name)
                rows.append(
                    (article, start + at, start + at + len(name), name, "test", number, kind, entity, role, 1.0)
                )
                at = surface.find(name, at + len(name))
    frame = pl.DataFrame(rows, schema=EntityMention.column_names(), orient="row", infer_schema_length=None)
    return EntityMention.cast(frame).sort("article_no", "start_char")


def names_of(mentions: pl.DataFrame) -> pl.DataFrame:
    return mentions.select("entity_id", name=pl.col("entity_id").str.strip_prefix("test:")).unique()


def dated_texts(sentences: pl.DataFrame, *texts: str) -> pl.DataFrame:
    return articles_of(*texts).select("article_no", "text", published_on=pl.lit(None, pl.Date))


NO_DATES = DateMention.create_empty()
NO_MENTIONS = EntityMention.create_empty()
NO_SENTENCES = Sentence.create_empty()
