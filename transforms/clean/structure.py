"""What only the shape of the whole article tells: headline, subheads, captions before the dateline, tails."""

from __future__ import annotations

import polars as pl

from transforms.clean.lines import describe
from transforms.clean.rules import RuleSet

COLUMNS = ("article_no", "start_char", "end_char", "surface", "rule_id", "kind")
LONGEST_HEAD = 180
"""Longest headline, subhead or list entry on a line of its own, in characters."""
LONGEST_SUBHEAD = 80
TITLE_TAIL = r"\s*(?:\||[-–—])\s*(?:[\w-]+\.)+\w+\s*$"
"""What portals append to a headline: `` | tempo.co``, `` - Kompas.com``."""
SITE_NAME = r"^((?:\p{Lu}{2,} ){0,3}(?:NEWS|MEDIA|POST|TV|RADIO|ONLINE|PRESS|KORAN|HARIAN|WARTA|SUARA)(?: \p{Lu}{2,}){0,2}) \p{Lu}\p{Ll}"
CAPTION_DATE = r"\(\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\)\.?$"
END_MARKS = ("clean.byline.initials", "clean.byline.initials_single", "clean.byline.name_brackets", "clean.legal.copyright", "clean.legal.published_in", "clean.legal.star", "clean.byline.label")  # fmt: skip


def find_structure(
    articles: pl.DataFrame, lines: pl.DataFrame, marks: pl.DataFrame, ruled: pl.DataFrame, rules: RuleSet
) -> pl.DataFrame:
    """Find what the rules of reach ``structure`` name, given what patterns have found.

    Returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``.
    """
    found = pl.concat([marks.select(COLUMNS), ruled.select(COLUMNS)])
    seen = describe(lines, found)
    seen = seen.join(_marked(lines, found), on=["article_no", "line_no"], how="left")
    seen = _with_neighbours(_with_title(seen, articles)).sort("article_no", "line_no")
    labelled = seen.with_columns(_label=_label()).filter(pl.col("_label").is_not_null())
    spans = labelled.select(
        "article_no", "start_char", "end_char", surface="line",
        rule_id=pl.format("clean.{}", "_label"), kind=pl.col("_label").str.split(".").list.first(),
    )  # fmt: skip
    spans = pl.concat([_split_site_name(spans), _title_at_start(articles, lines), _inline_tags(articles, marks)])
    return spans.filter(pl.col("rule_id").is_in(rules.ids))


