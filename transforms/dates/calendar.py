"""Date arithmetic on columns. Months are numbered from year 0 (``year * 12 + month - 1``) to be added."""

from __future__ import annotations

import polars as pl

ONE_DAY = pl.duration(days=1)
_WRONG_SIDE = 10**6
"""More than any distance in days: a date on the wrong side of ``lalu`` or ``mendatang`` loses."""


def make_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of integer expressions; null where there is no such day."""
    there = first_of(month_number(year, month)) + pl.duration(days=day - 1)
    return pl.when(month.is_between(1, 12) & (there.dt.month() == month)).then(there)


def month_number(year: pl.Expr, month: pl.Expr) -> pl.Expr:
    return year.cast(pl.Int32) * 12 + month.cast(pl.Int32) - 1


def month_of(day: pl.Expr) -> pl.Expr:
    """The number of the month in which ``day`` lies."""
    return month_number(day.dt.year(), day.dt.month())


def first_of(month_no: pl.Expr) -> pl.Expr:
    """The first day of the month with this number; null outside the years 1 to 9998."""
    inside = pl.when(month_no.is_between(12, 9998 * 12 + 11)).then(month_no)
    return pl.date(inside // 12, inside % 12 + 1, 1)


def monday_of(day: pl.Expr) -> pl.Expr:
    return day - pl.duration(days=day.dt.weekday() - 1)


def with_nearest_year(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``nearest``: the year that puts ``_month``, ``_day`` nearest to ``_near_to``.

    ``_side`` -1 asks for a date up to it, 1 for one from it on, 0 for either.
    """
    costs = []
    for shift in (0, -1, 1):  # a year either side
        away = (
            make_date(pl.col("_near_to").dt.year() + shift, pl.col("_month"), pl.col("_day")) - pl.col("_near_to")
        ).dt
        frame = frame.with_columns(away.total_days().alias("_away"))
        wrong = (pl.col("_away") * pl.col("_side") < 0).fill_null(False)
        costs.append(f"_cost_{shift}")
        frame = frame.with_columns((pl.col("_away").abs() + wrong.cast(pl.Int64) * _WRONG_SIDE).alias(costs[-1]))
    least = pl.min_horizontal(costs)
    years = (
        pl.when(pl.col("_cost_0") == least).then(0)
        .when(pl.col("_cost_-1") == least).then(-1)
        .when(pl.col("_cost_1") == least).then(1)
    )  # fmt: skip
    return frame.with_columns(nearest=pl.col("_near_to").dt.year() + years).drop(*costs, "_away")


def part_of_months(frame: pl.DataFrame) -> pl.DataFrame:
    """From ``first_month`` and ``month_count`` to ``starts_on`` and ``ends_on``, cut to ``part`` of ``unit``.

    The beginning (1), middle (2) and end (3) of a month are its days 1-10, 11-20, 21-end; of a year, a
    semester and a quarter the thirds of its months; of a decade the years 0-3, 4-6 and 7-9.
    """
    part, unit = pl.col("part"), pl.col("unit")
    third = pl.col("month_count") // 3
    decade_skip = pl.when(part == 1).then(0).when(part == 2).then(48).otherwise(84)
    cut = part.is_not_null() & (unit != "month")
    skip = pl.when(unit == "decade").then(decade_skip).otherwise((part - 1) * third)
    length = pl.when(unit == "decade").then(pl.when(part == 1).then(48).otherwise(36)).otherwise(third)
    frame = frame.with_columns(
        first_month=pl.when(cut).then(pl.col("first_month") + skip).otherwise("first_month"),
        month_count=pl.when(cut).then(length).otherwise("month_count"),
    )
    days = part.is_not_null() & (unit == "month")
    frame = frame.with_columns(
        _first=first_of(pl.col("first_month")),
        _last=first_of(pl.col("first_month") + pl.col("month_count")) - ONE_DAY,
    )
    return frame.with_columns(
        starts_on=pl.when(days).then(pl.col("_first") + pl.duration(days=10 * (part - 1))).otherwise("_first"),
        ends_on=pl.when(days & (part < 3)).then(pl.col("_first") + pl.duration(days=10 * part - 1)).otherwise("_last"),
    ).drop("_first", "_last")
