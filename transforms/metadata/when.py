"""When an article was published: metadata before stamps in the text before the address.

The publisher's own date string decides, as it is the most exact and is meant for readers. A stamp in
the text counts where there is none, and the day in the address where there is neither. Two exceptions
correct the string: a numeric date whose day and month may be exchanged (``06/10/2025``) is read as the
address has it, and a string without a clock time takes the clock of a text stamp or an address of the
same day. ``published_at`` is null where nothing tells the time of day.
"""

from __future__ import annotations

import polars as pl

from transforms.metadata.tables import url_dates
from transforms.published import parse_published
from transforms.urls import outlets

_STAMP_KINDS = ("stamp", "byline", "dateline")
_NAMES_ZONE = r"(?i)\b(?:WIB|WITA|WIT|UTC|GMT)\b|[0-9]Z\b|[+-][0-9]{2}:?[0-9]{2}\s*$|^[0-9]{10,16}$"


def published(articles: pl.DataFrame, removed: pl.DataFrame) -> pl.DataFrame:
    """Date articles: ``article_no``, ``published_at``, ``published_on``, ``published_basis``.

    ``articles``: frame with ``article_no``, ``url``, ``published_raw`` and ``outlet_id``.
    """
    stamps = (
        removed.filter(pl.col("kind").is_in(_STAMP_KINDS) & pl.col("surface").str.contains("[0-9]"))
        .sort("article_no", pl.col("kind") != "stamp", "start_char")
        .group_by("article_no", maintain_order=True)
        .agg(stamp=pl.col("surface").str.join("\n"))
    )
    rows = (
        articles.select("article_no", "url", "published_raw", "outlet_id")
        .join(stamps, on="article_no", how="left", maintain_order="left")
        .join(
            outlets().select(outlet_id="domain", zone="zone"),
            on="outlet_id",
            how="left",
            maintain_order="left",
        )
    )
    rows = pl.concat(
        [rows, _read(rows["published_raw"], "metadata"), _read(rows["stamp"], "text"), _of_urls(rows)],
        how="horizontal",
    )
    rows = rows.with_columns(
        metadata_at=_in_outlet_zone("metadata_at", "published_raw"),
        text_at=_in_outlet_zone("text_at", "stamp"),
    )
    return _decide(_exchanged(rows))


def _read(strings: pl.Series, basis: str) -> pl.DataFrame:
    frame = parse_published(strings)
    return frame.select(**{f"{basis}_at": "published_at", f"{basis}_on": "published_on"})


def _in_outlet_zone(at: str, source: str) -> pl.Expr:
    """Correct a clock time that names no zone, read as WIB, to the zone of its outlet."""
    hours = pl.col("zone").replace_strict({"Asia/Makassar": 1, "Asia/Jayapura": 2}, default=0, return_dtype=pl.Int64)
    unnamed = ~pl.col(source).str.contains(_NAMES_ZONE)
    return pl.when(unnamed & (hours > 0)).then(pl.col(at) - pl.duration(hours=hours)).otherwise(pl.col(at))


def _exchanged(rows: pl.DataFrame) -> pl.DataFrame:
    """Exchange day and month of the metadata's date where only that agrees with the address."""
    on, address = pl.col("metadata_on").dt, pl.col("url_on").dt
    exchanged = (on.year() == address.year()) & (on.day() == address.month()) & (on.month() == address.day())
    numeric = pl.col("published_raw").str.contains(r"\b[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2,4}\b")
    wrong = numeric & exchanged
    shift = pl.col("url_on") - pl.col("metadata_on")
    return rows.with_columns(
        metadata_at=pl.when(wrong).then(pl.col("metadata_at") + shift).otherwise("metadata_at"),
        metadata_on=pl.when(wrong).then("url_on").otherwise("metadata_on"),
    )


def _decide(rows: pl.DataFrame) -> pl.DataFrame:
    bases = ("metadata", "text", "url")
    rows = rows.with_columns(published_on=pl.coalesce(f"{b}_on" for b in bases))
    basis, at = pl.lit(None, pl.String), []
    for name in reversed(bases):
        basis = pl.when(pl.col(f"{name}_on").is_not_null()).then(pl.lit(name)).otherwise(basis)
    for name in bases:
        at.append(pl.when(pl.col(f"{name}_on") == pl.col("published_on")).then(f"{name}_at"))
    return rows.select("article_no", "published_on", published_at=pl.coalesce(at), published_basis=basis)


def _of_urls(rows: pl.DataFrame) -> pl.DataFrame:
    """Read the days in addresses by the rules of ``url_dates.csv``: ``url_at``, ``url_on``, in order."""
    days, clocks = [], []
    for _, outlet, pattern, _ in url_dates().rows():
        inside = pl.lit(True) if outlet is None else (pl.col("outlet_id") == outlet).fill_null(False)
        day, clock = _by_epoch(pattern) if "?P<epoch>" in pattern else _by_parts(pattern)
        days.append(pl.when(inside).then(day))
        clocks.append(pl.when(inside & day.is_not_null()).then(clock))
    return rows.select(url_on=pl.coalesce(days), url_clock=pl.coalesce(clocks)).select(
        url_at=_at(pl.col("url_on"), pl.col("url_clock")), url_on="url_on"
    )


def _by_parts(pattern: str) -> tuple[pl.Expr, pl.Expr]:
    groups = pl.col("url").str.extract_groups(pattern)
    year, month, day = (groups.struct.field(f).str.zfill(2) for f in ("year", "month", "day"))
    year = pl.when(year.str.len_chars() == 2).then("20" + year).otherwise(year)
    return pl.concat_str(year, month, day).str.to_date("%Y%m%d", strict=False), groups.struct.field("clock")


def _by_epoch(pattern: str) -> tuple[pl.Expr, pl.Expr]:
    seconds = pl.col("url").str.extract(pattern).cast(pl.Int64, strict=False)
    at = (seconds * 1_000_000).cast(pl.Datetime("us", "UTC")).dt.convert_time_zone("Asia/Jakarta")
    return at.dt.replace_time_zone(None).dt.date(), pl.lit("")


def _at(day: pl.Expr, clock: pl.Expr) -> pl.Expr:
    text = pl.when(clock.str.len_chars() == 6).then(pl.concat_str(day.dt.to_string("%Y%m%d"), clock))
    return text.str.to_datetime("%Y%m%d%H%M%S", time_unit="us", strict=False).dt.replace_time_zone("Asia/Jakarta")
