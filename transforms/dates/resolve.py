"""From a reading and its anchor to the first and the last day it names."""

from __future__ import annotations

from collections.abc import Callable

import polars as pl

from transforms.dates.calendar import (
    ONE_DAY,
    first_of,
    make_date,
    monday_of,
    month_number,
    month_of,
    part_of_months,
    with_nearest_year,
)

MONTHS_OF = {"month": 1, "quarter": 3, "semester": 6, "year": 12, "decade": 120}
_BY_UNIT = {"day": "shifted", "week": "weeks", "hour": "clock", "minute": "clock"}
_WRONG_SIDE_DAYS = 1000
"""Added to a day of the month on the wrong side of ``tanggal 25 kemarin``: another month is nearer."""
_QUARTER_LEAN_DAYS = 120
"""A quarter without its year is more often one that is over: in October the first one is this year's."""
_PAST_LEAN_DAYS = 45
"""A month five ahead is the one seven months ago in news, unless the sentence looks ahead."""
_LAST_OF_MONTH = 9
"""The ordinal of ``terakhir``."""


def resolve(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``starts_on``, ``ends_on``, ``granularity``, ``weekday_agrees``, ``relative`` and ``impossible``.

    ``relative``: the days depend on the anchor. ``impossible``: the calendar has no such day.
    """
    found = _shifts(_years(found.with_row_index("row_no")))
    empty = found.with_columns(starts_on=pl.lit(None, pl.Date), ends_on=pl.lit(None, pl.Date))
    parts = [_WAYS[way](rows) for (way,), rows in found.group_by("way")]  # eight ways to reckon
    found = pl.concat([p.select(empty.columns) for p in parts] or [empty]).sort("row_no")
    valid = (pl.col("starts_on") <= pl.col("ends_on")).fill_null(False)
    return found.with_columns(
        starts_on=pl.when(valid).then("starts_on"),
        ends_on=pl.when(valid).then("ends_on"),
        granularity=_granularity(),
        impossible=~pl.col("relative") & ~valid,
    ).with_columns(weekday_agrees=_weekday_agrees())


def _years(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``year`` (written, told by ``tahun lalu``, or nearest to the anchor) and ``relative``."""
    shape, anchor = pl.col("shape"), pl.col("anchor_on")
    middle = pl.when(pl.col("unit") == "semester").then(pl.col("ord") * 6 - 3).otherwise(pl.col("ord") * 3 - 1)
    to_come = pl.col("later") | (pl.col("future") & (shape == "month") & pl.col("dir").is_null())
    side = pl.when(to_come).then(1).otherwise(pl.col("dir")).fill_null(0)
    this_month = first_of(month_of(anchor))
    bare_quarter = (shape == "quarter") & pl.col("dir").is_null() & (pl.col("unit") != "semester")
    near_to = (
        pl.when(bare_quarter & ~pl.col("future") & ~pl.col("later"))
        .then(anchor - pl.duration(days=_QUARTER_LEAN_DAYS))
        .when(shape != "month").then(anchor)
        .when(side == 1).then(this_month)
        .when(side == -1).then(this_month - ONE_DAY)
        .otherwise(anchor - pl.duration(days=_PAST_LEAN_DAYS))
    )  # fmt: skip
    found = found.with_columns(
        _month=pl.coalesce("month", "month2", pl.when(shape == "quarter").then(middle)),
        _day=pl.coalesce("d", pl.lit(15)),
        _near_to=near_to,
        _side=side,
        _written=pl.coalesce("y", pl.when(shape == "days").then(pl.col("y2"))),
    )
    found = _in_order(with_nearest_year(_middle_of_list(found)))
    calendar = shape.is_in(["day", "days", "month", "quarter", "year", "decade", "week_of_month"])
    return found.with_columns(
        year=pl.coalesce("_written", anchor.dt.year() + pl.col("ydir"), "nearest"),
        relative=~(calendar & pl.col("_written").is_not_null() & pl.col("mdir").is_null()),
        month=pl.coalesce("month", "month2"),
        month2=pl.coalesce("month2", "month"),
    )


def _middle_of_list(found: pl.DataFrame) -> pl.DataFrame:
    """Months of one list or range are judged by their middle: ``Januari hingga Juli`` is over in August.

    Sets ``_month`` of each to the middle one; adds ``_own_month`` and ``_turned``: whether the year turns before it.
    """
    listed = _in_one_list() & (pl.col("shape") == "month").all().over("chain_no")
    first, last = (getattr(pl.col("_month"), end)().over("chain_no") for end in ("first", "last"))
    middle = first - 1 + (last - first) % 12 // 2
    return found.with_columns(
        _own_month="_month",
        _month=pl.when(listed).then(middle % 12 + 1).otherwise("_month"),
        _turned=pl.when(listed).then(middle >= 12).otherwise(pl.lit(False)),
    )


def _in_order(found: pl.DataFrame) -> pl.DataFrame:
    """Months and days of one list or range follow the first: ``Oktober, November dan Januari`` go forward."""
    first_year = (pl.col("nearest") - pl.col("_turned").cast(pl.Int32)).first().over("chain_no")
    following = first_year + (pl.col("_own_month") < pl.col("_own_month").first().over("chain_no")).cast(pl.Int32)
    return found.with_columns(nearest=pl.when(_in_one_list()).then(following).otherwise("nearest"))


def _in_one_list() -> pl.Expr:
    plain = pl.col("shape").is_in(["day", "days", "month"]) & pl.col("_written").is_null() & pl.col("ydir").is_null()
    return plain.all().over("chain_no") & (pl.len().over("chain_no") > 1)


def _shifts(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``way`` (how to reckon) and, for relative words, ``low`` and ``high``: units from the anchor."""
    shape, unit = pl.col("shape"), pl.col("unit")
    tens = pl.when(unit == "decade").then(10).otherwise(1)  # satu dekade lalu: the year ten years ago
    near = pl.col("dir") * pl.col("n") * tens
    far = pl.col("dir") * pl.coalesce("n2", "n") * tens
    one = pl.when(shape == "day_word").then("when").otherwise(pl.col("dir").fill_null(0))
    ago = shape == "ago"
    by_unit = unit.replace_strict(_BY_UNIT, default="months", return_dtype=pl.String)
    return found.with_columns(
        low=pl.when(ago).then(pl.min_horizontal(near, far)).otherwise(one),
        high=pl.when(ago).then(pl.max_horizontal(near, far)).otherwise(one),
        unit=pl.when(ago & (unit == "decade")).then(pl.lit("year"))
        .when(shape.is_in(["month", "year", "decade"])).then(shape).otherwise(unit),
        way=pl.when(shape == "day_word").then(pl.lit("shifted"))
        .when(shape.is_in(["ago", "unit"])).then(by_unit)
        .when(shape.is_in(["month", "quarter", "year", "decade"])).then(pl.lit("months"))
        .otherwise(shape),
    )  # fmt: skip


def _day(rows: pl.DataFrame) -> pl.DataFrame:
    day = make_date(pl.col("year"), pl.col("month"), pl.col("d"))
    return rows.with_columns(starts_on=day).with_columns(ends_on="starts_on")


def _days(rows: pl.DataFrame) -> pl.DataFrame:
    """``17-20 Juni``; of two months without a year the first may lie in the year before."""
    crosses = ((pl.col("month2") < pl.col("month")) & pl.col("y").is_null()).fill_null(False)
    start = make_date(pl.col("year") - crosses.cast(pl.Int32), pl.col("month"), pl.col("d"))
    end = make_date(pl.coalesce("y2", "year"), pl.col("month2"), pl.coalesce("d2", "d"))
    return rows.with_columns(starts_on=start, ends_on=end)


def _day_of_month(rows: pl.DataFrame) -> pl.DataFrame:
    """``tanggal 9``: of this month or the one beside it, whichever is nearest; or as ``bulan depan`` says."""
    anchor = pl.col("anchor_on")
    names = []
    for shift in (0, -1, 1):  # the months around
        month = month_of(anchor) + shift
        day = make_date(month // 12, month % 12 + 1, pl.col("d"))
        names.append(f"_away_{shift}")
        away = (day - anchor).dt.total_days()
        wrong = ((away * pl.col("_side")) < 0).fill_null(False)
        rows = rows.with_columns((away.abs() + wrong.cast(pl.Int64) * _WRONG_SIDE_DAYS).alias(names[-1]))
    least = pl.min_horizontal(names)
    nearest = pl.when(pl.col("_away_0") == least).then(0).when(pl.col("_away_-1") == least).then(-1).otherwise(1)
    rows = rows.with_columns(_no=month_of(anchor) + pl.coalesce("mdir", nearest))
    year, month = pl.col("_no") // 12, pl.col("_no") % 12 + 1
    return rows.with_columns(
        starts_on=make_date(year, month, pl.col("d")), ends_on=make_date(year, month, pl.coalesce("d2", "d"))
    )


def _week_of_month(rows: pl.DataFrame) -> pl.DataFrame:
    """``pekan kedua Juni``: days 8-14; the last is the last seven days."""
    month = pl.coalesce(month_number(pl.col("year"), pl.col("month")), month_of(pl.col("anchor_on")) + pl.col("mdir"))
    rows = rows.with_columns(_first=first_of(month), _last=first_of(month + 1) - ONE_DAY)
    counted = pl.col("_first") + pl.duration(days=7 * (pl.col("ord") - 1))
    last = pl.col("ord") == _LAST_OF_MONTH
    rows = rows.with_columns(starts_on=pl.when(last).then(pl.col("_last") - pl.duration(days=6)).otherwise(counted))
    return rows.with_columns(ends_on=pl.min_horizontal(pl.col("starts_on") + pl.duration(days=6), "_last"))


def _weekday(rows: pl.DataFrame) -> pl.DataFrame:
    """The latest such day up to the anchor, unless a word or the sentence points elsewhere."""
    anchor, wd, direction = pl.col("anchor_on"), pl.col("wd"), pl.col("dir")
    rows = rows.with_columns(_back=(anchor.dt.weekday() - wd) % 7, _ahead=(wd - anchor.dt.weekday()) % 7)
    shift = (
        pl.when(pl.col("wdir").is_not_null()).then(7 * pl.col("wdir") + wd - anchor.dt.weekday())
        .when(direction == -1).then(-((pl.col("_back") - 1) % 7 + 1))
        .when((direction == 1) | pl.col("later")).then((pl.col("_ahead") - 1) % 7 + 1)
        .when(direction == 0).then(wd - anchor.dt.weekday())
        .when(pl.col("future")).then(pl.col("_ahead"))
        .otherwise(-pl.col("_back"))
    )  # fmt: skip
    return rows.with_columns(starts_on=anchor + pl.duration(days=shift)).with_columns(ends_on="starts_on")


def _shifted(rows: pl.DataFrame) -> pl.DataFrame:
    anchor = pl.col("anchor_on")
    return rows.with_columns(starts_on=anchor + pl.duration(days="low"), ends_on=anchor + pl.duration(days="high"))


def _clock(rows: pl.DataFrame) -> pl.DataFrame:
    """``dua jam lalu``: only from a known clock time."""
    step = pl.when(pl.col("unit") == "hour").then(60).otherwise(1)
    moment = pl.col("anchor_at").dt.replace_time_zone(None)
    return rows.with_columns(
        starts_on=(moment + pl.duration(minutes=pl.col("low") * step)).dt.date(),
        ends_on=(moment + pl.duration(minutes=pl.col("high") * step)).dt.date(),
    )


def _weeks(rows: pl.DataFrame) -> pl.DataFrame:
    """Monday to Sunday; its beginning Monday-Tuesday, its middle Wednesday-Friday, its end the weekend."""
    part = pl.col("part")
    first = pl.when(part == 2).then(2).when(part == 3).then(5).otherwise(0)
    last = pl.when(part == 1).then(1).when(part == 2).then(4).otherwise(6)
    rows = rows.with_columns(_monday=monday_of(pl.col("anchor_on")))
    return rows.with_columns(
        starts_on=pl.col("_monday") + pl.duration(days=7 * pl.col("low") + first),
        ends_on=pl.col("_monday") + pl.duration(days=7 * pl.col("high") + last),
    )


def _months(rows: pl.DataFrame) -> pl.DataFrame:
    """Months, quarters, semesters, years and decades, written or counted from the anchor, and their parts."""
    shape, anchor = pl.col("shape"), pl.col("anchor_on")
    length = pl.col("unit").replace_strict(MONTHS_OF, default=None, return_dtype=pl.Int32)
    counted = shape.is_in(["ago", "unit"])
    rows = rows.with_columns(_length=length, _month_no=month_of(anchor))
    begun = pl.col("_month_no") - pl.col("_month_no") % pl.col("_length")
    month = (
        pl.when(shape == "month").then("month")
        .when(shape == "quarter").then((pl.col("ord") - 1) * pl.col("_length") + 1)
        .otherwise(1)
    )  # fmt: skip
    years = pl.coalesce(pl.col("y2") - pl.col("year") + 1, 1)
    rows = rows.with_columns(
        first_month=pl.when(counted)
        .then(begun + pl.col("low") * pl.col("_length"))
        .otherwise(month_number(pl.col("year"), month)),
        month_count=pl.when(counted)
        .then((pl.col("high") - pl.col("low") + 1) * pl.col("_length"))
        .when(shape == "year")
        .then(years * 12)
        .otherwise("_length"),
    )
    return _next_if_over(rows)


def _next_if_over(rows: pl.DataFrame) -> pl.DataFrame:
    """``akhir tahun``, ``awal tahun nanti`` where the sentence looks ahead: the next if this is over."""
    out = part_of_months(rows.with_columns(_first_month="first_month", _month_count="month_count"))
    to_come = ((pl.col("needs") == "part").fill_null(False) & pl.col("future")) | pl.col("later")
    over = (pl.col("shape") == "unit") & to_come & (pl.col("ends_on") < pl.col("anchor_on"))
    out = out.with_columns(
        first_month=pl.when(over).then(pl.col("_first_month") + pl.col("_length")).otherwise("_first_month"),
        month_count="_month_count",
    )
    return part_of_months(out)


_WAYS: dict[str, Callable[[pl.DataFrame], pl.DataFrame]] = {
    "day": _day,
    "days": _days,
    "dom": _day_of_month,
    "week_of_month": _week_of_month,
    "weekday": _weekday,
    "shifted": _shifted,
    "clock": _clock,
    "weeks": _weeks,
    "months": _months,
}


def _granularity() -> pl.Expr:
    way = pl.col("way")
    day = way.is_in(["day", "weekday", "shifted", "dom"])
    several = pl.col("part").is_not_null() | (way == "days") | (pl.col("low") != pl.col("high")).fill_null(False)
    several = several | pl.col("d2").is_not_null() | pl.col("y2").is_not_null() & (pl.col("shape") == "year")
    minute = pl.col("clock").str.contains(r"[0-9][.:][0-9]").fill_null(False)
    return (
        pl.when(several).then(pl.lit("span"))
        .when(day & minute).then(pl.lit("minute"))
        .when(day & pl.col("clock").is_not_null()).then(pl.lit("hour"))
        .when(day).then(pl.lit("day"))
        .when(way == "week_of_month").then(pl.lit("week"))
        .otherwise("unit")
    )  # fmt: skip


def _weekday_agrees() -> pl.Expr:
    first = pl.col("starts_on").dt.weekday() == pl.col("wd")
    second = (pl.col("ends_on").dt.weekday() == pl.col("wd2")).fill_null(True)
    unreadable = pl.col("odd_year").is_not_null() & pl.col("starts_on").is_null()
    agrees = pl.when(unreadable).then(False).otherwise(first & second)
    return pl.when(pl.col("shape").is_in(["day", "days"]) & pl.col("wd").is_not_null()).then(agrees)
