"""What the learn step sees of a corpus: texts, cuts and names as the rules alone give them, shard by shard."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from transforms.clean import clean
from transforms.entities import find_entities
from transforms.metadata import find_metadata
from transforms.repair import repair
from transforms.schemas import RawArticle
from transforms.segment import segment


@dataclass(frozen=True)
class Corpus:
    """Articles with their cuts and mentions, all by ``article_no``, which counts through all shards.

    ``articles``: ``article_no``, ``article_id``, ``outlet_id``, ``title``, ``published_on``, ``text``; ``removed``:
    ``RemovedSpan``; ``mentions``: ``EntityMention``; ``entities``: ``Entity``, those that the reference does not hold.
    """

    articles: pl.DataFrame
    removed: pl.DataFrame
    mentions: pl.DataFrame
    entities: pl.DataFrame


def observe_corpus(shards: Iterable[pl.DataFrame]) -> Corpus:
    """Observe shards of raw articles: ``RawArticle`` and ``article_id``; one row an article."""
    parts: list[Corpus] = []
    offset = 0
    for shard in shards:
        numbered = shard.with_columns(article_no=pl.int_range(pl.len(), dtype=pl.UInt32) + offset)
        offset += shard.height
        parts.append(_observe(numbered))
    if not parts:
        parts.append(_observe(RawArticle.create_empty().with_columns(article_id=pl.lit(None, pl.String))))
    frames = {name: pl.concat([getattr(part, name) for part in parts]) for name in ("articles", "removed", "mentions")}
    entities = pl.concat([part.entities for part in parts]).sort("entity_id", "name")
    return Corpus(**frames, entities=entities.unique("entity_id", keep="first", maintain_order=True))


def _observe(raw: pl.DataFrame) -> Corpus:
    articles = repair(RawArticle.cast(raw))
    removed = clean(articles)
    metadata = find_metadata(articles, removed).select("article_no", "outlet_id", "title", "published_on")
    mentions, entities = find_entities(segment(articles, removed))
    about = articles.select("article_no", "text").join(metadata, on="article_no", how="left", maintain_order="left")
    about = about.join(raw.select("article_no", "article_id"), on="article_no", how="left", maintain_order="left")
    columns = ("article_no", "article_id", "outlet_id", "title", "published_on", "text")
    return Corpus(about.select(columns), removed, mentions, entities)
