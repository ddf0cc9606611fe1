"""Headlines and standfirsts."""

from __future__ import annotations

import functools

import polars as pl

from transforms.metadata.tables import (
    byline_labels,
    certain_spellings,
    domain_pattern,
    outlet_named,
    section_pattern,
    spellings,
    title_noise,
)

MAX_STANDFIRST_CHARS = 600
MIN_STANDFIRST_CHARS = 30
_TAIL = r"(?i)((?:\s+(?:halaman|page)\s+(?:[1-9]|all))?\s*(?:\s[|•·»:–—-]+\s|\|).*)$"


@functools.cache
def _site_suffix() -> str:
    """Pattern of a site's name after a headline, in lower case, with section and slogan; group 1 or 2 is the name."""
    names, certain = _alternation(list(spellings())), _alternation(certain_spellings())
    domain, sections = domain_pattern().removeprefix("(?i)"), section_pattern()
    page = r"(?:\s+(?:[|–—-]+\s+)?(?:halaman|page)\s+(?:[1-9]|all))?"
    before, after = rf"(?:(?:{sections})\s+){{0,2}}", rf"(?:\s+(?:{sections}))?"
    site = rf"{before}((?:{certain}){after}|antara news(?:\s\p{{L}}+){{1,2}}|{domain}(?:\s+[|–—-]\s.*)?)"
    return rf"{page}(?:\s*(?:\s[|•·»:–—-]+|\|)\s*{site}|\s*\|\s*({names}))\s*$"


def _site_prefix() -> str:
    """Pattern of a site's domain before the headline: ``KabarKita.co.id: …``."""
    return rf"^{domain_pattern()}\s*[:|»]\s+"


def _alternation(names: list[str]) -> str:
    longest_first = sorted(names, key=lambda s: (-len(s), s))
    return "|".join(pl.Series(longest_first, dtype=pl.String).str.escape_regex())


def headlines(titles: pl.Series) -> pl.Series:
    """Give the headlines in title fields: without site and page marks; null for a placeholder.

    >>> headlines(pl.Series(["Panen Raya di Demak Halaman all - KabarKita.co.id", "No Title"])).to_list()
    ['Panen Raya di Demak', None]
    """
    noise = title_noise()
    cut, drop = ("|".join(noise.filter(pl.col("effect") == e)["pattern"]) for e in ("cut", "drop"))
    text, tail = pl.col("text"), pl.col("tail")
    frame = titles.to_frame("text").select(text.str.replace_all(r"[\s\u00a0]+", " ").str.strip_chars())
    frame = frame.with_columns(tail=text.str.extract(_TAIL))  # null for most, which spares them the long pattern
    bare = _without_site(_without_site(tail))  # two names at most
    frame = frame.select(pl.when(tail.is_null()).then(text).otherwise(text.str.strip_suffix(tail) + bare))
    frame = frame.select(text.str.replace(cut, "").str.replace(_site_prefix(), "").str.strip_chars())
    return frame.select(pl.when((text != "") & ~text.str.contains(drop)).then(text))["text"]


def _without_site(tail: pl.Expr) -> pl.Expr:
    """The tail less the site's name that it ends with, if it does."""
    site = tail.str.to_lowercase().str.extract(_site_suffix(), 0).fill_null("")
    return tail.str.slice(0, tail.str.len_chars() - site.str.len_chars())


def outlet_of_title(title: pl.Expr) -> pl.Expr:
    """Give the outlet that a title field names after the headline; null where it names none."""
    tail, suffix = title.str.extract(_TAIL).str.to_lowercase(), _site_suffix()
    return outlet_named(pl.coalesce(tail.str.extract(suffix), tail.str.extract(suffix, 2)))


@functools.cache
def _byline_start() -> str:
    """Pattern of a byline that cleaning left standing: a label with its colon, or one of two words."""
    labels = byline_labels()
    colon = "|".join(labels.filter(pl.col("needs_colon") == "yes")["label_pattern"])
    free = "|".join(p for p in labels.filter(pl.col("needs_colon") == "no")["label_pattern"] if " " in p)
    return rf"(?i)^\W*(?:(?:{colon})\s*[:|]|(?:{free})\b)"


def standfirsts(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Find the lead before the dateline: ``article_no``, ``standfirst``; only articles that have one.

    It is the kept text before the first dateline where that is one paragraph of 30 to 600 characters
    and no byline.
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
        .with_columns(kept=pl.col("text").str.slice("kept_start", pl.col("start_char") - pl.col("kept_start")))
    )
    return (
        before.group_by("article_no", maintain_order=True)
        .agg(standfirst=pl.col("kept").str.join("\n").str.strip_chars())
        .filter(~pl.col("standfirst").str.contains(r"\S\s*\n\s*\S"))
        .filter(~pl.col("standfirst").str.contains(_byline_start()))
        .with_columns(pl.col("standfirst").str.replace_all(r"\s+", " "))
        .filter(pl.col("standfirst").str.len_chars().is_between(MIN_STANDFIRST_CHARS, MAX_STANDFIRST_CHARS))
    )
