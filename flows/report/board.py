"""The claims board: the stories with their entries, ready to be plotted and tabled."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import groupby
from math import ceil, floor, log, log10
from typing import Any

from flows.report.wording import day, figure, number

Row = dict[str, Any]

DAY_MS = 86_400_000
MARK_WIDTH, MARK_HEIGHT = 0.075, 0.1
"""Room of one mark as a share of the plot's width and height (22 of 300 pixels on a telephone)."""
LOG_RATIO = 20.0
"""From this ratio of the greatest to the least figure on, a story is drawn on a logarithmic scale."""


def stories(claims: list[Row]) -> list[Row]:
    """Group the rows of ``sql/report/claims.sql`` by story.

    Each story has ``subject``, ``concept``, ``kind``, ``unit``, ``speakers`` (a count), ``outlets``, ``articles``,
    ``denials``, ``spread`` (least to greatest figure in words), ``is_log``, ``days`` and ``ticks``
    (labels of the axes), ``new`` (entries that came with the report, or ``all``) and ``entries``.
    """
    return [_story(list(rows)) for _, rows in groupby(claims, key=lambda row: row["story_rank"])]


def _story(rows: list[Row]) -> Row:
    first = rows[0]
    values = [value for row in rows for value in (row["low"], row["high"]) if value is not None]
    is_log = bool(values) and min(values) > 0 and max(values) / min(values) >= LOG_RATIO
    numbers = {speaker: n for n, speaker in enumerate(dict.fromkeys(row["speaker"] for row in rows), start=1)}
    entries = [_entry(row, numbers[row["speaker"]]) for row in rows]
    _place_bounds(entries, values, is_log)
    _place_in_time(entries, is_log)
    new = sum(row["is_new"] for row in rows)
    if new == len(rows):
        entries = [entry | {"is_new": False} for entry in entries]  # to mark all would mark none
    dated = [row["first_said_on"] for row in rows if row["first_said_on"]]
    unit = first["unit"] if first["kind"] == "money" else ""
    ends = [number(min(values)), number(max(values))] if values else []
    return {
        "rank": first["story_rank"],
        "subject": first["subject"],
        "concept": first["concept"],
        "kind": first["kind"],
        "unit": first["unit"],
        "speakers": len(numbers),
        "outlets": sorted({outlet for row in rows for outlet in row["outlet_names"] or []}),
        "articles": sum(row["articles"] for row in rows),
        "denials": sum(row["entry"] == "denial" for row in rows),
        "new": "all" if new == len(rows) else new,
        "spread": "–".join(dict.fromkeys(ends)) + (" %" if first["kind"] == "percent" else f" {unit}".rstrip()),
        "is_log": is_log,
        "days": _tick_days(dated),
        "ticks": _ticks(min(values), max(values)) if is_log else None,
        "last_said_on": max(dated, default=None),
        "entries": entries,
    }


def _tick_days(dated: list[date]) -> list[int]:
    """At most six of the days on which something was said, in milliseconds, the first and the last among them."""
    days = sorted({_milliseconds(value) for value in dated})
    if len(days) <= 6:
        return days
    return [days[round(place * (len(days) - 1) / 5)] for place in range(6)]


