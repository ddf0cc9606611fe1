"""Marks whose value follows them: ``Penulis: …``, ``Tag: …``, and captions that stand before their credit."""

from __future__ import annotations

import polars as pl

LONGEST_VALUE = 90
"""Longest value that may run to the end of its line; in a longer line only the names after the mark are one."""
NAMES = r"^(?:\p{Lu}[\p{L}.'’-]*[ ,&/]*){1,5}"


def find_values(marks: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Extend marks of reach ``value`` over their value and of ``caption_start`` back over the caption.

    Takes and returns ``article_no``, ``start_char``, ``end_char``, ``surface``, ``reach`` and others, in order.
    """
    after = pl.col("start_char").shift(-1).over("article_no").alias("_next")
    before = pl.col("end_char").shift(1).over("article_no").alias("_previous")
    wide = marks.with_columns(after, before)
    chosen = wide.filter(pl.col("reach").is_in(["value", "caption_start"])).join(
        articles.select("article_no", "text"), on="article_no", how="left", maintain_order="left"
    )
    if chosen.is_empty():
        return marks
    values = _with_value(chosen.filter(pl.col("reach") == "value"))
    captions = _with_caption(chosen.filter(pl.col("reach") == "caption_start"))
    rest = marks.filter(~pl.col("reach").is_in(["value", "caption_start"]))
    return pl.concat([rest, values.select(marks.columns), captions.select(marks.columns)]).sort(
        "article_no", "start_char"
    )


def _with_value(marks: pl.DataFrame) -> pl.DataFrame:
    room = (pl.col("_next").cast(pl.Int64) - pl.col("end_char").cast(pl.Int64)).fill_null(1_000)
    rest = (
        pl.col("text")
        .str.slice(pl.col("end_char"), pl.min_horizontal(room, pl.lit(1_000)))
        .str.extract(r"^([^\n\t©]*)", 1)
    )
    value = (
        pl.when(rest.str.len_chars() <= LONGEST_VALUE).then(rest).otherwise(rest.str.extract(NAMES, 0).fill_null(""))
    )
    return _extended(marks.with_columns(_value=value.str.strip_chars_end()))


def _extended(marks: pl.DataFrame) -> pl.DataFrame:
    return marks.with_columns(
        end_char=(pl.col("end_char") + pl.col("_value").str.len_chars()).cast(pl.UInt32),
        surface=pl.col("surface") + pl.col("_value"),
    )


def _with_caption(marks: pl.DataFrame) -> pl.DataFrame:
    """Take the caption before a credit: back to the sentence before it, or to the mark before that.

    Where the sentence goes on in lower case after the credit, its last capitalised word opens the next one.
    """
    start = pl.col("start_char").cast(pl.Int64)
    room = pl.min_horizontal(start - pl.col("_previous").fill_null(0).cast(pl.Int64), pl.lit(400))
    left = pl.col("text").str.slice(pl.max_horizontal(start - room, pl.lit(0)), room)
    caption = left.str.extract(r"(?:^|[.!?”\"\n]\s+)(\p{Lu}[^\n.!?]{15,300}?[.,)]?\s*)$", 1).fill_null("")
    goes_on = pl.col("text").str.slice(pl.col("end_char"), 2).str.contains(r"^\s?\p{Ll}|^,")
    credit = pl.when(goes_on).then(pl.col("surface").str.replace(r"\s+\S+$", "")).otherwise("surface")
    marks = marks.with_columns(_left=caption, _credit=credit)
    return marks.with_columns(
        start_char=(pl.col("start_char") - pl.col("_left").str.len_chars()).cast(pl.UInt32),
        end_char=(pl.col("start_char") + pl.col("_credit").str.len_chars()).cast(pl.UInt32),
        surface=pl.col("_left") + pl.col("_credit"),
    )
