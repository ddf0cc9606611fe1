"""A human's corrections of single articles: ``seeds/reference/corrections.csv``.

Where a rule is wrong about one article and no general rule can be right, a person says so here, with the
reason. A correction holds only while the text is the one that the person saw: ``expects`` quotes it, and
once the source has changed the correction is stale, is not applied, and :func:`stale_corrections` returns
it, so that the load fails until somebody removes or renews the row.
"""

from __future__ import annotations

import functools
from pathlib import Path

import dataframely as dy
import polars as pl

from transforms.reference import ReferenceError, load_table
from transforms.schemas import REMOVED_KINDS, Article, RemovedSpan
from transforms.urls import canonical_url

ACTIONS = ("cut", "keep", "set", "drop")
SPANS = "fact_removed_span"


class Correction(dy.Schema):
    """One row of ``corrections.csv``.

    ``cut`` and ``keep`` change what is removed from the text; ``set`` gives a column of a fact another
    value, ``drop`` takes the fact away. ``passage`` is what is cut or kept, or the fact's own surface.
    """

    correction_id = dy.String()
    url = dy.String(nullable=True)
    """Address of the article; null: every article that contains ``expects``."""
    expects = dy.String(min_length=20)
    """A part of the repaired text, long enough to occur once, with ``passage`` in it."""
    action = dy.Enum(ACTIONS)
    target = dy.String()
    """The table that is corrected: ``fact_removed_span`` for ``cut`` and ``keep``, else the fact's."""
    passage = dy.String(min_length=1)
    kind = dy.Enum(REMOVED_KINDS, nullable=True)
    """Kind of the span, for ``cut``."""
    column = dy.String(nullable=True)
    value = dy.String(nullable=True)
    """For ``set``; null sets null."""
    reason = dy.String()
    corrected_by = dy.String()
    corrected_on = dy.String(regex=r"^\d{4}-\d{2}-\d{2}$")


def read_corrections(directory: Path | None = None) -> pl.DataFrame:
    """Read and check a table of corrections. Raises :class:`~transforms.reference.ReferenceError`."""
    table = load_table("corrections", Correction, unique=["correction_id"], directory=directory)
    wants_kind = (pl.col("action") == "cut") != pl.col("kind").is_not_null()
    wants_column = (pl.col("action") == "set") != pl.col("column").is_not_null()
    on_spans = pl.col("action").is_in(["cut", "keep"]) != (pl.col("target") == SPANS)
    outside = ~pl.col("expects").str.contains(pl.col("passage"), literal=True)
    wrong = table.with_row_index("_row", offset=2).filter(wants_kind | wants_column | on_spans | outside)
    if wrong.height:
        row, name = wrong["_row"][0], wrong["correction_id"][0]
        raise ReferenceError(
            f"corrections.csv: row {row} ({name}): a cut needs a kind, a set needs a column, cut and keep go with"
            f" target {SPANS!r}, and passage must be part of expects"
        )
    return table


@functools.cache
def load_corrections() -> pl.DataFrame:
    """Return the corrections of the project."""
    return read_corrections()


def correct_spans(removed: pl.DataFrame, articles: dy.DataFrame[Article], corrections: pl.DataFrame) -> pl.DataFrame:
    """Apply ``cut`` and ``keep`` to the spans of cleaning (columns of ``RemovedSpan``, in order)."""
    chosen = corrections.filter(pl.col("target") == SPANS)
    if chosen.is_empty():
        return removed
    places = _places(articles, chosen).filter(pl.col("_count") == 1)
    touched = removed.join(places, on="article_no", how="inner").filter(
        (pl.col("start_char") < pl.col("_to")) & (pl.col("end_char") > pl.col("_from"))
    )
    whole = removed.join(touched, on=["article_no", "start_char"], how="anti")
    left = touched.with_columns(end_char=pl.min_horizontal("end_char", "_from"), surface=_upto("_from")).filter(
        pl.col("end_char") > pl.col("start_char")
    )
    right = touched.filter(pl.col("end_char") > pl.col("_to")).with_columns(
        start_char=pl.max_horizontal("start_char", "_to"), surface=_beyond("_to")
    )
    cuts = places.filter(pl.col("action") == "cut").select(
        "article_no", start_char="_from", end_char="_to", surface="passage",
        rule_id=pl.lit("correction.") + pl.col("correction_id"), kind="kind",
    )  # fmt: skip
    parts = [part.select(RemovedSpan.column_names()).cast({"kind": pl.String}) for part in (whole, left, right, cuts)]
    return (
        pl.concat(parts, how="vertical_relaxed")
        .unique(["article_no", "start_char", "end_char"])
        .sort("article_no", "start_char")
    )


