"""Written numbers to values: ``dua puluh lima ribu``, ``1,5 juta``, ``Rp 1,2 T``, ``puluhan ribu``.

Works on distinct surfaces: each is taken apart into words, the words are valued by joins with the
reference tables, and the values are folded back by cumulative arithmetic.
"""

from __future__ import annotations

import polars as pl

from transforms.numbers import tables
from transforms.numbers.currencies import currencies
from transforms.numbers.patterns import (
    COLLECTIVE,
    DAYS_OF_HOURS,
    FRACTION,
    currency_before,
    fused,
    noise,
    scale,
    small_pair,
    spelled,
    vague,
)

WELL_FORMED = r"^(?:[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?|[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]+(?:[.,][0-9]+)?)$"
DECIMAL_DIGITS = 15
"""A binary double holds any decimal number of so many digits."""
TWO_READINGS = r"^[1-9][0-9]{0,2}[.,][0-9]{3}$"


def parse_numbers(surfaces: pl.Series) -> pl.DataFrame:
    """Value each distinct surface of ``surfaces`` that is a number; other shapes are left out.

    Returns ``core`` and: ``currency`` (ISO 4217 of a sign in front, else null), ``low`` and ``high`` by
    Indonesian separators and ``low_en`` by English ones, ``two_readings`` (the two may differ),
    ``is_vague`` (``puluhan``), ``is_pair`` (``dua tiga``), ``is_upward`` (``200 jutaan``),
    ``is_collective`` (``ke-32``), ``has_scale``, ``tail_scale`` (factor of the last scale word),
    ``is_spelled``, ``is_part`` (a fraction of a whole), ``lead`` (the first word, in lower case).

    >>> parse_numbers(pl.Series(["Rp 1,2 triliun", "dua puluh lima ribu"])).sort("low")["low"].to_list()
    [25000.0, 1200000000000.0]
    """
    distinct = pl.DataFrame({"core": surfaces.unique()})
    numbers = _with_currency(distinct.filter(~is_noise())).with_row_index("_id")
    return _fold(numbers, _value_words(_split_words(numbers)))


def is_noise() -> pl.Expr:
    """Whether the whole of ``core`` has a shape that is no quantity; money always is one."""
    is_number = pl.col("core").str.contains(rf"^(?:{currency_before()}|{DAYS_OF_HOURS}|{FRACTION}$)")
    return pl.col("core").str.contains(f"^{noise()}$") & ~is_number


def _with_currency(frame: pl.DataFrame) -> pl.DataFrame:
    """Split sign, ordinal prefix and the ending ``-an`` of a scale from the number; check number words."""
    before = currencies().filter(pl.col("place") == "before").select("spelling", "currency")
    frame = frame.with_columns(spelling=pl.col("core").str.extract(f"^({currency_before()})"))
    body = pl.col("core").str.slice(pl.col("spelling").str.len_chars().fill_null(0)).str.strip_chars()
    gathers = pl.col("core").str.contains(f"^{COLLECTIVE}$")
    upward = body.str.extract(rf"(?:[0-9]|\s|^(?i:se))(?i:puluh|ratus|{scale()})(an)$").is_not_null()
    frame = (
        frame.join(before, on="spelling", how="left", maintain_order="left")
        .with_columns(is_collective=gathers, is_upward=upward)
        .with_columns(
            _body=pl.when("is_collective").then(body.str.replace(r"^[Kk]e\s?-?\s?", ""))
            .when("is_upward").then(body.str.head(body.str.len_chars() - 2)).otherwise(body)
        )
    )  # fmt: skip
    words = pl.col("_body").str.to_lowercase().str.replace(r"\s?\([^)]*\)$", "")
    by_grammar = words.str.contains(f"^(?:{spelled()}|{vague()}|{fused()})$") | words.str.contains("[0-9]")
    frame = frame.with_columns(is_pair=words.str.contains(f"^{small_pair()}$"))
    return frame.filter(by_grammar | pl.col("is_pair"))


