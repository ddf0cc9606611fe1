"""All stages in order: a shard of raw articles in, every fact about them out."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from time import perf_counter

import dataframely as dy
import polars as pl

from transforms.clean import body_of, clean
from transforms.corrections import correct_facts, load_corrections
from transforms.dates import find_dates
from transforms.duplicates import sign_articles
from transforms.entities import find_entities, reference_entities
from transforms.language import detect_language
from transforms.learn import Learned, with_templates
from transforms.metadata import find_metadata, find_related_links
from transforms.metadata.outlets import outlets_of_articles
from transforms.numbers import find_quantities
from transforms.repair import repair
from transforms.schemas import Article, RawArticle, RemovedSpan
from transforms.segment import segment
from transforms.statements import find_statements, link_quantities, with_concepts

CORRECTED_TABLES = {
    "related_links": "fact_related_link",
    "quantities": "fact_quantity",
    "date_mentions": "fact_date_mention",
    "entity_mentions": "fact_entity_mention",
    "statements": "fact_statement",
}
"""Frame of :class:`Facts` → table name in ``corrections.csv``."""

FACT_LANGUAGE = "id"
"""Articles in other languages are kept and flagged; they get no facts."""


@dataclass(frozen=True)
class Facts:
    """Every frame of a shard, keyed by ``article_no``; schemas in :mod:`transforms.schemas`.

    ``articles`` has one row an article: the columns of ``Article``, ``ArticleMetadata`` and ``Language``
    and ``body``, ``text_chars``, ``body_chars``, ``word_count``, ``sentence_count``.
    """

    articles: pl.DataFrame
    removed_spans: pl.DataFrame
    related_links: pl.DataFrame
    sentences: pl.DataFrame
    quantities: pl.DataFrame
    date_mentions: pl.DataFrame
    entity_mentions: pl.DataFrame
    learned_entities: pl.DataFrame
    statements: pl.DataFrame
    statement_quantities: pl.DataFrame
    signatures: pl.DataFrame
    """:class:`transforms.duplicates.ArticleSignature` by ``article_no``."""


@dataclass
class StageTimes:
    """Seconds spent in each stage, summed over shards and over the processes that derive them."""

    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def measure(self, stage: str) -> Iterator[None]:
        start = perf_counter()
        try:
            yield
        finally:
            self.add({stage: perf_counter() - start})

    def add(self, seconds: Mapping[str, float]) -> None:
        """Add what was measured elsewhere."""
        for stage, more in seconds.items():
            self.seconds[stage] = self.seconds.get(stage, 0.0) + more


def derive(raw: dy.DataFrame[RawArticle], times: StageTimes | None = None, learned: Learned | None = None) -> Facts:
    """Derive all facts of a shard of raw articles (schema ``RawArticle``), with what is ``learned`` if given.

    A pure function of its rows: neither their order nor their company changes an article's facts.
    """
    times = times or StageTimes()
    with times.measure("repair"):
        articles = repair(raw)
    return derive_repaired(articles, times, learned)


def derive_repaired(
    articles: dy.DataFrame[Article], times: StageTimes | None = None, learned: Learned | None = None
) -> Facts:
    """Derive all facts of repaired articles (schema ``Article``)."""
    measure: Callable = (times or StageTimes()).measure
    with measure("clean"):
        removed = clean(articles)
        if learned is not None:
            outlets = outlets_of_articles(articles, removed)
            removed = with_templates(articles, removed, outlets, learned.templates)
        bodies = body_of(articles, removed)
    with measure("metadata"):
        metadata = find_metadata(articles, removed)
        links = find_related_links(articles, removed)
    with measure("language"):
        language = detect_language(bodies)
    with measure("segment"):
        readable = _in_fact_language(articles, language)
        removed_there = removed.join(readable, on="article_no", how="semi", maintain_order="left")
        sentences = segment(readable, RemovedSpan.cast(removed_there))
    published = metadata.select("article_no", "published_at", "published_on")
    with measure("numbers"):
        quantities = find_quantities(sentences)
    with measure("dates"):
        dates = find_dates(sentences, published)
    with measure("entities"):
        mentions, entities = find_entities(sentences, learned.aliases if learned else None)
    with measure("statements"):
        texts = articles.select("article_no", "text").join(published, on="article_no", maintain_order="left")
        statements = find_statements(sentences, mentions, dates, texts, _names(entities))
        claims = link_quantities(statements, sentences, quantities, mentions)
        counted = with_concepts(quantities, sentences)
    facts = Facts(
        articles=_article_rows(articles, metadata, language, bodies, sentences),
        removed_spans=removed,
        related_links=links,
        sentences=sentences,
        quantities=counted,
        date_mentions=dates,
        entity_mentions=mentions,
        learned_entities=entities,
        statements=statements,
        statement_quantities=claims,
        signatures=pl.DataFrame(),
    )
    corrections = load_corrections()
    if not corrections.is_empty():
        facts = _corrected(facts, articles, corrections)
    with measure("signatures"):
        return replace(facts, signatures=signatures_of(facts))


def signatures_of(facts: Facts) -> pl.DataFrame:
    """What the search for copies keeps of each article."""
    frames = (facts.articles, facts.quantities, facts.entity_mentions, facts.date_mentions, facts.statements)
    keyed = [frame.with_columns(article_id=pl.col("article_no").cast(pl.String)) for frame in frames]
    signed = sign_articles(*keyed)
    return signed.select(pl.col("article_id").cast(pl.UInt32).alias("article_no"), pl.exclude("article_id"))


def _in_fact_language(articles: dy.DataFrame[Article], language: pl.DataFrame) -> dy.DataFrame[Article]:
    """Articles in Indonesian, and those with too little text to tell."""
    foreign = language.filter(pl.col("language") != FACT_LANGUAGE)
    return Article.cast(articles.join(foreign, on="article_no", how="anti", maintain_order="left"))


def _corrected(facts: Facts, articles: dy.DataFrame[Article], corrections: pl.DataFrame) -> Facts:
    """The facts as a human's corrections have them; spans were corrected when the text was cleaned."""
    frames = {
        name: correct_facts(getattr(facts, name), table, articles, corrections)
        for name, table in CORRECTED_TABLES.items()
    }
    claims = facts.statement_quantities
    for part in ("statement", "quantity"):
        places = [f"{part}_start_char", f"{part}_end_char"]
        left = frames["statements" if part == "statement" else "quantities"]
        claims = claims.join(
            left,
            left_on=["article_no", *places],
            right_on=["article_no", "start_char", "end_char"],
            how="semi",
            maintain_order="left",
        )
    return replace(facts, statement_quantities=claims, **frames)