def correct_facts(
    facts: pl.DataFrame, table: str, articles: dy.DataFrame[Article], corrections: pl.DataFrame
) -> pl.DataFrame:
    """Apply ``set`` and ``drop`` to the facts of ``table``: a frame with ``article_no``, offsets and ``surface``."""
    places = _places(articles, corrections.filter(pl.col("target") == table)).filter(pl.col("_count") == 1)
    for row in places.iter_rows(named=True):  # a human's corrections: few
        own = (
            (pl.col("article_no") == row["article_no"])
            & (pl.col("start_char") < row["_to"])
            & (pl.col("end_char") > row["_from"])
        )
        if row["action"] == "drop":
            facts = facts.filter(~own)
        else:
            column, dtype = row["column"], facts.schema[row["column"]]
            value = pl.lit(row["value"], pl.String).cast(dtype)
            facts = facts.with_columns(pl.when(own).then(value).otherwise(pl.col(column)).alias(column))
    return facts


def stale_corrections(articles: dy.DataFrame[Article], corrections: pl.DataFrame) -> pl.DataFrame:
    """Return the corrections whose article is here and no longer says what they expect.

    Columns ``correction_id``, ``article_no``, ``url``, ``expects``, ``reason``. A row with an address is stale
    when the article at that address does not contain ``expects`` exactly once; a row without one never is.
    """
    addressed = corrections.filter(pl.col("url").is_not_null())
    places = _places(articles, addressed)
    return places.filter(pl.col("_count") != 1).select("correction_id", "article_no", "url", "expects", "reason")


def _places(articles: pl.DataFrame, corrections: pl.DataFrame) -> pl.DataFrame:
    """Return each correction with its article, ``_from`` and ``_to`` of the passage and ``_count`` of ``expects``."""
    texts = articles.select("article_no", "text", _key=canonical_url(pl.col("url")))
    keyed = corrections.with_columns(_key=canonical_url(pl.col("url")))
    addressed = keyed.filter(pl.col("url").is_not_null()).join(texts, on="_key", how="inner")
    loose = keyed.filter(pl.col("url").is_null()).drop("_key").join(texts.drop("_key"), how="cross")
    loose = loose.filter(pl.col("text").str.contains(pl.col("expects"), literal=True))
    found = pl.concat([addressed.drop("_key"), loose.select(addressed.drop("_key").columns)])
    found = found.with_columns(
        _count=pl.col("text").str.count_matches(pl.col("expects"), literal=True),
        _before=pl.col("text").str.split(pl.col("expects")).list.first().str.len_chars(),
        _inside=pl.col("expects").str.split(pl.col("passage")).list.first().str.len_chars(),
    )
    start = (pl.col("_before") + pl.col("_inside")).cast(pl.UInt32)
    return found.with_columns(_from=start, _to=start + pl.col("passage").str.len_chars()).drop("text")


def _upto(column: str) -> pl.Expr:
    room = pl.col(column).cast(pl.Int64) - pl.col("start_char").cast(pl.Int64)
    return pl.col("surface").str.slice(0, pl.max_horizontal(room, pl.lit(0)))


def _beyond(column: str) -> pl.Expr:
    skip = pl.col(column).cast(pl.Int64) - pl.col("start_char").cast(pl.Int64)
    return pl.col("surface").str.slice(pl.max_horizontal(skip, pl.lit(0)))
