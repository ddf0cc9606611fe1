"""Publishers' date strings: the moment and the day at which an article was published.

A string may hold labels, a weekday, an author, a headline and several time stamps. Every stamp in it
is located; one labelled as an update counts only where there is no other. Day stands before month
unless the month would be above 12, the clock is a twelve-hour one, or the weekday beside it fits only
the other order. Nothing raises: what holds no calendar date (``3 jam lalu``) gives nulls.
"""

from __future__ import annotations

import functools
import re

import dataframely as dy
import polars as pl

from transforms.calendar_words import forms_pattern, months, weekdays
from transforms.reference import load_table
from transforms.spans import find_spans

WIB_MINUTES = 420
YEARS = (1800, 2199)
"""A year outside is garbage (``0001-01-01``) and gives null."""
EPOCH_SECONDS = (946_684_800, 4_102_444_800)
"""2000 to 2100: a bare number outside is not read as a time."""


class _Zone(dy.Schema):
    form = dy.String()
    offset_minutes = dy.Int32()
    kind = dy.Enum(("own", "world"))
    """``own``: the source itself keeps this zone, so that its day counts; ``world``: count the day in WIB."""


class _Label(dy.Schema):
    form = dy.String()
    kind = dy.Enum(("published", "updated"))


@functools.cache
def _zones() -> pl.DataFrame:
    return load_table("time_zones", _Zone, unique=["form"])


@functools.cache
def _labels() -> pl.DataFrame:
    return load_table("stamp_labels", _Label, unique=["form"])


_CLOCK = r"(?:[01]?[0-9]|2[0-3])[.:][0-5][0-9](?:[.:][0-5][0-9](?:[.,][0-9]+)?)?"
_OFFSET = r"[+-][0-9]{2}:?[0-9]{2}\b|\+[0-9]{2}\b"
_HALF = r"\s*(?:[ap]\.?m\b\.?)"
_GAP = r"[\s,;|/T@()·•_–—-]*(?:(?:pukul|jam|pkl|at)\b[\s.:]*)?"


@functools.cache
def _patterns() -> dict[str, str]:
    """The date forms, by name, and the pattern ``stamp`` that locates any of them with its clock."""
    month = f"(?:{forms_pattern(months()['form'])})"
    zone = f"(?:{forms_pattern(_zones()['form'])})"
    sep = r"[\s.,/_-]*"
    year = r"(?P<y>[12][0-9]{3}|'?[0-9]{2}\b)"
    nth = "(?:st|nd|rd|th)?"
    dates = {
        "year_first": r"\b(?P<y>[12][0-9]{3})[-/.](?P<m>[0-9]{1,2})[-/.](?P<d>[0-9]{1,2})",
        "day_named": rf"(?:\b|_)(?P<d>[0-9]{{1,2}}){nth}{sep}(?P<month>{month}){sep}{year}",
        "named_day": rf"\b(?P<month>{month})[\s.]*(?P<d>[0-9]{{1,2}}){nth}\b[\s,]+"
        rf"(?:{_CLOCK}\s+(?:{zone}\s+)?)?(?P<y>[12][0-9]{{3}})\b",
        "numeric": rf"\b(?P<d>[0-9]{{1,2}})\s?[-/.]\s?(?P<m>[0-9]{{1,2}})\s?[-/.]\s?{year}",
        "compact": r"^\s*(?P<y>(?:19|20)[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?:T?[0-9]{6})?Z?\s*$",
    }
    bare = "|".join(re.sub(r"\?P<\w+>", "?:", p) for p in dates.values())
    tail = rf"(?:{_HALF})?\s*(?:{_OFFSET}|\(?{zone}(?:\s?{_OFFSET}|[+-][0-9]{{1,2}}\b)?)?"
    stamp = rf"(?i)(?:{_CLOCK}{tail}[\s,|–—-]+(?:\p{{L}}+,?\s+)?)?(?:{bare})(?:{_GAP}{_CLOCK}{tail})?"
    return {name: f"(?i){p}" for name, p in dates.items()} | {"stamp": stamp}