def _marked(lines: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return for each line the facts about marks on it: ``_dateline``, ``_pointer``, ``_ends``, ``_signed``."""
    starts = lines.select("article_no", "line_no", "end_char", _at=pl.col("start_char").cast(pl.Int64)).rename({"end_char": "_line_end"})
    on_line = found.with_columns(_at=pl.col("start_char").cast(pl.Int64)).sort("_at").join_asof(
        starts.sort("_at"), on="_at", by="article_no", strategy="backward", check_sortedness=False
    )
    rule = pl.col("rule_id")
    at_end = pl.col("end_char") >= pl.col("_line_end")
    return on_line.group_by("article_no", "line_no").agg(
        _dateline=(pl.col("kind") == "dateline").any(),
        _head_mark=pl.col("kind").is_in(["dateline", "stamp", "byline"]).any(),
        _pointer=((pl.col("kind") == "related_link") & pl.col("surface").str.contains(r":\s*$") & at_end).any(),
        _ends=(rule.is_in(END_MARKS) & at_end).any(),
        _signed=(rule == "clean.byline.sign_off").any(),
        _contents=pl.col("surface").str.contains(r"^Daftar [Ii]si$").any(),
    )


def _with_title(seen: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    key = articles.select("article_no", _title=_key(pl.col("title").str.replace(TITLE_TAIL, "")))
    return seen.join(key, on="article_no", how="left", maintain_order="left").with_columns(
        _is_title=(pl.col("line").str.len_chars() <= 2 * LONGEST_HEAD)
        & (_key(pl.col("line")) == pl.col("_title"))
        & (pl.col("_title").str.len_chars() > 8)
    )


def _key(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", "")


def _with_neighbours(seen: pl.DataFrame) -> pl.DataFrame:
    flags = ("_dateline", "_head_mark", "_pointer", "_ends", "_signed", "_contents")
    seen = seen.with_columns(pl.col(flags).fill_null(False), chars=pl.col("line").str.len_chars())
    capitals = pl.col("line").str.count_matches(r"(?:^|[\s(“\"'‘-])[\p{Lu}\d]").cast(pl.Float64)
    by_article = {
        "_previous_gone": pl.col("gone").shift(1),
        "_previous_stops": pl.col("stops").shift(1),
        "_previous_pointer": pl.col("_pointer").shift(1),
        "_previous_contents": pl.col("_contents").shift(1),
        "_same_as_previous": pl.col("line") == pl.col("line").shift(1),
        "_same_as_next": pl.col("line") == pl.col("line").shift(-1),
        "_next_capital": pl.col("capital").shift(-1),
        "_next_head_mark": pl.col("_head_mark").shift(-1),
        "_next_gone": pl.col("gone").shift(-1),
        "_next_stops": pl.col("stops").shift(-1),
        "_next_chars": pl.col("chars").shift(-1),
        "_next_left": pl.col("left").shift(-1),
        "_dateline_no": pl.when(pl.col("_dateline")).then(pl.col("line_no")).min(),
        "_prose_after": (~pl.col("gone") & pl.col("stops") & (pl.col("left") > 60)).cast(pl.Int32).sum()
        - (~pl.col("gone") & pl.col("stops") & (pl.col("left") > 60)).cast(pl.Int32).cum_sum(),
        "_ended": pl.col("_ends").cum_sum().shift(1, fill_value=0) > 0,
        "_after_signature": pl.col("_signed").cum_sum().shift(1, fill_value=0) > 0,
        "_before_signature": pl.col("_signed").shift(-1),
    }
    return seen.with_columns(expr.over("article_no").alias(name) for name, expr in by_article.items()).with_columns(
        capital_share=capitals / pl.col("words")
    )


def _label() -> pl.Expr:
    """Return ``kind.name`` of the rule that takes a line, null for a line that stays."""
    whole = pl.col("left") == pl.col("chars")
    first = (
        (pl.col("line_no") == 0)
        & whole
        & ~pl.col("line").str.contains(r"[.,;:][\"”’')\]]*$")
        & pl.col("words").is_between(4, 26)
        & (pl.col("chars") <= LONGEST_HEAD)
        & (pl.col("_next_head_mark") | ((pl.col("capital_share") >= 0.6) & pl.col("_next_capital")))
    )
    pointed = pl.col("_previous_pointer") & whole & (pl.col("chars") <= LONGEST_HEAD) & (pl.col("words") >= 2) & ~pl.col("line").str.contains(r"[.][\"”’')\]]*$")
    above = pl.col("line_no") < pl.col("_dateline_no")
    caption = above & ~pl.col("gone") & (pl.col("_dateline_no") <= 8) & pl.col("line").str.contains(CAPTION_DATE)
    repeated = (pl.col("_same_as_previous") | pl.col("_same_as_next")) & whole & ~pl.col("line").str.contains(r"[.][\"”’')\]]*$") & (pl.col("words") >= 4) & (pl.col("chars") <= LONGEST_HEAD)
    short = whole & ~pl.col("stops") & (pl.col("chars") <= LONGEST_SUBHEAD) & pl.col("capital")
    subhead = (
        short
        & (pl.col("line_no") > 0)
        & (pl.col("_previous_gone") | pl.col("_previous_stops"))
        & ~pl.col("line").str.contains(r"^[\"“‘(\[]|[=|@]")
        & pl.col("_next_capital")
        & ~pl.col("_next_gone")
        & pl.col("_next_stops")
        & (pl.col("_next_left") >= 90)
        & (pl.col("words") >= 2)
    )
    tail = pl.col("_ended") & (pl.col("_prose_after") == 0) & whole & ~pl.col("stops") & (pl.col("chars") <= 120)
    return (
        pl.when(pl.col("_is_title")).then(pl.lit("title.repeated"))
        .when(pl.col("_after_signature") & ~pl.col("gone")).then(pl.lit("navigation.tail_list"))
        .when(pl.col("_before_signature") & whole & (pl.col("words") <= 5)).then(pl.lit("byline.sign_off"))
        .when(pl.col("gone")).then(None)
        .when(first).then(pl.lit("title.first_line"))
        .when(pointed).then(pl.lit("related_link.next_line"))
        .when(pl.col("_previous_contents") & whole & ~pl.col("stops") & (pl.col("chars") <= LONGEST_SUBHEAD)).then(pl.lit("navigation.contents"))
        .when(caption).then(pl.lit("caption.before_dateline"))
        .when(repeated).then(pl.lit("caption.repeated"))
        .when(tail & ~pl.col("line").str.contains(r"\p{Lu}")).then(pl.lit("tags.tail"))
        .when(tail).then(pl.lit("navigation.tail_list"))
        .when(subhead).then(pl.lit("navigation.subhead"))
    )  # fmt: skip


def _split_site_name(spans: pl.DataFrame) -> pl.DataFrame:
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


def _title_at_start(articles: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """Find the headline at the start of a text that goes on in the same line."""
    first = lines.filter(pl.col("line_no") == 0).select("article_no", "start_char", "line")
    title = pl.col("title").str.replace(TITLE_TAIL, "").str.replace_all(r"\s+", " ").str.strip_chars()
    joined = articles.filter(pl.col("title").is_not_null()).select("article_no", _title=title).join(first, on="article_no")
    chars = pl.col("_title").str.len_chars()
    hits = joined.filter(
        (chars > 20) & (pl.col("line").str.len_chars() > chars) & pl.col("line").str.starts_with(pl.col("_title"))
    ).filter(pl.col("line").str.slice(chars).str.contains(r"^\s+[\"“]?[\p{Lu}\d]"))
    return hits.select(
        "article_no", "start_char", end_char=(pl.col("start_char") + chars).cast(pl.UInt32),
        surface="_title", rule_id=pl.lit("clean.title.repeated"), kind=pl.lit("title"),
    )  # fmt: skip


def _inline_tags(articles: pl.DataFrame, marks: pl.DataFrame) -> pl.DataFrame:
    """Find tags in lower case between the initials and the end of a text without line breaks."""
    initials = marks.filter(pl.col("rule_id").str.starts_with("clean.byline.initials")).group_by("article_no").agg(
        pl.col("end_char").max()
    )
    joined = articles.select("article_no", "text").join(initials, on="article_no")
    rest = pl.col("text").str.slice(pl.col("end_char"))
    tags = joined.with_columns(_rest=rest).filter(
        pl.col("_rest").str.contains(r"^[ \t\u00a0]*[\p{Ll}\d][\p{Ll}\d '&,./-]{2,240}$")
    )
    return tags.select(
        "article_no", "end_char", _tags=pl.col("_rest")
    ).select(
        "article_no", start_char="end_char",
        end_char=(pl.col("end_char") + pl.col("_tags").str.len_chars()).cast(pl.UInt32),
        surface="_tags", rule_id=pl.lit("clean.tags.tail"), kind=pl.lit("tags"),
    )  # fmt: skip