def _names(learned: pl.DataFrame) -> pl.DataFrame:
    """Names of entities: those of the reference everywhere, learned ones in the article that gives them."""
    reference, _ = reference_entities()
    columns = ["article_no", "entity_id", "name"]
    everywhere = reference.with_columns(article_no=pl.lit(None, pl.UInt32))
    return pl.concat([everywhere.select(columns), learned.select(columns)])


def _article_rows(
    articles: pl.DataFrame,
    metadata: pl.DataFrame,
    language: pl.DataFrame,
    bodies: pl.DataFrame,
    sentences: pl.DataFrame,
) -> pl.DataFrame:
    counts = sentences.group_by("article_no").agg(sentence_count=pl.len().cast(pl.Int32))
    return (
        articles.drop("title")
        .join(metadata, on="article_no", how="left", maintain_order="left")
        .join(language, on="article_no", how="left", maintain_order="left")
        .join(bodies, on="article_no", how="left", maintain_order="left")
        .join(counts, on="article_no", how="left", maintain_order="left")
        .with_columns(
            pl.col("body").fill_null(""),
            pl.col("sentence_count").fill_null(0),
            text_chars=pl.col("text").str.len_chars().cast(pl.Int32),
        )
        .with_columns(
            body_chars=pl.col("body").str.len_chars().cast(pl.Int32),
            word_count=pl.col("body").str.count_matches(r"\w+(?:[-.,'’]\w+)*").cast(pl.Int32),
        )
    )