def _split_words(numbers: pl.DataFrame) -> pl.DataFrame:
    """One row a word; a repetition in brackets (``5 (lima)``) is left out, glued scales are cut off."""
    body = (
        pl.col("_body")
        .str.replace_all(r"\s?\([^)]*\)", " ")
        .str.replace_all(r"([0-9])([A-Za-z])", "${1} ${2}")
        .str.replace(r"\s?[xX×]\s?24$", " x24")
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
    )
    return (
        numbers.select("_id", "currency", "is_pair", word=body.str.split(" "))
        .with_columns(place=pl.int_ranges(pl.col("word").list.len()))
        .explode("word", "place")
        .with_columns(lower=pl.col("word").str.to_lowercase())
    )


def _value_words(words: pl.DataFrame) -> pl.DataFrame:
    table = tables.number_words().rename({"word": "lower"}).with_columns(pl.col("role").cast(pl.String))
    one = tables.fused_quantities().select(lower="word", role=pl.lit("value"), low=1.0, high=1.0, scale=None)
    table = pl.concat([table, one], how="vertical_relaxed")
    special = tables.money_scales().filter(pl.col("currency").is_not_null())
    general = tables.money_scales().filter(pl.col("currency").is_null()).drop("currency")
    joined = (
        words.join(table, on="lower", how="left", maintain_order="left")
        .join(
            special.rename({"spelling": "word", "scale": "_s1"}),
            on=["word", "currency"],
            how="left",
            maintain_order="left",
        )
        .join(general.rename({"spelling": "word", "scale": "_s2"}), on="word", how="left", maintain_order="left")
    )
    is_digits = pl.col("word").str.contains(r"^[0-9]")
    fraction = pl.col("word").str.extract(f"^({FRACTION})$").str.split("/").list.eval(pl.element().cast(pl.Float64))
    part = fraction.list.get(0, null_on_oob=True) / fraction.list.get(1, null_on_oob=True)
    digits_id, digits_en = (pl.coalesce(_digits(*marks), part) for marks in ((",", "."), (".", ",")))
    return joined.with_columns(
        low=pl.when(is_digits).then(digits_id).otherwise("low"),
        high=pl.when(is_digits).then(digits_id).otherwise("high"),
        en=pl.when(is_digits).then(digits_en).otherwise("low"),
        scale=pl.coalesce("scale", "_s1", "_s2"),
        is_digits=is_digits,
        two_readings=pl.col("word").str.contains(TWO_READINGS),
    ).with_columns(
        low=pl.when(pl.col("is_pair") & (pl.col("place") == 1)).then(0.0).otherwise("low"),
        high=pl.when(pl.col("is_pair") & (pl.col("place") == 0)).then(0.0).otherwise("high"),
    )


def _digits(decimal: str, thousands: str) -> pl.Expr:
    """Value of a digit word where a lone separator before three digits is read by one convention."""
    word = pl.col("word")
    strip = word.str.replace_all(thousands, "", literal=True).str.replace(decimal, ".", literal=True)
    other = word.str.replace_all(decimal, "", literal=True).str.replace(thousands, ".", literal=True)
    both = word.str.contains(r"\..*,|,.*\.")
    last_is_decimal = word.str.contains(f"[{decimal}][0-9]+$")
    many_decimal = word.str.count_matches(decimal, literal=True) > 1
    lone_other = word.str.contains(rf"^[0-9]+[{thousands}][0-9]+$") & ~word.str.contains(
        rf"^[1-9][0-9]{{0,2}}[{thousands}][0-9]{{3}}$"
    )
    reading = pl.when((both & ~last_is_decimal) | many_decimal | lone_other).then(other).otherwise(strip)
    return pl.when(word.str.contains(WELL_FORMED)).then(reading).cast(pl.Float64, strict=False)


