"""What only the shape of the whole article tells: headline, subheads, captions before the dateline, tails."""

from __future__ import annotations

import polars as pl

from transforms.clean.edges import TITLE_TAIL, inline_tags, split_site_name, title_at_start
from transforms.clean.lines import describe
from transforms.clean.rules import RuleSet
from transforms.spans import only_where

COLUMNS = ("article_no", "start_char", "end_char", "surface", "rule_id", "kind")
LONGEST_HEAD = 180
"""Longest headline, subhead or list entry on a line of its own, in characters."""
LONGEST_SUBHEAD = 80
PROSE_CHARS = 90
"""A line with a stop at its end and this many characters is a paragraph."""
SIBLING_CHARS = 40
"""The same below a numbered subhead, where another of its article is known for one."""
CAPTION_DATE = r"\(\d{1,2}[/-]\d{1,2}(?:[/-]\d{2,4})?\)\.?$"
CREDIT = r"\((?:[A-Z][^()/]{1,40}/[A-Z][^()]{1,50}|(?:Foto|Dok|dok|ANTARA)[^()]{0,80})\)"
_NO_HEAD = r"^[\"“‘(\[]|[=|@]|^\S+(?: \S+)?: |\d (?:\p{Ll}+|KK)\b.*, .*\d ?(?:\p{Ll}|KK)"
"""Short lines that head nothing: quotations, fields with a value, lists of counts."""
LONGEST_CAPTION = 400
END_MARKS = (
    "clean.byline.initials", "clean.byline.initials_open", "clean.byline.initials_single", "clean.byline.name_brackets",
    "clean.legal.copyright", "clean.legal.published_in", "clean.byline.label",
)  # fmt: skip
LIST_HEAD = (
    r"^(?i:(?:berita|artikel|video)?\s?(?:terkait|lainnya|terkini|terbaru|(?:ter)?populer|pilihan)|baca juga"
    r"|rekomendasi|trending|paling (?:banyak dibaca|populer)|pos terkait|related posts?|(?:previous|next) post)"
    r"(?i: now| untuk anda| selengkapnya)?\s?:?$"
)
"""A line that heads a list of other headlines when no prose comes after it."""


def find_structure(
    articles: pl.DataFrame, lines: pl.DataFrame, marks: pl.DataFrame, ruled: pl.DataFrame, rules: RuleSet
) -> pl.DataFrame:
    """Find what the rules of reach ``structure`` name, given what patterns have found.

    Returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``rule_id``, ``kind``. Two passes: what
    a line is by itself or by a mark beside it, then subheads and tails, which are told by prose around them.
    """
    found = pl.concat([marks.select(COLUMNS), ruled.select(COLUMNS)])
    seen = describe(lines, found)
    seen = seen.join(_marked(lines, found), on=["article_no", "line_no"], how="left", maintain_order="left")
    seen = _with_words(_with_title(_with_dateline(seen), articles))
    first = seen.with_columns(_label=_first_of(_first_labels(), rules))
    second = _with_tail(first.with_columns(gone=pl.col("gone") | pl.col("_label").is_not_null()))
    second = _with_subheads(second)
    label = pl.coalesce("_label", _first_of(_second_labels(), rules))
    labelled = second.with_columns(_label=label).filter(pl.col("_label").is_not_null())
    spans = labelled.select(
        "article_no", "start_char", "end_char", surface="line",
        rule_id=pl.lit("clean.") + pl.col("_label"), kind=pl.col("_label").str.split(".").list.first(),
    )  # fmt: skip
    inline = [title_at_start(articles, lines), inline_tags(articles, marks)]
    return pl.concat([split_site_name(spans), *inline]).filter(pl.col("rule_id").is_in(rules.ids))


def _first_of(labels: dict[str, pl.Expr], rules: RuleSet) -> pl.Expr:
    """Return the name of the first rule of the set whose condition holds, null where none does."""
    chosen = [pl.when(holds).then(pl.lit(name)) for name, holds in labels.items() if rules.has(f"clean.{name}")]
    return pl.coalesce(*chosen, pl.lit(None, pl.String))