def _ticks(least: float, greatest: float) -> list[float]:
    """Round values on a logarithmic scale, at most eight.

    >>> _ticks(1_500, 99_999)
    [1000.0, 2000.0, 5000.0, 10000.0, 20000.0, 50000.0, 100000.0]
    """
    decades = range(floor(log10(least)), ceil(log10(greatest)) + 1)
    ticks = [factor * 10.0**power for power in decades for factor in (1, 2, 5)]
    inside = [tick for tick in ticks if least / 2 <= tick <= greatest * 2]
    return inside if len(inside) <= 8 else [10.0**power for power in decades][:: max(1, len(decades) // 8)]


def _entry(row: Row, speaker_no: int) -> Row:
    return {
        "n": speaker_no,
        "speaker": row["speaker"] or "not named",
        "subject": row["subject"],
        "stance": row["stance"],
        "form": _form(row),
        "figure": "denies" if row["entry"] == "denial" else figure(row),
        "low": row["low"],
        "high": row["high"],
        "first_said_on": row["first_said_on"],
        "last_said_on": row["last_said_on"],
        "said": _said(row["first_said_on"], row["last_said_on"]),
        "articles": row["articles"],
        "outlets": row["outlet_names"] or [],
        "kind": row["kind"],
        "is_new": row["is_new"],
        "example": row["example"],
        "example_title": row["example_title"],
        "example_url": row["example_url"],
        "example_outlet": row["example_outlet"],
    }


def _form(row: Row) -> str:
    """How an entry is drawn: ``denial``, ``exact``, ``about``, ``range``, ``vague``, ``at_least`` or ``at_most``."""
    if row["entry"] == "denial":
        return "denial"
    if row["comparison"]:
        return {"below": "at_most", "above": "at_least"}[row["comparison"]]
    if row["high"] is None:
        return "at_least"
    if row["low"] is None:
        return "at_most"
    if row["low"] == row["high"]:
        return "about" if row["precision"] in ("about", "vague") else "exact"
    return "vague" if row["precision"] == "vague" else "range"


def _said(first: date | None, last: date | None) -> str:
    return day(first) if first == last or last is None else f"{day(first)} to {day(last)}"


def _milliseconds(value: date) -> int:
    return int(datetime(value.year, value.month, value.day, tzinfo=UTC).timestamp() * 1000)


def _place_in_time(entries: list[Row], is_log: bool) -> None:
    """Set ``at`` (milliseconds) and ``is_undated``: undated entries stand left of the first day.

    Entries that would cover each other stand side by side, so a mark may be drawn a little after its day.
    """
    days = [_milliseconds(e["first_said_on"]) for e in entries if e["first_said_on"]]
    first, last = (min(days), max(days)) if days else (0, 0)
    heights = _heights(entries, is_log)
    undated = [e for e in entries if not e["first_said_on"]]
    columns = 1 + max(_place(undated, heights, 1.0, dict.fromkeys(map(id, undated), 0.0)), default=-1.0)
    step = max(MARK_WIDTH * (last - first) / max(1 - MARK_WIDTH * (columns + 2), 0.35), DAY_MS / 12)
    start = first - (columns + 0.5) * step
    wanted = {id(e): start if e in undated else float(_milliseconds(e["first_said_on"])) for e in entries}
    for entry, at in zip(entries, _place(entries, heights, step, wanted), strict=True):
        entry["is_undated"] = not entry["first_said_on"]
        entry["at"] = round(at)


def _heights(entries: list[Row], is_log: bool) -> dict[int, float]:
    """Where each entry stands between the foot (0) and the top (1) of the plot; denials above all (2)."""
    values = {id(e): log(e["middle"]) if is_log else e["middle"] for e in entries if e["middle"] is not None}
    least = min(values.values(), default=0.0)
    extent = max(values.values(), default=0.0) - least or 1.0
    return {id(e): (values[id(e)] - least) / extent if id(e) in values else 2.0 for e in entries}


def _place(entries: list[Row], heights: dict[int, float], step: float, wanted: dict[int, float]) -> list[float]:
    """Places from left to right: the wanted one, or so many steps after it that no other entry is covered."""
    placed: list[tuple[float, float]] = []
    for entry in entries:
        at, height = wanted[id(entry)], heights[id(entry)]
        while any(abs(at - x) < 0.95 * step and abs(height - y) < MARK_HEIGHT for x, y in placed):
            at += step
        placed.append((at, height))
    return [at for at, _ in placed]


def _place_bounds(entries: list[Row], values: list[float], is_log: bool) -> None:
    """Set ``y``, where the entry's number stands, and ``y2``, where a range or the arrow of a bound ends."""
    least, greatest = (min(values), max(values)) if values else (0.0, 0.0)
    reach = max((greatest / least) ** 0.14, 1.2) if is_log else max((greatest - least) * 0.14, abs(greatest) * 0.02)
    for entry in entries:
        low, high, form = entry["low"], entry["high"], entry["form"]
        y = y2 = middle = low if low is not None else high
        if form in ("range", "vague"):
            y, y2 = low, high
            middle = (low * high) ** 0.5 if is_log else (low + high) / 2
        elif form == "at_least":
            y2 = y * reach if is_log else y + reach
        elif form == "at_most":
            y = middle = high if high is not None else low
            y2 = y / reach if is_log else y - reach
        entry |= {"y": y, "y2": y2, "middle": middle}
