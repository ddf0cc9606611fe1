"""One article in the terminal: what was removed and why, and every fact found in it."""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path
from typing import Any

import dataframely as dy
import polars as pl
from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from flows.errors import UsageError
from flows.learned import read_learned
from flows.readers import discover, read_shards
from flows.warehouse import connect_readonly, warehouse_exists
from transforms.learn import Learned
from transforms.pipeline import Facts, derive
from transforms.schemas import RawArticle

STYLES = {
    "removed": "dim strike red",
    "quantity": "bold yellow",
    "date": "bold cyan",
    "PER": "bold green",
    "ORG": "bold magenta",
    "LOC": "bold blue",
    "statement": "underline",
}
COLUMNS = {
    "removed_spans": ["kind", "surface", "rule_id"],
    "related_links": ["linked_title", "linked_url", "rule_id"],
    "quantities": ["surface", "low", "high", "precision", "kind", "unit", "rule_id"],
    "date_mentions": ["surface", "starts_on", "ends_on", "granularity", "anchor", "weekday_agrees", "rule_id"],
    "entity_mentions": ["surface", "entity_type", "entity_id", "role", "confidence", "rule_id"],
    "statements": ["speaker", "cue", "stance", "form", "relay", "stated_on", "content", "rule_id"],
    "statement_quantities": ["speaker", "stance", "quantity", "concept", "subject_entity_id", "place_entity_id"],
}
"""The columns shown for each frame of :class:`Facts`, in order."""


def explained(article: str, warehouse: Path, record: int = 1) -> Facts:
    """Derive the facts of one article with the present rules, and what the warehouse has learned, if there is one.

    ``article``: a file (``record`` says which one of several), ``-`` for text on standard input, or an
    ``article_id`` of the warehouse. Raises FileNotFoundError and :class:`flows.errors.UsageError`.
    """
    if article == "-":
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "stdin.txt"
            path.write_bytes(sys.stdin.buffer.read())
            return derive(_record_of(path, 1), learned=_learned(warehouse))
    if re.fullmatch(r"[0-9a-f]{20}", article) and not Path(article).exists():
        return derive(_stored(article, warehouse), learned=_learned(warehouse))
    return derive(_record_of(Path(article), record), learned=_learned(warehouse))


def _learned(warehouse: Path) -> Learned | None:
    if not warehouse_exists(warehouse):
        return None
    with connect_readonly(warehouse) as con:
        return read_learned(con)


def _record_of(path: Path, record: int) -> dy.DataFrame[RawArticle]:
    seen = 0
    for source in discover([path]):
        for shard in read_shards(source):
            if shard.rejects.height and not shard.records.height:
                raise UsageError(shard.rejects["detail"][0])
            if record <= seen + shard.records.height:
                return _as_raw(shard.records.slice(record - seen - 1, 1))
            seen += shard.records.height
    raise UsageError(f"{path} has {seen:,} records, no record {record:,}; choose another with --record")


def _stored(article_id: str, warehouse: Path) -> dy.DataFrame[RawArticle]:
    with connect_readonly(warehouse) as con:
        rows = con.execute(
            "select * from raw_article where article_id = ? order by revision desc limit 1", [article_id]
        ).pl()
    if not rows.height:
        raise UsageError(
            f"no article {article_id} in {warehouse}; find ids with: select article_id, title from fact_article"
        )
    return _as_raw(rows)


def _as_raw(records: pl.DataFrame) -> dy.DataFrame[RawArticle]:
    return RawArticle.cast(records.with_columns(article_no=pl.lit(0, pl.UInt32), raw=pl.coalesce("extracted", "raw")))


