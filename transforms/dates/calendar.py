"""Date arithmetic on columns: from a reading and the day it is measured from to first and last day."""

from __future__ import annotations

import polars as pl

DIRECTION_PENALTY = 10**6
"""More than any distance in days: a date on the wrong side of ``lalu`` or ``mendatang`` loses."""


def make_date(year: pl.Expr, month: pl.Expr, day: pl.Expr) -> pl.Expr:
    """The date of three integer expressions; null where there is no such day."""
    text = pl.concat_str(
        year.cast(pl.String).str.zfill(4),
        month.cast(pl.String).str.zfill(2),
        day.cast(pl.String).str.zfill(2),
        separator="-",
    )
    return text.str.to_date("%Y-%m-%d", strict=False)


def nearest_year(month: pl.Expr, day: pl.Expr, anchor: pl.Expr, direction: pl.Expr) -> pl.Expr:
    """The year that puts ``day``.``month`` nearest to ``anchor``: before it where direction is -1, after where 1."""
    best_cost, best_year = pl.lit(None, pl.Int64), pl.lit(None, pl.Int32)
    for shift in (0, -1, 1):  # a year either side
        year = anchor.dt.year() + shift
        away = (make_date(year, month, day) - anchor).dt.total_days()
        wrong = ((direction == -1) & (away > 0)) | ((direction == 1) & (away < 0))
        cost = away.abs() + pl.when(wrong.fill_null(False)).then(DIRECTION_PENALTY).otherwise(0)
        better = cost.is_not_null() & (best_cost.is_null() | (cost < best_cost))
        best_year = pl.when(better).then(year).otherwise(best_year)
        best_cost = pl.when(better).then(cost).otherwise(best_cost)
    return best_year


def monday(day: pl.Expr) -> pl.Expr:
    return day - pl.duration(days=day.dt.weekday() - 1)


def months_later(first: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The first of the month ``months`` after the month of ``first``."""
    number = first.dt.year().cast(pl.Int32) * 12 + first.dt.month().cast(pl.Int32) - 1 + months
    return make_date(number // 12, number % 12 + 1, pl.lit(1))


def last_of_months(first: pl.Expr, months: pl.Expr) -> pl.Expr:
    """The last day of the stretch of ``months`` whole months that begins on ``first``."""
    return months_later(first, months) - pl.duration(days=1)


def parts_of(start: pl.Expr, end: pl.Expr, unit: pl.Expr, part: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The beginning (1), middle (2) or end (3) of a stretch: days 1-10, 11-20, 21-end of a month,
    thirds of a year, of a quarter and of a semester by whole months, of a decade 0-3, 4-6, 7-9, and
    Monday-Tuesday, Wednesday-Friday, Saturday-Sunday of a week.
    """  # fmt: skip
    third = pl.when(unit == "year").then(4).when(unit == "semester").then(2).otherwise(1)
    by_months = unit.is_in(["year", "quarter", "semester"])
    month_first = months_later(start, third * (part - 1))
    day_first = start + pl.duration(days=10 * (part - 1))
    decade_first = make_date(
        start.dt.year() + pl.when(part == 1).then(0).when(part == 2).then(4).otherwise(7), *_JAN_1
    )
    decade_last = make_date(
        start.dt.year() + pl.when(part == 1).then(3).when(part == 2).then(6).otherwise(9), *_DEC_31
    )
    week_first = start + pl.duration(days=pl.when(part == 1).then(0).when(part == 2).then(2).otherwise(5))
    week_last = start + pl.duration(days=pl.when(part == 1).then(1).when(part == 2).then(4).otherwise(6))
    first = (
        pl.when(by_months).then(month_first)
        .when(unit == "month").then(day_first)
        .when(unit == "decade").then(decade_first)
        .when(unit == "week").then(week_first)
        .otherwise(start)
    )  # fmt: skip
    last = (
        pl.when(by_months).then(last_of_months(month_first, third))
        .when((unit == "month") & (part < 3)).then(day_first + pl.duration(days=9))
        .when(unit == "decade").then(decade_last)
        .when(unit == "week").then(week_last)
        .otherwise(end)
    )  # fmt: skip
    return pl.when(part.is_null()).then(start).otherwise(first), pl.when(part.is_null()).then(end).otherwise(
        last
    )


_JAN_1 = (pl.lit(1), pl.lit(1))
_DEC_31 = (pl.lit(12), pl.lit(31))
