"""From a reading and its anchor to the first and the last day it names."""

from __future__ import annotations

import polars as pl

from transforms.dates.calendar import last_of_months, make_date, monday, months_later, nearest_year, parts_of

_ONE = pl.lit(1)
_MONTHS_OF = {"month": 1, "quarter": 3, "semester": 6, "year": 12, "decade": 120}


def resolve(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``starts_on``, ``ends_on``, ``granularity``, ``relative`` (it needed its anchor), ``weekday_agrees``."""
    found = _years(found)
    shape = pl.col("shape")
    start, end = _days()
    for name, (first, last) in {
        "dom": _day_of_month(),
        "week_of_month": _week_of_month(),
        "weekday": (_weekday(), _weekday()),
        "day_word": (_shifted_day(), _shifted_day()),
        "ago": _ago(),
        "unit": _unit(),
    }.items():
        start = pl.when(shape == name).then(first).otherwise(start)
        end = pl.when(shape == name).then(last).otherwise(end)
    for name, (first, last) in _periods().items():
        start = pl.when(shape == name).then(first).otherwise(start)
        end = pl.when(shape == name).then(last).otherwise(end)
    found = found.with_columns(starts_on=start, ends_on=end)
    valid = pl.col("starts_on").is_not_null() & (pl.col("starts_on") <= pl.col("ends_on")).fill_null(False)
    return found.with_columns(
        starts_on=pl.when(valid).then("starts_on"),
        ends_on=pl.when(valid).then("ends_on"),
        granularity=_granularity(),
        weekday_agrees=_weekday_agrees(),
        impossible=~pl.col("relative") & ~valid,
    )


def _years(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``year`` (written, told by ``tahun lalu``, or nearest), ``year2`` and ``relative``."""
    month = pl.coalesce("month", "month2", pl.when(pl.col("unit") == "semester").then(pl.col("ord") * 6 - 3)
                        .when(pl.col("shape") == "quarter").then(pl.col("ord") * 3 - 1))  # fmt: skip
    day = pl.coalesce("d", pl.lit(15))
    anchor = pl.col("anchor_on")
    direction = pl.when(pl.col("later")).then(1).otherwise(pl.col("dir"))
    whole = pl.col("shape").is_in(["month", "quarter"])
    past = whole & (direction == -1) & (pl.col("shape") == "month")
    measured = pl.when(past).then(months_later(anchor, pl.lit(0)) - pl.duration(days=1)).otherwise(anchor)
    nearest = nearest_year(month, day, measured, direction)
    needs = pl.col("shape").is_in(["day", "days", "month", "quarter", "week_of_month", "dom"])
    told = anchor.dt.year() + pl.col("ydir")
    written = pl.coalesce("y", pl.when(pl.col("shape") == "days").then(pl.col("y2")))
    calendar = pl.col("shape").is_in(["day", "days", "month", "quarter", "year", "decade", "week_of_month"])
    return found.with_columns(
        year=pl.coalesce(written, told, pl.when(needs).then(nearest)),
        relative=~(calendar & written.is_not_null() & pl.col("mdir").is_null()),
        month=pl.coalesce("month", "month2"),
        month2=pl.coalesce("month2", "month"),
    )


def _days() -> tuple[pl.Expr, pl.Expr]:
    year, month, d = pl.col("year"), pl.col("month"), pl.col("d")
    crosses = (pl.col("month2") < month) & pl.col("y").is_null()
    start = make_date(year - crosses.fill_null(False).cast(pl.Int32), month, d)
    end = make_date(pl.coalesce("y2", "year"), pl.col("month2"), pl.coalesce("d2", "d"))
    shape = pl.col("shape")
    return pl.when(shape.is_in(["day", "days"])).then(start), pl.when(shape == "days").then(end).when(
        shape == "day"
    ).then(start)


def _day_of_month() -> tuple[pl.Expr, pl.Expr]:
    """``tanggal 9``: of this month or the one beside it, whichever puts it nearest; or as ``bulan depan`` says."""
    anchor = pl.col("anchor_on")

    def day(shift: pl.Expr, number: pl.Expr) -> pl.Expr:
        first = months_later(anchor, shift)
        return make_date(first.dt.year(), first.dt.month(), number)

    options = [day(pl.lit(k), pl.col("d")) for k in (0, -1, 1)]
    away = [(o - anchor).dt.total_days().abs() for o in options]
    least = pl.min_horizontal(away)
    shift = pl.when(away[0] == least).then(0).when(away[1] == least).then(-1).otherwise(1)
    shift = pl.coalesce("mdir", shift)
    return day(shift, pl.col("d")), day(shift, pl.coalesce("d2", "d"))


def _week_of_month() -> tuple[pl.Expr, pl.Expr]:
    by_name = make_date(pl.col("year"), pl.col("month"), _ONE)
    first = pl.coalesce(by_name, months_later(pl.col("anchor_on"), pl.col("mdir")))
    last = last_of_months(first, _ONE)
    final = pl.col("ord") == 9
    start = (
        pl.when(final)
        .then(last - pl.duration(days=6))
        .otherwise(first + pl.duration(days=7 * (pl.col("ord") - 1)))
    )
    return start, pl.min_horizontal(start + pl.duration(days=6), last)


def _weekday() -> pl.Expr:
    """The latest such day up to the anchor, unless a word or the sentence points elsewhere."""
    anchor, wd = pl.col("anchor_on"), pl.col("wd")
    back = (anchor.dt.weekday() - wd) % 7
    ahead = (wd - anchor.dt.weekday()) % 7
    shift = (
        pl.when(pl.col("dir") == -1).then(-((back - 1) % 7 + 1))
        .when((pl.col("dir") == 1) | pl.col("later")).then((ahead - 1) % 7 + 1)
        .when(pl.col("dir") == 0).then(wd - anchor.dt.weekday())
        .when(pl.col("future")).then(ahead)
        .otherwise(-back)
    )  # fmt: skip
    of_week = monday(anchor) + pl.duration(days=7 * pl.col("wdir") + wd - 1)
    return pl.when(pl.col("wdir").is_not_null()).then(of_week).otherwise(anchor + pl.duration(days=shift))


def _shifted_day() -> pl.Expr:
    return pl.col("anchor_on") + pl.duration(days=pl.col("when"))


def _stretch(unit: pl.Expr, units: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """The whole day, week, month … that lies ``units`` after the anchor's."""
    anchor = pl.col("anchor_on")
    week = monday(anchor) + pl.duration(days=7 * units)
    day = anchor + pl.duration(days=units)
    length = unit.replace_strict(_MONTHS_OF, default=None, return_dtype=pl.Int32)
    inside = (anchor.dt.month().cast(pl.Int32) - 1) % pl.min_horizontal(length, 12)
    decade = make_date(anchor.dt.year() // 10 * 10 + 10 * units, _ONE, _ONE)
    first = pl.when(unit == "decade").then(decade).otherwise(months_later(anchor, units * length - inside))
    start = pl.when(unit == "day").then(day).when(unit == "week").then(week).otherwise(first)
    end = pl.when(unit == "day").then(day).when(unit == "week").then(week + pl.duration(days=6))
    return start, end.otherwise(last_of_months(first, length))


def _ago() -> tuple[pl.Expr, pl.Expr]:
    """``dua pekan lalu``, ``tiga atau empat tahun lagi``; hours and minutes only from a known clock time."""
    unit, direction = pl.col("unit"), pl.col("dir")
    years = pl.when(unit == "decade").then(10).otherwise(1)
    coarse = pl.when(unit == "decade").then(pl.lit("year")).otherwise(unit)
    near = direction * pl.col("n") * years
    far = direction * pl.coalesce("n2", "n") * years
    start, end = (
        _stretch(coarse, pl.min_horizontal(near, far))[0],
        _stretch(coarse, pl.max_horizontal(near, far))[1],
    )
    minutes = direction * pl.col("n") * pl.when(unit == "hour").then(60).otherwise(1)
    clock = (pl.col("anchor_at").dt.replace_time_zone(None) + pl.duration(minutes=minutes)).dt.date()
    timed = unit.is_in(["hour", "minute"])
    return pl.when(timed).then(clock).otherwise(start), pl.when(timed).then(clock).otherwise(end)


def _unit() -> tuple[pl.Expr, pl.Expr]:
    """``pekan lalu``, ``akhir tahun depan``, ``akhir bulan``: a part that is over is the next one's if to come."""
    units = pl.col("dir").fill_null(0)
    start, end = parts_of(*_stretch(pl.col("unit"), units), pl.col("unit"), pl.col("part"))
    open_way = (pl.col("needs") == "part").fill_null(False) & pl.col("future") | pl.col("later")
    over = open_way & (end < pl.col("anchor_on")).fill_null(False)
    after = parts_of(*_stretch(pl.col("unit"), units + 1), pl.col("unit"), pl.col("part"))
    return pl.when(over).then(after[0]).otherwise(start), pl.when(over).then(after[1]).otherwise(end)


def _periods() -> dict[str, tuple[pl.Expr, pl.Expr]]:
    """Months, quarters, semesters, years and decades, with their parts."""
    year, part = pl.col("year"), pl.col("part")
    length = pl.when(pl.col("unit") == "semester").then(6).otherwise(3)
    month = make_date(year, pl.col("month"), _ONE)
    quarter = make_date(year, (pl.col("ord") - 1) * length + 1, _ONE)
    first_year = make_date(year, _ONE, _ONE)
    last_year = make_date(pl.coalesce("y2", "year"), pl.lit(12), pl.lit(31))
    ten_years = make_date(year + 9, pl.lit(12), pl.lit(31))
    return {
        "month": parts_of(month, last_of_months(month, _ONE), pl.lit("month"), part),
        "quarter": parts_of(quarter, last_of_months(quarter, length), pl.col("unit"), part),
        "year": parts_of(first_year, last_year, pl.lit("year"), part),
        "decade": parts_of(first_year, ten_years, pl.lit("decade"), part),
    }


def _granularity() -> pl.Expr:
    shape, unit = pl.col("shape"), pl.col("unit")
    span = pl.col("part").is_not_null() | pl.col("d2").is_not_null() | pl.col("n2").is_not_null()
    span = span | (shape == "days") | ((shape == "year") & pl.col("y2").is_not_null())
    day = shape.is_in(["day", "weekday", "day_word", "dom"])
    minute = day & pl.col("clock").str.contains(r"[0-9][.:][0-9]").fill_null(False)
    return (
        pl.when(span).then(pl.lit("span"))
        .when(minute).then(pl.lit("minute"))
        .when(day & pl.col("clock").is_not_null()).then(pl.lit("hour"))
        .when(day).then(pl.lit("day"))
        .when(shape == "week_of_month").then(pl.lit("week"))
        .when(shape.is_in(["month", "year", "decade"])).then(shape)
        .when(unit == "decade").then(pl.when(shape == "ago").then(pl.lit("year")).otherwise(pl.lit("decade")))
        .otherwise(unit)
    )  # fmt: skip


def _weekday_agrees() -> pl.Expr:
    first = pl.col("starts_on").dt.weekday() == pl.col("wd")
    second = (pl.col("ends_on").dt.weekday() == pl.col("wd2")).fill_null(True)
    return pl.when(pl.col("shape").is_in(["day", "days"]) & pl.col("wd").is_not_null()).then(first & second)
