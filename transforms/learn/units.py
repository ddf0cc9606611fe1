"""The units that templates are made of: what the rules leave of a text, cut into lines and sentences.

A unit is a sentence, or a whole line where the line has no inner sentence end. Learning counts units over
the articles of an outlet, applying looks them up: both see the same units, so what was learnt is what is cut.
"""

from __future__ import annotations

import polars as pl

from transforms.calendar_words import forms_pattern, months, weekdays
from transforms.clean.word_cases import SEAM, with_seams

BOUNDARY = (
    r"([.!?…][\"”’')\]]*|\((?:\*+|\p{Ll}{2,4}(?:/\p{Ll}{2,5})*)\)|[\"”’']:)"
    r"(\s+[\"“‘'(\[]*[\p{Lu}\d@]|[\"“‘(\[]*\p{Lu}\p{Ll})"
)
"""The end of a sentence and the start of the next one, with white space between them or, where it was lost, without.

Initials in brackets and a quoted headline with a colon (``Simak Video '…':``) end like a sentence.
"""
QUOTES = "\"“”‘’'"
FULL_STOP = r"[.?!…][\"”’')\]]*$"
PROSE_CHARS = 60
"""Least length of a unit that is taken for a sentence of prose where it has a stop."""
BROKEN = r"^[,;.)]|^\p{Ll}\S* \S+ \S+"
"""How a unit goes on that stands in the middle of a sentence: lines were broken at links."""
SLOT = "0"
"""Stands for any number, month or weekday in a key."""


def units_of(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Cut what ``removed`` leaves of each text into units.

    ``articles``: ``article_no``, ``text``; ``removed``: spans that do not overlap. Returns ``article_no``,
    ``start_char``, ``end_char``, ``unit`` (without white space around it), ``line_no`` (piece of a line that
    it stands in), ``opens`` and ``closes`` (first and last of that piece), ``from_start`` and ``from_end``
    (units before and after it in its article), in order of appearance.

    >>> texts = pl.DataFrame({"article_no": [0], "text": ["Hujan reda. Warga pulang.\\nIkuti kanal kami"]})
    >>> none = pl.DataFrame(schema={"article_no": pl.Int64, "start_char": pl.UInt32, "end_char": pl.UInt32})
    >>> units_of(texts, none).select("start_char", "unit", "from_end").rows()
    [(0, 'Hujan reda.', 2), (12, 'Warga pulang.', 1), (26, 'Ikuti kanal kami', 0)]
    """
    lines = _parted(_kept_pieces(articles, removed), pl.col("part").str.split("\n"), newline=1)
    lines = lines.with_row_index("line_no")
    marked = with_seams(pl.col("part").str.replace_all(BOUNDARY, f"${{1}}{SEAM}${{2}}"))
    units = _parted(lines, marked.str.split(SEAM), newline=0)
    order = pl.int_range(pl.len(), dtype=pl.Int32)
    return units.select(
        "article_no",
        start_char=pl.col("start").cast(pl.UInt32),
        end_char=(pl.col("start") + pl.col("part").str.len_chars()).cast(pl.UInt32),
        unit="part",
        line_no="line_no",
        opens=(pl.col("line_no") != pl.col("line_no").shift(1)).fill_null(True),
        closes=(pl.col("line_no") != pl.col("line_no").shift(-1)).fill_null(True),
        from_start=order.over("article_no"),
        from_end=(pl.len().cast(pl.Int32) - 1 - order).over("article_no"),
    )


def _kept_pieces(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Cut each text at its removed spans: ``article_no``, ``start``, ``part``, in order."""
    texts = articles.select("article_no", "text").sort("article_no")
    ends = removed.select("article_no", start=pl.col("end_char").cast(pl.Int64))
    starts = texts.select("article_no", start=pl.lit(0, pl.Int64))
    cuts = removed.select("article_no", stop=pl.col("start_char").cast(pl.Int64))
    last = texts.select("article_no", stop=pl.col("text").str.len_chars().cast(pl.Int64))
    froms = pl.concat([starts, ends]).sort("article_no", "start")
    stops = pl.concat([cuts, last]).sort("article_no", "stop")
    pieces = pl.concat([froms, stops.select("stop")], how="horizontal").filter(pl.col("stop") > pl.col("start"))
    return pieces.join(texts, on="article_no", how="left", maintain_order="left").select(
        "article_no", "start", part=pl.col("text").str.slice(pl.col("start"), pl.col("stop") - pl.col("start"))
    )


def _parted(pieces: pl.DataFrame, parts: pl.Expr, newline: int) -> pl.DataFrame:
    """Part ``part`` and keep its place; ``newline``: characters lost between two parts. Blank parts go."""
    rest = [name for name in pieces.columns if name != "part"]
    parted = pieces.with_row_index("_piece").select("_piece", *rest, part=parts).explode("part")
    chars = pl.col("part").str.len_chars().cast(pl.Int64) + newline
    parted = parted.with_columns(start=pl.col("start") + (chars.cum_sum() - chars).over("_piece"))
    lead = pl.col("part").str.len_chars() - pl.col("part").str.strip_chars_start().str.len_chars()
    placed = parted.with_columns(start=pl.col("start") + lead.cast(pl.Int64), part=pl.col("part").str.strip_chars())
    return placed.filter(pl.col("part") != "").drop("_piece")


def key_of(unit: pl.Expr) -> pl.Expr:
    """The form in which two units are the same: no case, numbers, months and weekdays as one slot.

    >>> pl.DataFrame({"u": ["- Halaman  2", "Tayang Senin, 3 Mei 2021"]}).select(key_of(pl.col("u")))["u"].to_list()
    ['halaman 0', 'tayang 0, 0 0 0']
    """
    key = unit.str.to_lowercase().str.replace_all(r"\s+", " ")
    key = key.str.replace_all(_calendar_pattern(), SLOT).str.replace_all(r"\d+(?:[.,:/-]\d+)*", SLOT)
    return key.str.strip_chars(" -–—•*·|>»:.,;")


def _calendar_pattern() -> str:
    forms = pl.concat([table.filter(pl.col("scope") == "word")["form"] for table in (months(), weekdays())])
    return rf"\b(?:{forms_pattern(forms)})\b"
