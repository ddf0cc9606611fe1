"""Headlines and standfirsts."""

from __future__ import annotations

import functools

import polars as pl

from transforms.metadata.tables import domain_pattern, outlet_named, spellings, title_noise

MAX_STANDFIRST_CHARS = 600
MIN_STANDFIRST_CHARS = 30


@functools.cache
def _site_suffix() -> str:
    """Pattern of a site's name after the headline; group 1 is the name."""
    names = "|".join(pl.Series(sorted(spellings(), key=lambda s: (-len(s), s))).str.escape_regex())
    return rf"(?i)\s*(?:\s[|•·»:–—-]+|\|)\s*((?:{names})|{domain_pattern()[4:]})\s*$"


def headline(title: pl.Expr) -> pl.Expr:
    """Give the headline in a title field: without the site's name and page marks; null for a placeholder.

    >>> titles = pl.Series(["Panen Raya di Demak Halaman all - KabarKita.co.id", "No Title"])
    >>> pl.select(headline(pl.lit(titles))).to_series().to_list()
    ['Panen Raya di Demak', None]
    """
    text = title.str.replace_all(r"[\s\u00a0]+", " ").str.strip_chars()
    for _ in range(2):  # "… - Kompas.com | Kompas": two names at most
        text = text.str.replace(_site_suffix(), "")
    noise = title_noise()
    for pattern in noise.filter(pl.col("effect") == "cut")["pattern"]:
        text = text.str.replace(pattern, "")
    text = text.str.strip_chars()
    drop = "|".join(noise.filter(pl.col("effect") == "drop")["pattern"])
    return pl.when((text != "") & ~text.str.contains(drop)).then(text)


def outlet_of_title(title: pl.Expr) -> pl.Expr:
    """Give the outlet that a title field names after the headline; null where it names none."""
    return outlet_named(title.str.extract(_site_suffix()))


def standfirsts(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find the lead before the dateline: ``article_no``, ``standfirst``; only articles that have one.

    It is the kept text before the first dateline where that is one paragraph of 30 to 600 characters.
    """
    datelines = (
        removed.filter(pl.col("kind") == "dateline")
        .group_by("article_no")
        .agg(dateline_start=pl.col("start_char").min())
        .filter(pl.col("dateline_start") >= MIN_STANDFIRST_CHARS)
    )
    before = (
        removed.join(datelines, on="article_no")
        .filter(pl.col("start_char") <= pl.col("dateline_start"))
        .sort("article_no", "start_char")
        .with_columns(kept_start=pl.col("end_char").shift(1, fill_value=0).over("article_no"))
        .join(articles.select("article_no", "text"), on="article_no", maintain_order="left")
        .with_columns(
            kept=pl.col("text").str.slice("kept_start", pl.col("start_char") - pl.col("kept_start"))
        )
    )
    return (
        before.group_by("article_no", maintain_order=True)
        .agg(standfirst=pl.col("kept").str.join("\n").str.strip_chars())
        .filter(~pl.col("standfirst").str.contains(r"\S\s*\n\s*\S"))
        .with_columns(pl.col("standfirst").str.replace_all(r"\s+", " "))
        .filter(pl.col("standfirst").str.len_chars().is_between(MIN_STANDFIRST_CHARS, MAX_STANDFIRST_CHARS))
    )
