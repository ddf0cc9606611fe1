"""The numbers stage: sentences in, quantities out."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.numbers.context import read_context
from transforms.numbers.exclude import keep_quantities
from transforms.numbers.find import find_candidates
from transforms.numbers.kinds import name_kind
from transforms.numbers.measure import measure
from transforms.numbers.nouns import count
from transforms.numbers.ranges import join_ranges, share_units
from transforms.numbers.readings import settle_reading
from transforms.numbers.values import as_written, parse_numbers
from transforms.schemas import Quantity, Sentence


def find_quantities(sentences: dy.DataFrame[Sentence]) -> dy.DataFrame[Quantity]:
    """Every number in the sentences that counts or measures something.

    Returns :class:`transforms.schemas.Quantity` in order of appearance; offsets are those of the
    article. Numbers are as written with their scale multiplied in; ``si_*`` hold the value in SI units
    where the unit has a fixed size.

    >>> from transforms.spans import as_sentences
    >>> found = find_quantities(as_sentences(["Sekitar 12 ribu tentara tiba."]))
    >>> found.select("surface", "low", "precision", "unit").rows()
    [('Sekitar 12 ribu tentara', 12000.0, 'about', 'tentara')]
    """
    candidates = find_candidates(sentences)
    if candidates.is_empty():
        return Quantity.create_empty()
    numbers = candidates.join(parse_numbers(candidates["core"]), on="core", how="inner", maintain_order="left")
    if numbers.is_empty():
        return Quantity.create_empty()
    rows = settle_reading(count(measure(numbers)))
    rows = keep_quantities(share_units(read_context(join_ranges(rows))))
    return Quantity.validate(_shape(_bound(name_kind(rows)), sentences), cast=True)


def _bound(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``precision``, opens the side that a bound leaves open, and applies a minus sign."""
    negative = pl.col("minus") != ""
    low = pl.when(negative).then(-pl.col("high")).otherwise("low")
    high = pl.when(negative).then(-pl.col("low")).otherwise("high")
    precision = (
        pl.when("is_range").then(pl.lit("range")).when("is_vague").then(pl.lit("vague"))
        .otherwise(pl.col("precision").fill_null("exact"))
    )  # fmt: skip
    return rows.with_columns(low=low, high=high, precision=precision).with_columns(
        low=pl.when(pl.col("precision") != "at_most").then("low"),
        high=pl.when(pl.col("precision") != "at_least").then("high"),
    )


def _shape(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Widen each span to approximator, sign, unit and noun, cut its surface, convert to SI units."""
    ahead = (pl.col("approximator").str.len_chars() + pl.col("minus").str.len_chars()).cast(pl.Int64)
    adjacent = pl.col("unit_before").is_not_null() & ~pl.col("left_word").str.contains(")", literal=True)
    word_and_gap = pl.col("left_rest").str.extract(r"([^\s(\"“‘']+\s?[(\"“‘']?)$")
    label = pl.when(adjacent).then(word_and_gap.str.len_chars()).otherwise(0)
    behind = (pl.col("tail").str.len_chars() + pl.col("used") + pl.col("after_chars")).cast(pl.Int64)
    end = pl.col("end_char") + behind
    taken = pl.when(pl.col("article_no") == pl.col("article_no").shift(1)).then(end.shift(1))
    start = pl.max_horizontal(pl.col("start_char") - ahead - label.cast(pl.Int64), taken)
    texts = sentences.select("article_no", "sentence_no", _base=pl.col("start_char").cast(pl.Int64), _text="surface")
    offset = pl.col("offset").fill_null(0.0)
    return (
        rows.with_columns(start_char=start, end_char=end)
        .join(texts, on=["article_no", "sentence_no"], how="left", maintain_order="left")
        .with_columns(
            surface=pl.col("_text").str.slice(
                pl.col("start_char") - pl.col("_base"), pl.col("end_char") - pl.col("start_char")
            ),
            si_value_low=as_written(pl.col("low") * pl.col("factor") + offset),
            si_value_high=as_written(pl.col("high") * pl.col("factor") + offset),
            si_unit=pl.when(pl.col("factor").is_not_null()).then("si_unit"),
        )
        .select(Quantity.column_names())
    )
