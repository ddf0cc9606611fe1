"""Small shards of derived facts for tests of the warehouse, without running the stages.

The texts follow one pattern, so that every fact can be found with a plain regular expression::

    JUDUL: <headline>
    <sentence>. <sentence>.

Numbers are quantities, ``hari ini`` a date, capitalised ``Tokoh…`` and ``Kota…`` entities, and
``<name> berkata <words>`` a statement.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import polars as pl

from flows.checks import run_checks
from flows.warehouse import Warehouse, connect_readonly, now_utc
from transforms.pipeline import signatures_of
from transforms.schemas import (
    DateMention,
    Entity,
    EntityMention,
    Quantity,
    RelatedLink,
    RemovedSpan,
    Sentence,
    Statement,
    StatementQuantity,
)
from transforms.spans import find_spans


@dataclass(frozen=True)
class Given:
    """One record as a test writes it."""

    text: str
    url: str
    published: str | None = None
    """ISO stamp in WIB."""
    record_id: str | None = None
    language: str = "id"


def text_of(headline: str, *sentences: str) -> str:
    return f"JUDUL: {headline}\n" + " ".join(f"{s}." for s in sentences)


def article_id(given: Given) -> str:
    return hashlib.sha256(given.url.encode()).hexdigest()[:16]


def content_hash(given: Given) -> str:
    return hashlib.sha256(f"{given.text}|{given.published}|{given.language}".encode()).hexdigest()[:16]


def raw_frame(records: list[Given]) -> pl.DataFrame:
    """The versions, with ``article_no`` in the order given."""
    strings = ("article_id", "content_hash", "record_id", "url", "title", "published_raw", "authors_raw", "tags_raw",
               "raw", "extracted", "metadata", "language")  # fmt: skip
    return pl.DataFrame(
        {
            "article_no": range(len(records)),
            "article_id": [article_id(r) for r in records],
            "content_hash": [content_hash(r) for r in records],
            "record_id": [r.record_id for r in records],
            "url": [r.url for r in records],
            "title": [None for _ in records],
            "published_raw": [r.published for r in records],
            "authors_raw": [None for _ in records],
            "tags_raw": [None for _ in records],
            "raw": [r.text for r in records],
            "extracted": [None for _ in records],
            "metadata": ['{"kategori": "uji"}' for _ in records],
            "language": [r.language for r in records],
        },
        schema_overrides={"article_no": pl.UInt32} | dict.fromkeys(strings, pl.String),
    )


def sources_frame(records: list[Given], source_file_id: str, first_record_no: int = 0) -> pl.DataFrame:
    return raw_frame(records).select(
        "article_id",
        "content_hash",
        source_file_id=pl.lit(source_file_id),
        record_no=pl.col("article_no").cast(pl.Int64) + first_record_no,
        position=pl.format("line {}", pl.col("article_no") + 1),
        record_id="record_id",
    )


def facts_of(raw: pl.DataFrame) -> SimpleNamespace:
    """Facts of versions in the pattern of this module, by regular expressions."""
    articles = _articles(raw)
    removed = find_spans(articles, r"JUDUL: [^\n]*").with_columns(rule_id=pl.lit("t:title"), kind=pl.lit("title"))
    readable = articles.filter(pl.col("language") == "id")
    sentences = (
        find_spans(readable, r"[^\s.][^.\n]*\.")
        .filter(~pl.col("surface").str.starts_with("JUDUL"))
        .with_columns(
            sentence_no=pl.int_range(pl.len()).over("article_no").cast(pl.UInt32),
            paragraph_no=pl.lit(0, pl.UInt32),
        )
    )
    quantities = _quantities(sentences)
    mentions = _mentions(sentences)
    statements = _statements(sentences)
    bodies = articles.with_columns(body=pl.col("text").str.replace(r"JUDUL: [^\n]*\n", ""))
    counts = sentences.group_by("article_no").agg(sentence_count=pl.len().cast(pl.Int32))
    facts = SimpleNamespace(
        articles=bodies.join(counts, on="article_no", how="left", maintain_order="left").with_columns(
            pl.col("sentence_count").fill_null(0),
            text_chars=pl.col("text").str.len_chars().cast(pl.Int32),
            body_chars=pl.col("body").str.len_chars().cast(pl.Int32),
            word_count=pl.col("body").str.count_matches(r"\w+").cast(pl.Int32),
        ),
        removed_spans=RemovedSpan.cast(removed),
        related_links=RelatedLink.create_empty(),
        sentences=Sentence.cast(sentences),
        quantities=quantities.with_columns(concept=pl.col("unit")),
        date_mentions=_dates(sentences, articles),
        entity_mentions=mentions,
        learned_entities=Entity.cast(
            mentions.select("article_no", "entity_id", "entity_type", name="surface").unique(maintain_order=True)
        ),
        statements=statements,
        statement_quantities=_links(statements, quantities),
    )
    facts.signatures = signatures_of(facts)  # type: ignore[arg-type]  # the same frames
    return facts


def _articles(raw: pl.DataFrame) -> pl.DataFrame:
    stamp = pl.col("published_raw").str.to_datetime("%Y-%m-%dT%H:%M", time_unit="us", time_zone="Asia/Jakarta")
    return raw.select(
        "article_no", "url", "language",
        text="raw",
        outlet_id=pl.col("url").str.extract(r"https?://([^/]+)"),
        title=pl.col("raw").str.extract(r"JUDUL: ([^\n]*)"),
        standfirst=pl.lit(None, pl.String),
        authors=pl.lit([], pl.List(pl.String)),
        tags=pl.lit([], pl.List(pl.String)),
        place=pl.lit(None, pl.String),
        published_at=stamp,
        published_on=stamp.dt.date(),
        published_basis=pl.when(pl.col("published_raw").is_not_null()).then(pl.lit("metadata")),
        language_confidence=pl.lit(0.99),
    )  # fmt: skip


def _found(sentences: pl.DataFrame, pattern: str, rule_id: str) -> pl.DataFrame:
    keys = ["article_no", "sentence_no"]
    base = sentences.select(*keys, text="surface", base="start_char")
    return find_spans(
        base.with_columns(base=pl.col("base").cast(pl.Int64)), pattern, keys=keys, offset="base"
    ).with_columns(rule_id=pl.lit(rule_id))


def _quantities(sentences: pl.DataFrame) -> pl.DataFrame:
    found = _found(sentences, r"\d+ \w+", "t:number")
    value = pl.col("surface").str.extract(r"(\d+)").cast(pl.Float64)
    return Quantity.cast(
        found.with_columns(
            low=value, high=value, precision=pl.lit("exact"), kind=pl.lit("count"),
            unit=pl.col("surface").str.extract(r" (\w+)"),
            si_value_low=pl.lit(None, pl.Float64), si_value_high=pl.lit(None, pl.Float64),
            si_unit=pl.lit(None, pl.String),
        )
    )  # fmt: skip


def _dates(sentences: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    found = _found(sentences, "hari ini", "t:today").join(
        articles.select("article_no", "published_on"), on="article_no", how="left"
    )
    return DateMention.cast(
        found.with_columns(
            starts_on="published_on", ends_on="published_on", granularity=pl.lit("day"),
            anchor=pl.when(pl.col("published_on").is_null()).then(pl.lit("unresolved")).otherwise(pl.lit("published")),
            weekday_agrees=pl.lit(None, pl.Boolean),
        )
    )  # fmt: skip


def _mentions(sentences: pl.DataFrame) -> pl.DataFrame:
    found = _found(sentences, r"\b(?:Tokoh|Kota)\w+", "t:name")
    is_place = pl.col("surface").str.starts_with("Kota")
    return EntityMention.cast(
        found.with_columns(
            entity_type=pl.when(is_place).then(pl.lit("LOC")).otherwise(pl.lit("PER")),
            entity_id=pl.lit("test:") + pl.col("surface").str.to_lowercase(),
            role=pl.lit(None, pl.String),
            confidence=pl.lit(0.9),
        )
    )


def _statements(sentences: pl.DataFrame) -> pl.DataFrame:
    found = _found(sentences, r"Tokoh\w+ berkata [^.]+", "t:says")
    speaker = pl.col("surface").str.extract(r"^(\w+)")
    content = pl.col("surface").str.extract(r" berkata (.+)$")
    return Statement.cast(
        found.with_columns(
            content=content, speaker=speaker, speaker_surface=speaker,
            speaker_entity_id=pl.lit("test:") + speaker.str.to_lowercase(),
            start_char=pl.col("end_char") - content.str.len_chars(), surface=content,
            speaker_role=pl.lit(None, pl.String), cue=pl.lit("berkata"), stance=pl.lit("assert"),
            form=pl.lit("indirect"), relay=pl.lit(None, pl.String), stated_on=pl.lit(None, pl.Date),
            confidence=pl.lit(0.8),
        )
    )  # fmt: skip


def _links(statements: pl.DataFrame, quantities: pl.DataFrame) -> pl.DataFrame:
    pairs = statements.select(
        "article_no", "sentence_no", statement_start_char="start_char", statement_end_char="end_char"
    ).join(
        quantities.select(
            "article_no",
            "sentence_no",
            "unit",
            quantity_start_char="start_char",
            quantity_end_char="end_char",
        ),
        on=["article_no", "sentence_no"],
    )
    inside = (pl.col("quantity_start_char") >= pl.col("statement_start_char")) & (
        pl.col("quantity_end_char") <= pl.col("statement_end_char")
    )
    return StatementQuantity.cast(
        pairs.filter(inside).with_columns(
            rule_id=pl.lit("t:inside"), concept=pl.col("unit"),
            subject_entity_id=pl.lit(None, pl.String), place_entity_id=pl.lit(None, pl.String),
        )
    )  # fmt: skip


def dim_rules() -> pl.DataFrame:
    """Rules of this module and of the load, as the warehouse takes them."""
    return pl.DataFrame(
        [
            {"rule_id": rule_id, "stage": "test", "version": "1"}
            for rule_id in (
                "t:title", "t:number", "t:today", "t:name", "t:says", "t:inside", "segment:sentence",
                "load:current_version",
            )
        ]
    )  # fmt: skip


def load(
    path: Path,
    *shards: list[Given],
    uri: str = "inbox/a.jsonl",
    flow: str = "ingest",
    rules_version: str = "r1",
    derive: Callable[[pl.DataFrame], SimpleNamespace] = facts_of,
) -> pl.DataFrame:
    """Load shards of records as one file in one batch, check and publish; returns the check results."""
    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch(flow, rules_version=rules_version)
        fill(warehouse, batch_id, *shards, uri=uri, derive=derive)
        warehouse.finish_batch(batch_id)
        results = run_checks(warehouse.con, batch_id, checked_at=now_utc())
        warehouse.publish()
    return results


def fill(
    warehouse: Warehouse,
    batch_id: int,
    *shards: list[Given],
    uri: str = "inbox/a.jsonl",
    derive: Callable[[pl.DataFrame], SimpleNamespace] = facts_of,
) -> None:
    """Load shards of records as one file of a batch, the way a run does: only new versions are derived."""
    no_entities = pl.DataFrame(schema={"entity_id": pl.String, "entity_type": pl.String, "name": pl.String})
    no_aliases = pl.DataFrame(schema={"alias": pl.String, "entity_id": pl.String})
    outlets = pl.DataFrame({"domain": ["a.id"], "name": ["Harian A"], "owner_group": ["Grup A"]})
    warehouse.load_dimensions(outlets=outlets, rules=dim_rules(), entities=no_entities, aliases=no_aliases)
    records = [record for shard in shards for record in shard]
    digest = hashlib.sha256(repr(records).encode()).hexdigest()
    file_id = warehouse.start_source_file(batch_id, uri=uri, sha256=digest, size_bytes=len(records))
    first = 0
    for shard in shards:
        raw = raw_frame(shard)
        known = warehouse.known_versions(raw)
        new = raw.join(known.filter(~pl.col("is_known")), on=["article_id", "content_hash"], how="semi").unique(
            ["article_id", "content_hash"], keep="first", maintain_order=True
        )
        warehouse.load_shard(batch_id, new, derive(new), sources_frame(shard, file_id, first))
        first += len(shard)
    warehouse.finish_source_file(batch_id, file_id, records=len(records))


COUNTERS = {"batch_id", "first_batch_id", "last_batch_id", "since_at"}
"""Columns that tell which run wrote a row: they may differ between orders of loading."""


def contents(path: Path, *, skip: tuple[str, ...] = ("etl_", "fact_change", "warehouse_version")) -> dict[str, list]:
    """Every row of every table, sorted, without the columns of the ledger."""
    found = {}
    with connect_readonly(path) as con:
        for (table,) in con.execute("select table_name from duckdb_tables() order by 1").fetchall():
            if not table.startswith(skip):
                columns = [c for (c, *_) in con.execute(f"describe {table}").fetchall() if c not in COUNTERS]
                found[table] = con.execute(f"select {', '.join(columns)} from {table} order by all").fetchall()
    return found