def _multiply(words: pl.DataFrame) -> pl.DataFrame:
    """Apply ``puluh``, ``ratus``, ``pertiga`` to the word before and decimal places after ``koma``.

    Adds ``group``: words up to and including one scale word (``dua ratus`` + ``ribu``).
    """
    same_next = pl.col("_id") == pl.col("_id").shift(-1)
    multiplies = pl.col("role").is_in(["times", "share"]).fill_null(False)
    times = pl.when(same_next & multiplies.shift(-1)).then(pl.col("low").shift(-1)).otherwise(1.0)
    point = words.filter(pl.col("role") == "point").select("_id", _point="place")
    words = words.join(point, on="_id", how="left", maintain_order="left")
    factor = times.fill_null(1.0) / 10.0 ** (pl.col("place") - pl.col("_point")).clip(lower_bound=0).fill_null(0)
    unread = pl.when(pl.col("is_digits")).then(pl.col("low").is_null())
    return words.with_columns(
        *[pl.when(~multiplies).then(pl.col(c) * factor).alias(c) for c in ("low", "high", "en")],
        group=pl.col("scale").is_not_null().cum_sum().shift(1, fill_value=0),
        is_vague=(pl.col("role") == "vague").fill_null(False),
        is_part=pl.col("role").is_in(["part", "share"]).fill_null(False) | pl.col("word").str.contains("/"),
        bad=unread.otherwise(pl.col("role").is_null() & pl.col("scale").is_null()),
    )


def as_written(product: pl.Expr) -> pl.Expr:
    """A product of decimals without what binary arithmetic adds: ``2,14 triliun`` is 2140000000000."""
    return pl.when(product == product.round()).then(product).otherwise(product.round_sig_figs(DECIMAL_DIGITS))


def _whole(value: pl.Expr) -> pl.Expr:
    """``as_written``, but of a fraction (``sepertiga``) all digits."""
    return pl.when("is_part").then(value).otherwise(as_written(value))


def _fold(numbers: pl.DataFrame, words: pl.DataFrame) -> pl.DataFrame:
    """Words of each surface to one value: add up within a group, scale the groups, add those up.

    A scale directly before a larger one multiplies it: ``sepuluh ribu triliun``.
    """
    sums = [pl.col(c).sum() for c in ("low", "high", "en")]
    flags = [pl.col(c).any() for c in ("is_vague", "is_part", "is_digits", "two_readings", "bad")]
    groups = (
        _multiply(words)
        .group_by("_id", "group", maintain_order=True)
        .agg(*sums, *flags, pl.col("scale").max(), lead=pl.col("lower").first())
    )
    own = pl.col("scale").fill_null(1.0)
    bigger = pl.when(pl.col("_id") == pl.col("_id").shift(-1)).then(pl.col("scale").shift(-1))
    onward = pl.when(pl.col("scale").is_not_null() & (bigger > own)).then(bigger).otherwise(1.0)
    groups = groups.with_columns(factor=own * onward).with_columns(
        low=pl.col("low") * pl.col("factor"),
        en=pl.col("en") * pl.col("factor"),
        vague_high=pl.when("is_vague").then((pl.col("high") + 1) * pl.col("factor")).otherwise(0.0),
        high=pl.col("high") * pl.col("factor"),
        tail_scale=pl.when(pl.col("scale").is_not_null()).then("factor"),
    )
    total = groups.group_by("_id", maintain_order=True).agg(
        *sums, *flags, pl.col("vague_high").sum(), pl.col("lead").first(), pl.col("tail_scale").last(),
        has_scale=pl.col("scale").is_not_null().any(),
    )  # fmt: skip
    descends = pl.col("is_pair") & (pl.col("high") <= pl.col("low"))
    return (
        numbers.join(total.filter(~pl.col("bad")), on="_id", how="inner", maintain_order="left")
        .filter(~descends)
        .with_columns(
            low=_whole(pl.col("low")),
            high=_whole(pl.when("is_vague").then(pl.col("vague_high") - 1).otherwise("high")),
            low_en=_whole(pl.col("en")),
            is_spelled=~pl.col("is_digits"),
        )
        .select(
            "core", "currency", "low", "high", "low_en", "is_vague", "is_pair", "is_upward", "is_collective",
            "is_part", "is_spelled", "has_scale", "two_readings", "lead", "tail_scale",
        )
    )  # fmt: skip
