"""Figures, shares, days and addresses as the pages write them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

LARGE = ((1e12, "trillion"), (1e9, "billion"), (1e6, "million"))


def number(value: float | None) -> str:
    """A number as one reads it, never as a power of ten.

    >>> number(1_250_000_000_000.0), number(12_000), number(5.25), number(0.5), number(None)
    ('1.25 trillion', '12,000', '5.25', '0.5', '–')
    """
    if value is None:
        return "–"
    for size, word in LARGE:
        if abs(value) >= size:
            return f"{_plain(value / size)} {word}"
    return _plain(value)


def _plain(value: float) -> str:
    digits = 4 if abs(value) < 1 else 2
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def figure(row: dict[str, Any]) -> str:
    """A stated figure with the signs of its precision.

    >>> figure({"low": 3000.0, "high": 3000.0, "precision": "about", "comparison": None, "kind": "count"})
    '≈ 3,000'
    >>> figure({"low": None, "high": 12000.0, "precision": "at_most", "comparison": None, "kind": "count"})
    '≤ 12,000'
    >>> figure({"low": 4.7, "high": 5.5, "precision": "range", "comparison": None, "kind": "percent"})
    '4.7–5.5 %'
    """
    low, high = row["low"], row["high"]
    if low is None and high is None:
        return "–"
    if low is None or (row["precision"] == "at_most" and high is not None):
        text = f"≤ {number(high)}"
    elif high is None or row["precision"] == "at_least":
        text = f"≥ {number(low)}"
    elif low != high:
        text = f"{number(low)}–{number(high)}"
    else:
        text = ("≈ " if row["precision"] in ("about", "vague") else "") + number(low)
    compared = {"below": "below ", "above": "above "}.get(row.get("comparison") or "", "")
    return compared + text + (" %" if row["kind"] == "percent" else "")


def share(value: float | None) -> str:
    """A share of 1 in per cent.

    >>> share(0.1234), share(0.004), share(0.0), share(None)
    ('12 %', '0.4 %', '0 %', '–')
    """
    if value is None:
        return "–"
    percent = 100 * value
    return f"{percent:.1f} %" if 0 < percent < 3 else f"{percent:.0f} %"


def day(value: date | datetime | None) -> str:
    """A day without leading zeros.

    >>> day(date(2024, 10, 2)), day(None)
    ('2 Oct 2024', 'no date')
    """
    return f"{value.day} {value:%b %Y}" if value else "no date"


def moment(value: datetime | None) -> str:
    """Day and minute, in the zone that the value carries."""
    return f"{day(value)}, {value:%H:%M}" if value else "–"


def duration(seconds: float | None) -> str:
    """Seconds as a reader of logs says it.

    >>> duration(3.14), duration(135), duration(7300)
    ('3.1 s', '2 min 15 s', '2 h 1 min')
    """
    if seconds is None:
        return "–"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60} min"


def size(count: int) -> str:
    """Bytes in the unit that one reads.

    >>> size(2_048), size(3_400_000)
    ('2 kB', '3.4 MB')
    """
    return f"{count / 1e6:,.1f} MB" if count >= 100_000 else f"{count / 1e3:,.0f} kB"


def safe_url(value: str | None) -> str | None:
    """The address if a browser may follow it, else None: what an article gives could be script.

    >>> safe_url("https://www.harian.id/berita/1"), safe_url("javascript:alert(1)")
    ('https://www.harian.id/berita/1', None)
    """
    return value if value and re.match(r"https?://[^\s\x00-\x1f]+$", value, re.IGNORECASE) else None


def plural(count: int, one: str, many: str | None = None) -> str:
    """A count with its noun.

    >>> plural(1, "article"), plural(1200, "article"), plural(2, "story", "stories")
    ('1 article', '1,200 articles', '2 stories')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def file_name(uri: str) -> str:
    """The last part of a file's address.

    >>> file_name("/data/inbox/2025-06-01.jsonl.zst")
    '2025-06-01.jsonl.zst'
    """
    return uri.rstrip("/").rsplit("/", 1)[-1]
