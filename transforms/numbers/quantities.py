"""The numbers stage: sentences in, quantities out."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from transforms.numbers.context import read_context
from transforms.numbers.exclude import keep_quantities
from transforms.numbers.find import find_candidates
from transforms.numbers.measure import measure
from transforms.numbers.ranges import join_ranges
from transforms.numbers.values import parse_numbers
from transforms.schemas import Quantity, Sentence


def find_quantities(sentences: dy.DataFrame[Sentence]) -> dy.DataFrame[Quantity]:
    """Every number in the sentences that counts or measures something.

    Returns :class:`transforms.schemas.Quantity` in order of appearance; offsets are those of the
    article. Numbers are as written with their scale multiplied in; ``si_*`` hold the value in SI units
    where the unit has a fixed size.

    >>> from transforms.spans import as_sentences
    >>> find_quantities(as_sentences(["Sekitar 12 ribu tentara tiba."])).select("surface", "low", "unit").rows()
    [('Sekitar 12 ribu tentara', 12000.0, 'tentara')]
    """
    candidates = find_candidates(sentences)
    if candidates.is_empty():
        return Quantity.create_empty()
    rows = candidates.join(parse_numbers(candidates["core"]), on="core", how="left", maintain_order="left")
    rows = _settle_reading(measure(rows.filter(pl.col("noise_rule").is_null() & pl.col("low").is_not_null())))
    rows = keep_quantities(read_context(join_ranges(rows)))
    return Quantity.validate(_shape(_settle(rows), sentences), cast=True)


def _settle_reading(rows: pl.DataFrame) -> pl.DataFrame:
    """Decide between ``1.500`` = 1500 and 1.5 by the unit and by the article's other numbers."""
    dot = pl.col("core").str.contains(r"[0-9]\.[0-9]{1,2}(?:[^0-9]|$)")
    comma = pl.col("core").str.contains(r"[0-9],[0-9]{1,2}(?:[^0-9]|$)")
    english = (dot.sum().over("article_no") > 0) & (comma.sum().over("article_no") == 0)
    measured = pl.col("has_scale") | (pl.col("unit_kind") == "percent").fill_null(False)
    has_dot = pl.col("core").str.contains(r"[0-9]\.[0-9]{3}")
    use_en = pl.col("two_readings") & pl.when(has_dot).then(english & measured).otherwise(~measured | english)
    return rows.with_columns(
        low=pl.when(use_en).then("low_en").otherwise("low"), high=pl.when(use_en).then("low_en").otherwise("high")
    )


def _settle(rows: pl.DataFrame) -> pl.DataFrame:
    currency = pl.coalesce("currency_after", "currency")
    inferred = pl.col("is_bare") & (pl.col("low") >= 1e9) & (pl.col("currency") == "IDR").any().over("article_no")
    bare = pl.col("is_bare") & currency.is_null()
    decimal = pl.col("core").str.contains(r"^[0-9]+[.,][0-9]{1,2}$") & ~pl.col("has_scale")
    kind = (
        pl.when(currency.is_not_null() | inferred)
        .then(pl.lit("money"))
        .when("is_age")
        .then(pl.lit("age"))
        .when(pl.col("unit_kind").is_not_null())
        .then("unit_kind")
        .when((pl.col("is_part") & ~pl.col("has_scale")) | (bare & decimal))
        .then(pl.lit("other"))
        .otherwise(pl.lit("count"))
    )
    rows = rows.with_columns(kind=kind, _money=currency.fill_null("IDR"))
    counted = pl.when((pl.col("kind") == "count")).then(pl.col("noun").str.to_lowercase())
    rows = rows.with_columns(
        unit=pl.when(pl.col("kind") == "money")
        .then("_money")
        .when((pl.col("kind") == "count") & (pl.col("is_bare")))
        .then(pl.col("noun").forward_fill().over("article_no"))
        .otherwise(pl.coalesce("unit_text", "noun")),
        rule_id=_rule(),
    )
    precision = (
        pl.when("is_range").then(pl.lit("range")).when("is_vague").then(pl.lit("vague"))
        .otherwise(pl.coalesce("precision", pl.when(pl.col("tail") != "").then(pl.lit("at_least")), pl.lit("exact")))
    )
    return rows.with_columns(precision=precision).with_columns(
        low=pl.when(pl.col("precision") != "at_most").then("low"),
        high=pl.when(pl.col("precision") != "at_least").then("high"),
    )


def _rule() -> pl.Expr:
    return (
        pl.when(pl.col("kind") == "money")
        .then(pl.when(pl.col("currency_after").is_not_null()).then(pl.lit("num.money.name")).when(pl.col("currency").is_not_null()).then(pl.lit("num.money.sign")).otherwise(pl.lit("num.money.inferred")))
        .when(pl.col("kind") == "age").then(pl.lit("num.age"))
        .when(pl.col("unit_kind").is_not_null()).then(pl.lit("num.unit"))
        .when("is_classified").then(pl.lit("num.count.classifier"))
        .when(pl.col("noun").is_not_null()).then(pl.lit("num.count.noun"))
        .otherwise(pl.lit("num.bare"))
    )


def _shape(rows: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    start = pl.col("start_char") - pl.col("approximator").str.len_chars().cast(pl.Int64)
    end = pl.col("end_char") + (pl.col("tail").str.len_chars() + pl.col("used") + pl.col("after_chars")).cast(pl.Int64)
    texts = sentences.select("article_no", "sentence_no", _base=pl.col("start_char").cast(pl.Int64), _text="surface")
    return (
        rows.with_columns(start_char=start, end_char=end)
        .join(texts, on=["article_no", "sentence_no"], how="left", maintain_order="left")
        .with_columns(
            surface=pl.col("_text").str.slice(pl.col("start_char") - pl.col("_base"), pl.col("end_char") - pl.col("start_char")),
            si_value_low=pl.col("low") * pl.col("factor") + pl.col("offset").fill_null(0.0),
            si_value_high=pl.col("high") * pl.col("factor") + pl.col("offset").fill_null(0.0),
            si_unit=pl.when(pl.col("factor").is_not_null()).then("si_unit"),
        )
        .select(Quantity.column_names())
    )
