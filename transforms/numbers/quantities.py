"""The numbers stage: sentences in, quantities out."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.numbers import tables
from transforms.numbers.context import read_context
from transforms.numbers.exclude import OF_MORE, keep_quantities
from transforms.numbers.find import find_candidates
from transforms.numbers.measure import is_noun, measure
from transforms.numbers.patterns import EDGE, any_of
from transforms.numbers.ranges import join_ranges
from transforms.numbers.values import parse_numbers
from transforms.schemas import Quantity, Sentence

OUT_OF = r"^\s(?:dari|di\s?antara)\s(?:total|sekitar|jumlah)?\s?$"
"""Between a part and the whole that names what both count: ``satu dari tiga tiket``."""
INFERRED_RUPIAH = 1e9
"""Below this, a number without unit is not taken for money."""


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
    numbers = candidates.join(
        parse_numbers(candidates["core"]), on="core", how="inner", maintain_order="left"
    )
    if numbers.is_empty():
        return Quantity.create_empty()
    rows = _settle_reading(measure(numbers))
    rows = keep_quantities(read_context(join_ranges(rows)))
    return Quantity.validate(_shape(_bound(_name_kind(rows)), sentences), cast=True)


def _settle_reading(rows: pl.DataFrame) -> pl.DataFrame:
    """Decide between ``1.500`` = 1500 and 1.5 by the unit and by the article's other numbers.

    A point before three digits parts thousands, unless the article writes decimals with points and the
    number has a scale or is a percentage. A comma before three digits parts thousands only where
    something is counted or paid without a scale, or where the article writes decimals with points.
    """
    point = pl.col("core").str.contains(r"[0-9]\.[0-9]{1,2}(?:[^0-9]|$)") & pl.col("core").str.contains(
        "^[^,]*$"
    )
    comma = pl.col("core").str.contains(r"[0-9],[0-9]{1,2}(?:[^0-9]|$)")
    english = (point.sum().over("article_no") > 0) & (comma.sum().over("article_no") == 0)
    percent = (pl.col("unit_kind") == "percent").fill_null(False)
    whole = ~pl.col("has_scale") & (
        pl.col("currency").is_not_null() | pl.col("noun").is_not_null() | pl.col("is_classified")
    )
    by_point = pl.col("core").str.contains(r"[0-9]\.[0-9]{3}")
    use_en = pl.when(by_point).then(english & (pl.col("has_scale") | percent)).otherwise(whole | english)
    reading = pl.when(pl.col("two_readings") & use_en)
    return rows.with_columns(
        low=reading.then("low_en").otherwise("low"), high=reading.then("low_en").otherwise("high")
    )


def _name_kind(rows: pl.DataFrame) -> pl.DataFrame:
    """Adds ``rule_id``, ``kind`` and ``unit``."""
    rupiah = (pl.col("currency") == "IDR").any().over("article_no")
    large = pl.col("has_scale") & (pl.col("low") >= INFERRED_RUPIAH)
    on_scale = pl.col("left_rest").str.contains(
        rf"(?i){EDGE}{any_of(tables.index_cues()['word'].to_list())}{EDGE}"
    )
    written = pl.col("core").str.contains(r"^[0-9]+[.,][0-9]{1,2}$")
    decimal = ((pl.col("low") != pl.col("low").floor()) | written) & ~pl.col("has_scale") & ~pl.col("is_part")
    level = decimal | (on_scale & ~pl.col("is_spelled") & ~pl.col("has_scale")).fill_null(False)
    points = (pl.col("noun").str.to_lowercase() == "poin").fill_null(False) & written
    rule = (
        pl.when(pl.col("currency_after").is_not_null()).then(pl.lit("num.money.name"))
        .when(pl.col("currency").is_not_null()).then(pl.lit("num.money.sign"))
        .when("is_age").then(pl.lit("num.age"))
        .when(pl.col("unit_kind").is_not_null()).then(pl.lit("num.unit"))
        .when(pl.col("unit_before").is_not_null()).then(pl.lit("num.unit.before"))
        .when(pl.col("is_bare") & large & rupiah).then(pl.lit("num.money.inferred"))
        .when(pl.col("is_part") & ~pl.col("has_scale")).then(pl.lit("num.part"))
        .when("is_classified").then(pl.lit("num.count.classifier"))
        .when("is_collective").then(pl.lit("num.count.group"))
        .when(points | (pl.col("is_bare") & level)).then(pl.lit("num.index"))
        .when(pl.col("noun").is_not_null()).then(pl.lit("num.count.noun"))
        .otherwise(pl.lit("num.count.bare"))
    )  # fmt: skip
    kinds = tables.rule_kinds()
    noun = pl.col("noun").str.replace(r"^([a-z]{4,})nya$", "${1}")
    kind = pl.coalesce(pl.col("kind"), pl.col("unit_kind"))
    return (
        rows.with_columns(rule_id=rule, noun=noun)
        .join(kinds, on="rule_id", how="left", maintain_order="left")
        .with_columns(kind=kind)
        .with_columns(unit=_unit())
    )


def _unit() -> pl.Expr:
    """Currency, unit as written, counted noun; a bare number counts what was counted last."""
    of_amount = pl.col("left_rest").str.extract(
        r"(?i)\b(?:jumlah|total|banyaknya)\s([a-z]{4,})(?:\s\S+){0,3}\s?$"
    )
    of_amount = pl.when(is_noun(of_amount)).then(of_amount)
    several = (pl.col("kind") == "count") & (pl.col("high") > 1)
    counted = pl.when(several).then(pl.coalesce("noun", of_amount))
    partitive = pl.col("right").str.contains(OF_MORE) | pl.col("word1").is_in(
        tables.outcomes()["word"].to_list()
    )
    said_before = pl.when(~pl.col("is_spelled") | partitive).then(counted.forward_fill().over("article_no"))
    behind = pl.col("start_char").shift(-1) - pl.col("end_char") == pl.col("gap").shift(
        -1
    ).str.len_chars().cast(pl.Int64)
    of_next = pl.when(behind & pl.col("gap").shift(-1).str.contains(OUT_OF)).then(counted.shift(-1))
    return (
        pl.when(pl.col("kind") == "money").then(pl.coalesce("currency_after", "currency", pl.lit("IDR")))
        .when(pl.col("rule_id") == "num.count.bare").then(pl.coalesce(of_amount, of_next, said_before))
        .when(pl.col("rule_id") == "num.index").then("noun")
        .otherwise(pl.coalesce("unit_text", "unit_before", "noun"))
    )  # fmt: skip


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
    label = (
        pl.when(pl.col("unit_before").is_not_null())
        .then(pl.col("left_word").str.len_chars() + 1)
        .otherwise(0)
    )
    behind = (pl.col("tail").str.len_chars() + pl.col("used") + pl.col("after_chars")).cast(pl.Int64)
    start, end = pl.col("start_char") - ahead - label.cast(pl.Int64), pl.col("end_char") + behind
    texts = sentences.select(
        "article_no", "sentence_no", _base=pl.col("start_char").cast(pl.Int64), _text="surface"
    )
    offset = pl.col("offset").fill_null(0.0)
    return (
        rows.with_columns(start_char=start, end_char=end)
        .join(texts, on=["article_no", "sentence_no"], how="left", maintain_order="left")
        .with_columns(
            surface=pl.col("_text").str.slice(
                pl.col("start_char") - pl.col("_base"), pl.col("end_char") - pl.col("start_char")
            ),
            si_value_low=pl.col("low") * pl.col("factor") + offset,
            si_value_high=pl.col("high") * pl.col("factor") + offset,
            si_unit=pl.when(pl.col("factor").is_not_null()).then("si_unit"),
        )
        .select(Quantity.column_names())
    )
