"""Publishers' date strings: own examples, and the public strings with the day they state."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.published import parse_published

CORPUS = Path(__file__).parent / "corpus" / "dates" / "published.csv"
REAL = Path(__file__).resolve().parents[2] / "shared" / "data" / "dates" / "published.csv"
MONTHS = (
    *("Januari", "Februari", "Maret", "April", "Mei", "Juni"),
    *("Juli", "Agustus", "September", "Oktober", "November", "Desember"),
)


def _examples() -> list[tuple[str, str | None, str | None]]:
    return pl.read_csv(CORPUS, infer_schema=False).rows()


@pytest.mark.parametrize(("string", "at", "on"), _examples())
def test_each_string_gives_its_moment_and_day(string: str, at: str | None, on: str | None) -> None:
    row = parse_published(pl.Series([string])).row(0, named=True)
    moment = row["published_at"] and row["published_at"].replace(microsecond=0).isoformat()
    assert (moment, row["published_on"] and str(row["published_on"])) == (at, on)


def test_rows_keep_their_order_beside_nulls_and_repeats() -> None:
    strings = pl.Series(["5 Mei 2020", None, "rusak", "", "5 Mei 2020", "6 Mei 2020"])
    days = parse_published(strings)["published_on"].to_list()
    assert days == [dt.date(2020, 5, 5), None, None, None, dt.date(2020, 5, 5), dt.date(2020, 5, 6)]


def test_dtypes_hold_for_an_empty_series_and_one_of_nulls() -> None:
    expected = {"published_at": pl.Datetime("us", "Asia/Jakarta"), "published_on": pl.Date}
    assert dict(parse_published(pl.Series([], dtype=pl.String)).schema) == expected
    assert dict(parse_published(pl.Series([None, None])).schema) == expected


@examples(40)
@given(st.lists(st.text(max_size=40) | st.none(), max_size=8))
def test_no_string_raises_and_none_is_lost(strings: list[str | None]) -> None:
    assert parse_published(pl.Series(strings, dtype=pl.String)).height == len(strings)


@examples(40)
@given(
    st.lists(
        st.text(alphabet="0123456789/-.:, TZ+WIBAMPJunDes", max_size=30),
        max_size=8,
    )
)
def test_near_dates_never_raise(strings: list[str]) -> None:
    assert parse_published(pl.Series(strings, dtype=pl.String)).height == len(strings)


@examples(40)
@given(st.datetimes(dt.datetime(1970, 1, 1), dt.datetime(2090, 1, 1)))
def test_every_day_comes_back_however_it_is_written(moment: dt.datetime) -> None:
    clock = f"{moment:%H:%M}"
    named = f"{moment.day} {MONTHS[moment.month - 1]} {moment.year}"
    strings = [
        f"{moment:%d/%m/%Y}, {clock} WIB",
        f"Tayang: {named} {clock} WIB",
        f"{moment:%Y-%m-%dT%H:%M}:07+07:00",
    ]
    strings += [f"{named} | {clock.replace(':', '.')} WIB", f"{moment:%m/%d/%Y} {moment:%I:%M %p}"]
    read = parse_published(pl.Series(strings))
    assert read["published_on"].to_list() == [moment.date()] * len(strings)
    local = read["published_at"].dt.replace_time_zone(None).dt.truncate("1m").to_list()
    assert local == [moment.replace(second=0, microsecond=0)] * len(strings)


@pytest.mark.skipif(not REAL.exists(), reason="the public date strings (../shared/data/dates) are not here")
def test_public_strings_are_read_as_written() -> None:
    """The url's day counts, except where the string itself names another: then its own day must come out."""
    rows = pl.read_csv(REAL, infer_schema=False)
    read = rows.hstack(parse_published(rows["date_string"]).rename({"published_on": "read_on"}))
    day = pl.col("date_string").str.extract(r"(\d{1,2})[ /-](?:\d{2}|\p{L}+)[ /-]+\d{2,4}|\d{4}[/-]\d{2}[/-](\d{2})", 1)
    iso_day = pl.col("date_string").str.extract(r"\d{4}[/-]\d{2}[/-](\d{2})")
    written = pl.coalesce(iso_day, day).cast(pl.Int8)
    undated = pl.col("date_string").str.contains(r"(?i)lalu$|tidak ditemukan")
    wrong = read.filter(pl.col("read_on").cast(pl.String).ne_missing(pl.col("published_on")))
    unexplained = wrong.filter(~undated & (pl.col("read_on").dt.day().ne_missing(written)))
    assert unexplained.rows() == []
    assert wrong.height / rows.height <= 0.045