def article_facts(facts: Facts, article_no: int = 0) -> dict[str, Any]:
    """Everything found about one article, as plain values (for ``saring explain --json``)."""
    article = facts.articles.filter(pl.col("article_no") == article_no)
    found: dict[str, Any] = {"article": article.drop("article_no").row(0, named=True)}
    for name in COLUMNS:
        frame = _claims(facts) if name == "statement_quantities" else getattr(facts, name)
        rows = frame.filter(pl.col("article_no") == article_no)
        found[name] = rows.drop("article_no").to_dicts()
    return found


def render(facts: Facts, article_no: int = 0, *, marks: bool = False) -> RenderableType:
    """Lay out one article for a terminal of any width.

    ``marks`` writes brackets round removed spans, for output without colours (a file, a pipe).
    """
    found = article_facts(facts, article_no)
    parts: list[RenderableType] = [_heading(found["article"]), Text(), _painted_text(found, marks)]
    parts += [_table(name, columns, found[name]) for name, columns in COLUMNS.items() if found[name]]
    return Group(*parts)


def _claims(facts: Facts) -> pl.DataFrame:
    """Statement quantities with the words they link."""
    statements = facts.statements.select(
        "article_no", "speaker", "stance", statement_start_char="start_char", statement_end_char="end_char"
    )
    quantities = facts.quantities.select(
        "article_no", quantity="surface", quantity_start_char="start_char", quantity_end_char="end_char"
    )
    return facts.statement_quantities.join(
        statements, on=["article_no", "statement_start_char", "statement_end_char"], how="left"
    ).join(quantities, on=["article_no", "quantity_start_char", "quantity_end_char"], how="left")


def _heading(article: dict[str, Any]) -> Text:
    published = article["published_at"] or article["published_on"] or "unknown"
    lines = [
        ("title", article["title"]),
        ("outlet", article["outlet_id"]),
        ("published", f"{published} (from {article['published_basis']})" if article["published_basis"] else published),
        ("place", article["place"]),
        ("authors", ", ".join(article["authors"] or [])),
        ("tags", ", ".join(article["tags"] or [])),
        ("language", f"{article['language']} ({article['language_confidence'] or 0:.2f})"),
        ("size", f"{article['text_chars']:,} characters, {article['body_chars']:,} of them body, "
                 f"{article['word_count']:,} words, {article['sentence_count']:,} sentences"),
    ]  # fmt: skip
    text = Text()
    for label, value in lines:
        if value:
            text.append(f"{label:>10}  ", style="dim").append(f"{value}\n")
    return text


def _painted_text(found: dict[str, Any], marks: bool) -> Text:
    source = found["article"]["text"]
    text = Text(source)
    for row in found["statements"]:
        text.stylize(STYLES["statement"], row["start_char"], row["end_char"])
    for row in found["entity_mentions"]:
        text.stylize(STYLES[row["entity_type"]], row["start_char"], row["end_char"])
    for row in found["date_mentions"]:
        text.stylize(STYLES["date"], row["start_char"], row["end_char"])
    for row in found["quantities"]:
        text.stylize(STYLES["quantity"], row["start_char"], row["end_char"])
    painted, position = Text(), 0
    for row in found["removed_spans"]:
        painted.append_text(text[position : row["start_char"]] if row["start_char"] > position else Text())
        before, after = (f"⟦{row['kind']}: ", "⟧") if marks else ("", "")
        painted.append(before + row["surface"] + after, style=STYLES["removed"])
        position = row["end_char"]
    if position < len(source):
        painted.append_text(text[position:])
    return painted


def _table(name: str, columns: list[str], rows: list[dict[str, Any]]) -> Table:
    table = Table(title=f"\n{name.replace('_', ' ')} ({len(rows)})", title_justify="left", title_style="bold")
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    return table


def _cell(value: Any) -> Text:
    """One cell; never parsed as console markup, whatever an article contains."""
    if value is None:
        return Text("–", style="dim")
    if isinstance(value, float):
        return Text(f"{value:,.6g}" if abs(value) < 1 else f"{value:,.2f}".rstrip("0").rstrip("."))
    return Text(str(value))
