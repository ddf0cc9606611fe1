"""Which outlet a text names as its source: in a credit, or in a dateline that is not its own.

Reference data: ``credit_cues.csv`` and the spellings of ``outlets.csv``.
"""

from __future__ import annotations

import functools
import re

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.urls import outlets

DATELINE_CHARS = 120
"""A dateline stands in the first so many characters."""


class CreditCue(dy.Schema):
    """A word that introduces a source; a pattern in the syntax of Rust's regex crate."""

    cue_pattern = dy.String()
    description = dy.String()


class Credit(dy.Schema):
    """One outlet that a text names as its source."""

    article_id = dy.String()
    credited_outlet_id = dy.String()
    rule_id = dy.String()


def find_credits(texts: pl.DataFrame) -> dy.DataFrame[Credit]:
    """Find the outlets that texts (``article_id``, ``outlet_id``, ``text``) credit; their own does not count.

    >>> teks = ["Dilansir dari Kompas.com, harga beras naik.", "Kompas.com adalah situs berita."]
    >>> frame = pl.DataFrame({"article_id": ["a", "b"], "outlet_id": [None, None], "text": teks})
    >>> find_credits(frame.cast({"outlet_id": pl.String})).rows()
    [('a', 'kompas.com', 'link:credit')]
    """
    found = texts.select(
        "article_id",
        "outlet_id",
        pl.col("text").str.extract_all(_credit_pattern()).alias("link:credit"),
        pl.col("text").str.head(DATELINE_CHARS).str.extract_all(_dateline_pattern()).alias("link:dateline"),
    ).unpivot(["link:credit", "link:dateline"], index=["article_id", "outlet_id"], variable_name="rule_id")
    name = pl.col("value").str.extract(f"(?i)({_names()})\\W*$").str.to_lowercase()
    return Credit.cast(
        found.explode("value")
        .drop_nulls("value")
        .with_columns(credited_outlet_id=name.replace_strict(_domains(), default=None))
        .filter(
            pl.col("credited_outlet_id").is_not_null() & pl.col("credited_outlet_id").ne_missing(pl.col("outlet_id"))
        )
        .sort("article_id", "credited_outlet_id", "rule_id")
        .unique(["article_id", "credited_outlet_id"], keep="first", maintain_order=True)
        .select(*Credit.column_names())
    )


@functools.cache
def _domains() -> dict[str, str]:
    """Every spelling of an outlet, in lower case → its domain."""
    table = outlets().select(
        "domain", spelling=pl.concat_str("domain", "name", "spellings", separator="|", ignore_nulls=True).str.split("|")
    )
    pairs = table.explode("spelling").select("domain", pl.col("spelling").str.to_lowercase().str.strip_chars())
    pairs = pairs.filter(pl.col("spelling") != "").unique("spelling", keep="first", maintain_order=True)
    return dict(zip(pairs["spelling"], pairs["domain"], strict=True))


@functools.cache
def _names() -> str:
    return "|".join(re.escape(name) for name in sorted(_domains(), key=len, reverse=True))


@functools.cache
def _credit_pattern() -> str:
    cues = load_table("credit_cues", CreditCue, unique=["cue_pattern"], regex=["cue_pattern"])["cue_pattern"]
    between = r"\s*:?\s*(?:(?:dari|di|oleh|pada|laman|situs|kantor berita|portal|media)\s*){0,3}"
    return rf"(?i)\b(?:{'|'.join(cues)}){between}(?:{_names()})\b"


@functools.cache
def _dateline_pattern() -> str:
    return rf"^\W*(?:\p{{Lu}}[\p{{L}} .]{{2,40}}[,/|(-]\s*)?(?i:{_names()})\)?\s*(?:[-–—|:]|$)"