def parse_published(strings: pl.Series) -> pl.DataFrame:
    """Read publishers' date strings, one row for each, in order.

    Columns: ``published_at`` (Datetime µs, Asia/Jakarta; null where the string gives no clock time, or
    only a midnight to the second without a zone, which stands for a missing one) and ``published_on``
    (Date: the day as written where the string names WIB, WITA, WIT or no zone; the day in WIB where it
    gives an offset, UTC or an epoch).

    >>> s = pl.Series([", Jurnalis-Senin, 16 Juni 2025 |15:20 WIB", "2025-11-12T20:06:14+00:00", "baru saja"])
    >>> parse_published(s)["published_on"].to_list()
    [datetime.date(2025, 6, 16), datetime.date(2025, 11, 13), None]
    """
    rows = strings.cast(pl.String).to_frame("string").with_columns(pl.col("string").str.strip_chars())
    distinct = rows.unique(maintain_order=True).drop_nulls().with_row_index("string_no")
    stamps = _chosen_stamps(distinct)
    read = _read_stamps(distinct.join(stamps, on="string_no", how="left"))
    return rows.join(read, on="string", how="left", maintain_order="left").select("published_at", "published_on")


def _chosen_stamps(distinct: pl.DataFrame) -> pl.DataFrame:
    """The stamp that tells the publication: ``string_no``, ``stamp``, ``weekday`` written before it."""
    kinds = {k: forms_pattern(g["form"]) for (k,), g in _labels().group_by("kind")}
    day = rf"(?i)\b({forms_pattern(weekdays()['form'])})\b[^\p{{L}}]*$"
    found = find_spans(distinct, _patterns()["stamp"], text="string", keys=["string_no"])
    found = found.join(distinct, on="string_no").with_columns(
        before=pl.col("string").str.slice(
            pl.col("end_char").shift(1, fill_value=0).over("string_no"),
            pl.col("start_char") - pl.col("end_char").shift(1, fill_value=0).over("string_no"),
        )
    )
    updated = pl.col("before").str.contains(rf"(?i)\b(?:{kinds['updated']})\b")
    published = pl.col("before").str.contains(rf"(?i)\b(?:{kinds['published']})\b")
    rank = pl.when(updated & ~published).then(2).when(published).then(0).otherwise(1)
    return (
        found.with_columns(rank=rank, weekday_form=pl.col("before").str.extract(day).str.to_lowercase())
        .sort("string_no", "rank", "start_char")
        .unique("string_no", keep="first", maintain_order=True)
        .join(weekdays().select("form", "weekday"), left_on="weekday_form", right_on="form", how="left")
        .select("string_no", "weekday", stamp="surface")
    )


def _read_stamps(frame: pl.DataFrame) -> pl.DataFrame:
    """From ``string``, ``stamp`` and ``weekday`` to ``string``, ``published_at``, ``published_on``."""
    dated = _with_day(_with_clock(frame))
    has_clock = pl.col("hour").is_not_null() & pl.col("day").is_not_null() & ~pl.col("placeholder")
    local = pl.col("day").cast(pl.Datetime("us")) + pl.duration(
        hours=pl.col("hour"), minutes=pl.col("minute"), seconds=pl.col("second")
    )
    utc = local - pl.duration(minutes=pl.col("offset"))
    epoch = _epoch(pl.col("string"))
    at = (
        pl.coalesce(pl.when(has_clock).then(utc), epoch)
        .dt.cast_time_unit("us")
        .dt.replace_time_zone("UTC")
        .dt.convert_time_zone("Asia/Jakarta")
    )
    on_in_wib = at.dt.replace_time_zone(None).dt.date()
    own_day = pl.col("day").is_not_null() & (pl.col("own_zone") | ~has_clock)
    return dated.select(
        "string", published_at=at, published_on=pl.when(own_day).then(pl.col("day")).otherwise(on_in_wib)
    )


