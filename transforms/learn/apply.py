"""Cut what the frozen templates say: units looked up by outlet and key, openings by their first words."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.clean.merge import settle
from transforms.corrections import correct_spans, load_corrections
from transforms.learn.shapes import shaped
from transforms.learn.templates import OPENING_WORDS, TAIL_CHARS, first_words, line_rests, observed
from transforms.learn.units import BROKEN, QUOTES
from transforms.schemas import Article, RemovedSpan

SPAN = ("article_no", "start_char", "end_char", "rule_id", "kind")


def with_templates(
    articles: dy.DataFrame[Article],
    removed: dy.DataFrame[RemovedSpan],
    outlets: pl.DataFrame,
    templates: pl.DataFrame,
) -> dy.DataFrame[RemovedSpan]:
    """Add what the templates cut to what the rules cut; the analyst's corrections have the last word.

    ``articles``: ``Article``; ``removed``: :class:`transforms.schemas.RemovedSpan`, as is the result.
    """
    if templates.is_empty():
        return removed
    learned = find_learned(articles, removed, outlets, templates)
    if learned.is_empty():
        return removed
    columns = RemovedSpan.column_names()
    parts = [part.select(columns).cast({"kind": pl.String}) for part in (removed, learned)]
    spans = correct_spans(settle(pl.concat(parts, how="vertical_relaxed")), articles, load_corrections())
    return RemovedSpan.validate(spans.select(columns), cast=True)


def find_learned(
    articles: pl.DataFrame, removed: pl.DataFrame, outlets: pl.DataFrame, templates: pl.DataFrame
) -> pl.DataFrame:
    """Find the spans that templates cut out of what ``removed`` leaves: columns of ``RemovedSpan``.

    ``outlets``: ``article_no``, ``outlet_id``; ``templates``: ``outlet_id``, ``form``, ``key``, ``kind``,
    ``position``, ``rule_id``. An article that would lose all its text loses nothing.
    """
    known = outlets.join(templates.select("outlet_id").unique(), on="outlet_id", how="semi")
    templates = templates.with_columns(pl.col("form", "kind", "position").cast(pl.String))
    units = observed(articles.join(known, on="article_no", how="semi"), removed, known)
    tail = (pl.col("from_end") <= 3) | (
        pl.col("text_chars").cast(pl.Int64) - pl.col("end_char").cast(pl.Int64) <= TAIL_CHARS
    )
    broken = pl.col("unit").shift(-1).over("article_no").str.contains(BROKEN).fill_null(False)
    units = units.with_columns(_broken=broken, _tail=tail, _head=pl.col("from_start") <= 2)
    spans = pl.concat([_units(units, templates), _openings(units, templates), _shapes(units, templates)])
    spans = _unless_all(spans, units)
    texts = articles.select("article_no", "text")
    spans = spans.join(texts, on="article_no", how="left", maintain_order="left")
    length = pl.col("end_char").cast(pl.Int64) - pl.col("start_char").cast(pl.Int64)
    return spans.select(*SPAN, surface=pl.col("text").str.slice(pl.col("start_char"), length))


def _placed() -> pl.Expr:
    return (
        pl.col("position")
        .replace_strict({"anywhere": True}, default=None)
        .fill_null(pl.when(pl.col("position") == "tail").then("_tail").otherwise("_head"))
    )


def _units(units: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    whole = templates.filter(pl.col("form") == "unit").select("outlet_id", "key", "kind", "position", "rule_id")
    hits = units.join(whole, on=["outlet_id", "key"]).filter(_placed() & ~pl.col("_broken"))
    return hits.filter(~pl.col("unit").str.contains(rf"^[{QUOTES}]|[{QUOTES}][.,!?]?$")).select(SPAN)


def _openings(units: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    openings = templates.filter(pl.col("form") == "opening")
    found = [units.select("article_no", "start_char", "end_char", rule_id=pl.lit(""), kind=pl.lit("")).clear()]
    lines = line_rests(units) if openings.height else units.clear()
    for count in OPENING_WORDS if openings.height else ():
        first = first_words(pl.col("key"), count)
        own = openings.select("outlet_id", "kind", "position", "rule_id", _first="key")
        hits = lines.with_columns(_first=first).join(own, on=["outlet_id", "_first"]).filter(_placed())
        found.append(hits.with_columns(end_char="line_end").select(SPAN))
    return pl.concat(found)


def _shapes(units: pl.DataFrame, templates: pl.DataFrame) -> pl.DataFrame:
    shapes = templates.filter(pl.col("form") == "shape").select("outlet_id", "kind", "rule_id", shape="key")
    own = units.join(shapes.select("outlet_id").unique(), on="outlet_id", how="semi", maintain_order="left")
    return shaped(own).join(shapes, on=["outlet_id", "shape"]).select(SPAN)


def _unless_all(spans: pl.DataFrame, units: pl.DataFrame) -> pl.DataFrame:
    """Leave alone the articles of which nothing would be left."""
    whole = units.group_by("article_no").agg(_all=(pl.col("end_char") - pl.col("start_char")).sum())
    cut = (
        spans.unique(["article_no", "start_char"])
        .group_by("article_no")
        .agg(_cut=(pl.col("end_char") - pl.col("start_char")).sum())
    )
    bare = whole.join(cut, on="article_no").filter(pl.col("_cut") >= pl.col("_all"))
    return spans.join(bare, on="article_no", how="anti")