def _previous(name: str) -> pl.Expr:
    return pl.when(pl.col("line_no") > 0).then(pl.col(name).shift(1))


def _next(name: str) -> pl.Expr:
    return pl.when(pl.col("line_no").shift(-1) > 0).then(pl.col(name).shift(-1))


def _marked(lines: pl.DataFrame, found: pl.DataFrame) -> pl.DataFrame:
    """Return for each line what the marks on it say: a dateline, an open pointer, an end mark …"""
    starts = lines.select("article_no", "line_no", _line_end="end_char", _at=pl.col("start_char").cast(pl.Int64))
    on_line = (
        found.with_columns(_at=pl.col("start_char").cast(pl.Int64))
        .sort("_at")
        .join_asof(starts.sort("_at"), on="_at", by="article_no", strategy="backward", check_sortedness=False)
    )
    rule = pl.col("rule_id")
    at_end = pl.col("end_char") >= pl.col("_line_end")
    return on_line.group_by("article_no", "line_no").agg(
        _dateline=(pl.col("kind") == "dateline").any(),
        _head_mark=pl.col("kind").is_in(["dateline", "stamp", "byline"]).any(),
        _pointer=((pl.col("kind") == "related_link") & pl.col("surface").str.contains(r":\s*$") & at_end).any(),
        _ends=((rule.is_in(END_MARKS) | pl.col("surface").str.starts_with("(*")) & at_end).any(),
        _signed=(rule == "clean.byline.sign_off").any(),
        _contents=pl.col("surface").str.contains(r"^Daftar [Ii]si$").any(),
        _heads=(pl.col("surface").str.contains(LIST_HEAD) & at_end).any(),
    )


def _with_dateline(seen: pl.DataFrame) -> pl.DataFrame:
    flags = ("_dateline", "_head_mark", "_pointer", "_ends", "_signed", "_contents", "_heads")
    seen = seen.with_columns(pl.col(flags).fill_null(False))
    first = (
        seen.filter(pl.col("_dateline") | pl.col("_contents"))
        .group_by("article_no")
        .agg(
            _dateline_no=pl.col("line_no").filter(pl.col("_dateline")).min(),
            _contents_no=pl.col("line_no").filter(pl.col("_contents")).min(),
        )
    )
    return seen.join(first, on="article_no", how="left", maintain_order="left")


