"""Headlines and tags at the edges of a text, where they are not lines of their own."""

from __future__ import annotations

import polars as pl

TITLE_TAIL = r"\s*(?:\||[-–—])\s*(?:[\w-]+\.)+\w+\s*$"
"""What portals append to a headline: `` | tempo.co``, `` - Kompas.com``."""
SITE_NAME = (
    r"^((?:[A-Z]{2,} ){0,3}(?:NEWS|MEDIA|POST|TV|RADIO|ONLINE|PRESS|KORAN|HARIAN|WARTA|SUARA)(?: [A-Z]{2,}){0,2})"
    r" [A-Z][a-z]"
)


def split_site_name(spans: pl.DataFrame) -> pl.DataFrame:
    """Part the name of the site from a headline that begins with it."""
    name = pl.col("surface").str.extract(SITE_NAME, 1)
    chosen = (pl.col("rule_id") == "clean.title.first_line") & name.is_not_null()
    parted = spans.filter(chosen).with_columns(_name=name)
    site = parted.select(
        "article_no", "start_char",
        end_char=(pl.col("start_char") + pl.col("_name").str.len_chars()).cast(pl.UInt32),
        surface="_name", rule_id=pl.lit("clean.title.site_name"), kind=pl.lit("navigation"),
    )  # fmt: skip
    shift = pl.col("_name").str.len_chars() + 1
    rest = parted.with_columns(
        start_char=(pl.col("start_char") + shift).cast(pl.UInt32), surface=pl.col("surface").str.slice(shift)
    ).select(spans.columns)
    return pl.concat([spans.filter(~chosen), site, rest])


def title_at_start(articles: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Find the headline at the start of a text that goes on in the same line."""
    first = lines.filter(pl.col("line_no") == 0).select("article_no", "start_char", "line")
    title = pl.col("title").str.replace(TITLE_TAIL, "").str.replace_all(r"\s+", " ").str.strip_chars()
    titled = articles.filter(pl.col("title").is_not_null()).select("article_no", _title=title)
    chars = pl.col("_title").str.len_chars()
    hits = (
        titled.join(first, on="article_no")
        .filter(
            (chars > 20) & (pl.col("line").str.len_chars() > chars) & pl.col("line").str.starts_with(pl.col("_title"))
        )
        .filter(pl.col("line").str.slice(chars).str.contains(r"^\s+[\"“]?[\p{Lu}\d]"))
    )
    return hits.select(
        "article_no", "start_char", end_char=(pl.col("start_char") + chars).cast(pl.UInt32),
        surface="_title", rule_id=pl.lit("clean.title.repeated"), kind=pl.lit("title"),
    )  # fmt: skip


def inline_tags(articles: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Find tags in lower case between the initials and the end of a text without line breaks."""
    initials = marks.filter(pl.col("rule_id").str.starts_with("clean.byline.initials"))
    last = initials.group_by("article_no").agg(pl.col("end_char").max())
    near = (
        articles.select("article_no", "text")
        .join(last, on="article_no")
        .filter(pl.col("text").str.len_chars() <= pl.col("end_char") + 260)
    )
    tags = near.with_columns(_tags=pl.col("text").str.slice(pl.col("end_char")))
    tags = tags.filter(pl.col("_tags").str.contains(r"^[ \t\u00a0]*[\p{Ll}\d][\p{Ll}\d '&,./-]{2}[\p{Ll}\d '&,./-]*$"))
    return tags.select(
        "article_no", start_char="end_char",
        end_char=(pl.col("end_char") + pl.col("_tags").str.len_chars()).cast(pl.UInt32),
        surface="_tags", rule_id=pl.lit("clean.tags.tail"), kind=pl.lit("tags"),
    )  # fmt: skip