def _with_clock(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``hour``, ``minute``, ``second``, ``offset`` (minutes), ``own_zone``, ``placeholder``, ``half``."""
    zone = forms_pattern(_zones()["form"])
    clock = (
        r"(?i)(?P<hour>[01]?[0-9]|2[0-3])[.:](?P<minute>[0-5][0-9])(?:[.:](?P<second>[0-5][0-9])(?:[.,][0-9]+)?)?"
        rf"\s*(?P<half>[ap]\.?m\b)?\s*\(?(?P<zone>{zone})?\s?(?P<offset>[+-][0-9]{{1,2}}(?::?[0-9]{{2}})?)?"
    )
    rest = pl.col("stamp")
    for name in ("year_first", "day_named", "numeric"):  # the forms whose digits could pass for a clock
        rest = rest.str.replace(_patterns()[name], " ")
    compact = pl.col("stamp").str.extract(r"^\s*[0-9]{8}T?([0-9]{6})Z?\s*$")
    compact_clock = compact.str.replace(r"^(..)(..)(..)$", "${1}:${2}:${3}")
    frame = frame.with_columns(_c=pl.coalesce(compact_clock, rest).str.extract_groups(clock)).unnest("_c")
    hour = pl.col("hour").cast(pl.Int32, strict=False)
    half = pl.col("half").str.to_lowercase().str.slice(0, 1)
    hour = pl.when(half == "p").then(hour % 12 + 12).when(half == "a").then(hour % 12).otherwise(hour)
    sign = pl.when(pl.col("offset").str.starts_with("-")).then(-1).otherwise(1)
    digits = pl.col("offset").str.replace_all("[^0-9]", "").str.zfill(2)
    minutes = sign * (
        digits.str.slice(0, 2).cast(pl.Int32, strict=False) * 60
        + digits.str.slice(2, 2).cast(pl.Int32, strict=False).fill_null(0)
    )
    midnight = pl.concat_str("hour", "minute", "second").str.contains("^0{5,6}$")
    return (
        frame.with_columns(zone=pl.col("zone").str.to_uppercase())
        .join(_zones(), left_on="zone", right_on="form", how="left")
        .with_columns(
            placeholder=(midnight & pl.col("zone").is_null() & pl.col("offset").is_null()).fill_null(False),
            own_zone=pl.col("offset").is_null() & (pl.col("kind") == "own").fill_null(True),
            offset=pl.coalesce(minutes, pl.col("offset_minutes"), WIB_MINUTES),
            hour=hour,
            minute=pl.col("minute").cast(pl.Int32),
            second=pl.col("second").cast(pl.Int32).fill_null(0),
        )
    )


def _with_day(frame: pl.DataFrame) -> pl.DataFrame:
    """Add ``day``: the calendar date of ``stamp``; null where the calendar has no such day."""
    patterns = _patterns()
    parts = []
    for name in ("year_first", "day_named", "named_day", "numeric", "compact"):
        field = pl.col("stamp").str.extract_groups(patterns[name]).struct.field
        month = "month" if "?P<month>" in patterns[name] else "m"
        part = pl.struct(y=field("y"), m=field(month), d=field("d"), form=pl.lit(name))
        parts.append(pl.when(field("y").is_not_null()).then(part))
    frame = frame.with_columns(_p=pl.coalesce(parts)).unnest("_p")
    frame = frame.with_columns(m=pl.col("m").str.to_lowercase()).join(
        months().select("form", "month"), left_on="m", right_on="form", how="left"
    )
    short = pl.col("y").str.strip_chars("'").cast(pl.Int32, strict=False)
    year = pl.when(short < 70).then(short + 2000).when(short < 100).then(short + 1900).otherwise(short)
    second = pl.coalesce(pl.col("month").cast(pl.Int32), pl.col("m").cast(pl.Int32, strict=False))
    first = pl.col("d").cast(pl.Int32, strict=False)
    frame = frame.with_columns(_year=pl.when(year.is_between(*YEARS)).then(year), _d=first, _m=second)
    frame = frame.with_columns(day_first=_date("_year", "_m", "_d"), month_first=_date("_year", "_d", "_m"))
    fits = {c: pl.col(c).dt.weekday() == pl.col("weekday") for c in ("day_first", "month_first")}
    american = (pl.col("form") == "numeric") & (
        pl.col("day_first").is_null()
        | (pl.col("half").is_not_null() & pl.col("month_first").is_not_null())
        | (fits["month_first"] & ~fits["day_first"])
    )
    return frame.with_columns(
        day=pl.when(american.fill_null(False)).then(pl.col("month_first")).otherwise(pl.col("day_first"))
    )


def _date(year: str, month: str, day: str) -> pl.Expr:
    """The date of three integer columns, null where there is no such day."""
    parts = (pl.col(column).cast(pl.String).str.zfill(2) for column in (year, month, day))
    text = pl.concat_str(*parts, separator="-")
    return text.str.to_date("%Y-%m-%d", strict=False)


def _epoch(string: pl.Expr) -> pl.Expr:
    """Seconds, milliseconds or microseconds since 1970 as a naive UTC datetime; null for other text."""
    number = string.str.extract(r"^([0-9]{10}|[0-9]{13}|[0-9]{16})(?:\.[0-9]+)?$").cast(pl.Int64, strict=False)
    scale = pl.when(number < 10**10).then(10**6).when(number < 10**13).then(10**3).otherwise(1)
    micros = number * scale
    inside = micros.is_between(EPOCH_SECONDS[0] * 10**6, EPOCH_SECONDS[1] * 10**6)
    return pl.when(inside).then(micros).cast(pl.Datetime("us"))