def _with_title(seen: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Mark the lines that say the same as the headline given beside the text."""
    titles = articles.filter(pl.col("title").is_not_null()).select(
        "article_no", _title=pl.col("title").str.replace(TITLE_TAIL, "")
    )
    titles = titles.with_columns(_title=_key(pl.col("_title")), _chars=pl.col("_title").str.len_chars().cast(pl.Int64))
    near = seen.select("article_no", "line_no", "line", "chars").join(titles, on="article_no")
    same = near.filter((pl.col("chars").cast(pl.Int64) - pl.col("_chars")).abs() <= 12).filter(
        (_key(pl.col("line")) == pl.col("_title")) & (pl.col("_title").str.len_chars() > 8)
    )
    found = same.select("article_no", "line_no", _is_title=pl.lit(True))
    joined = seen.join(found, on=["article_no", "line_no"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("_is_title").fill_null(False))


def _key(text: pl.Expr) -> pl.Expr:
    return text.str.to_lowercase().str.replace_all(r"[^\p{L}\d]+", "")


def _with_words(seen: pl.DataFrame) -> pl.DataFrame:
    """Count words and capitals of the lines that are short enough to be a headline."""
    line = pl.when(pl.col("chars") <= LONGEST_HEAD).then("line")
    capitals = line.str.count_matches(r"(?:^|[\s(“\"'‘-])[\p{Lu}\d]").cast(pl.Float64)
    seen = seen.with_columns(words=line.str.count_matches(r"\S+"), _capitals=capitals)
    seen = seen.with_columns(
        capital_share=pl.col("_capitals") / pl.col("words"),
        whole=pl.col("left") == pl.col("chars").cast(pl.Int64),
    )
    return _with_again(seen)


def _with_again(seen: pl.DataFrame) -> pl.DataFrame:
    """Mark the lines in headline style that stand in their article more than once."""
    short = seen.filter(~pl.col("full_stop") & (pl.col("words") >= 4)).select("article_no", "line_no", "line")
    again = short.filter(pl.struct("article_no", "line").is_duplicated())
    again = again.select("article_no", "line_no", _again=pl.lit(True))
    joined = seen.join(again, on=["article_no", "line_no"], how="left", maintain_order="left")
    return joined.with_columns(pl.col("_again").fill_null(False))


def _first_labels() -> dict[str, pl.Expr]:
    """Return the rules that take a line for what it or its neighbour is, in order of precedence."""
    headline = pl.col("whole") & ~pl.col("full_stop") & (pl.col("chars") <= LONGEST_HEAD)
    beside = (pl.col("line") == _previous("line")) | (pl.col("line") == _next("line"))
    ends_in_credit = pl.col("line").str.tail(100).str.contains(rf"{CREDIT}\.?$")
    credit_count = pl.when(ends_in_credit).then("line").str.count_matches(CREDIT)
    credits = (credit_count >= 2) & (pl.col("chars") <= LONGEST_CAPTION * credit_count)
    above = (pl.col("line_no") < pl.col("_dateline_no")) & (pl.col("_dateline_no") <= 8)
    opens = _next("_head_mark") | ((pl.col("capital_share") >= 0.6) & (_next("capital") | _next("gone")))
    first = headline & (pl.col("line_no") == 0) & pl.col("words").is_between(4, 26) & opens
    open_ended = only_where(first, "line").str.contains(r"[,;:][\"”’')\]]*$|^[\"“].*,[\"”]")
    kicker = _next("gone") & only_where(pl.col("line_no") <= 1, "line").str.contains(r"^[A-Z][A-Z &/-]{3,40}$")
    signature = _next("_signed") & pl.col("whole") & (pl.col("words") <= 5)
    listed = (pl.col("line_no") > pl.col("_contents_no")) & (pl.col("line_no") < pl.col("_dateline_no"))
    entry = (_previous("_contents") | listed) & ~pl.col("stops") & (pl.col("chars") <= LONGEST_SUBHEAD)
    dated = pl.when(above).then("line").str.tail(20).str.contains(CAPTION_DATE)
    dated &= only_where(dated, "line").str.count_matches(r"[a-z)][.!?]\s+\p{Lu}") <= 1  # of a lead are more sentences
    stays = ~pl.col("gone")
    apart = (
        (_previous("gone") | _previous("closes")) & _next("capital") & (_next("gone") | (_next("left") >= PROSE_CHARS))
    )
    return {
        "title.repeated": pl.col("_is_title"),
        "byline.sign_off": stays & signature,
        "navigation.kicker": stays & headline & kicker,
        "title.first_line": stays & first & ~open_ended,
        "related_link.next_line": stays & headline & _previous("_pointer") & (pl.col("words") >= 2),
        "navigation.contents": stays & headline & entry,
        "caption.before_dateline": stays & dated,
        "caption.repeated": stays & ((headline & beside & (pl.col("words") >= 4)) | credits),
        "navigation.repeated": stays & headline & pl.col("_again") & apart & pl.col("capital"),
    }


def _with_tail(seen: pl.DataFrame) -> pl.DataFrame:
    """Add where the prose of each article ends and where its end mark and signature stand."""
    prose = ~pl.col("gone") & pl.col("stops") & (pl.col("left") > 60)
    last_prose = pl.col("line_no").filter(prose).max()
    ends = seen.group_by("article_no").agg(
        _last_prose=last_prose,
        _end_mark=pl.col("line_no").filter(pl.col("_ends")).min(),
        _signature=pl.col("line_no").filter(pl.col("_signed")).min(),
        _list_head=pl.col("line_no").filter(pl.col("_heads") & (pl.col("line_no") > last_prose.fill_null(-1))).min(),
    )
    seen = seen.join(ends, on="article_no", how="left", maintain_order="left")
    other = (pl.col("line_no") > pl.col("_list_head")) & ~pl.col("gone") & ~_is_titled()
    breaks = seen.filter(other).group_by("article_no").agg(_list_end=pl.col("line_no").min())
    return seen.join(breaks, on="article_no", how="left", maintain_order="left")


def _is_titled() -> pl.Expr:
    """Return whether a line is in headline style: long, capitalised, without a bullet, perhaps behind a rank."""
    styled = (pl.col("capital_share") >= 0.6) & (pl.col("words") >= 5)
    return only_where(styled, "line").str.contains(r"^(?:\d{1,2}[.)]? )?\p{L}")


def _with_subheads(seen: pl.DataFrame) -> pl.DataFrame:
    """Mark the short lines between paragraphs that head what follows, and those numbered as such a line is."""
    before = _previous("gone") | _previous("closes")
    introduces = _next("line").str.ends_with(":") & ~_previous("line").str.ends_with(":")
    paragraph = _next("stops") & (_next("left") >= PROSE_CHARS)
    after = _next("capital") & ~_next("gone") & (paragraph | introduces)
    styled = (pl.col("capital_share") >= 0.5) | (pl.col("words") <= 7)
    short = _is_headline() & styled & (pl.col("chars") <= LONGEST_SUBHEAD) & (pl.col("words") >= 2) & pl.col("capital")
    seen = seen.with_columns(_short=short.fill_null(False))
    short_line = only_where(pl.col("_short"), "line")
    seen = seen.with_columns(
        _short=pl.col("_short") & ~short_line.str.contains(_NO_HEAD),
        _numbered=short_line.str.contains(r"^\d{1,2}[.)]\s?\p{Lu}"),
    )
    subhead = pl.col("_short") & (pl.col("line_no") > 0) & before & after
    seen = seen.with_columns(_subhead=subhead.fill_null(False))
    of_list = (pl.col("_subhead") & pl.col("_numbered")).any().over("article_no")
    sibling = pl.col("_short") & pl.col("_numbered") & of_list & ~_next("gone") & _next("stops")
    sibling &= ~_next("line").str.contains(r"^\d{1,2}[.)]") & (_next("left") >= SIBLING_CHARS)
    return seen.with_columns(_subhead=pl.col("_subhead") | sibling.fill_null(False)).drop("_short", "_numbered")


def _is_headline() -> pl.Expr:
    """Return whether a line could be a headline: all of it is left, not too long, without a mark at its end."""
    return pl.col("whole") & ~pl.col("stops") & (pl.col("chars") <= LONGEST_HEAD) & ~pl.col("gone")


def _second_labels() -> dict[str, pl.Expr]:
    """Return the rules that take a line for where it stands, in order of precedence."""
    no, headline = pl.col("line_no"), _is_headline()
    after_prose = no > pl.col("_last_prose").fill_null(-1)
    tail = headline & (no > pl.col("_end_mark")) & after_prose & (pl.col("chars") <= 120)
    tail &= ~only_where(tail, "line").str.contains(r"^[\"“].*[,.!?][\"”] ?\p{Ll}")  # a quotation and who says it
    unbroken = no < pl.col("_list_end").fill_null(2**31)
    listed = headline & (no > pl.col("_list_head")) & unbroken
    return {
        "byline.sign_off": ~pl.col("gone") & (no > pl.col("_signature")),
        "tags.tail": tail & ~only_where(tail, "line").str.contains(r"\p{Lu}"),
        "navigation.tail_list": tail | listed,
        "navigation.subhead": pl.col("_subhead"),
    }
