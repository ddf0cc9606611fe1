"""What a candidate is taken for, by the text around it: neighbours, guards, weeks, what is to come."""

from __future__ import annotations

import polars as pl

from transforms.calendar_words import forms_pattern
from transforms.dates.grammar import joined_guards, words
from transforms.dates.mentions import beside
from transforms.spans import EDGE, only_where

_RANGE = r"^\s*(?:[-–—]|s/d|s\.d\.?|sampai(?:\s+dengan)?|hingga)\s*(?:pada\s+|tanggal\s+|hari\s+|di\s+|tahun\s+)*$"
_LIST = r"^\s*(?:[,/&]|,?\s*(?:dan|atau|serta|maupun|ke|juga))\s*(?:pada\s+|tanggal\s+|bulan\s+|tahun\s+|di\s+)*$"
_NAMELY = r"^[\s,(]*(?:yakni|yaitu|tepatnya)?\s*(?:(?:pada|hari)\s+)*$"
_NAME_AFTER = r"^\s+\p{Lu}\p{Ll}"
_QUOTE = r"[\"“”]"
YEARS_BEHIND_NOUNS = (1945, 2060)
"""A number behind a common noun (``penumpang 2019``) is a year only in this span."""


def judged(found: pl.DataFrame) -> pl.DataFrame:
    """The candidates that are meant as dates, linked, with shared years and weeks, and ``future``."""
    return _looks_ahead(_keep_meant(_of_named_week(_sunday_or_week(_chain(found)))))


def _chain(found: pl.DataFrame) -> pl.DataFrame:
    """Link mentions that stand in one range or list, and let them share a year written once.

    Adds ``link`` (``range`` or ``list``: how the mention before is joined to this one) and ``chain_no``.
    """
    linked = beside("end_char", 1).is_not_null()
    between = beside("led", 1).str.to_lowercase() == "antara"  # antara 12 dan 25 Juli
    found = found.with_columns(
        link=pl.when(~linked).then(None)
        .when(pl.col("gap").str.contains(f"(?i){_RANGE}")).then(pl.lit("range"))
        .when(pl.col("gap").str.contains(r"^\s*dan\s*$") & between).then(pl.lit("range"))
        .when(pl.col("gap").str.contains(f"(?i){_LIST}")).then(pl.lit("list"))
    )  # fmt: skip
    found = found.with_columns(chain_no=pl.col("link").is_null().cum_sum())
    return _share_years(found)


def _share_years(found: pl.DataFrame) -> pl.DataFrame:
    """In a chain of days and months, one without a year takes its neighbour's, over New Year if need be."""
    lacks = (
        pl.col("y").is_null() & pl.col("ydir").is_null() & pl.col("shape").is_in(["day", "days", "month", "quarter"])
    )
    order = pl.coalesce(pl.col("month"), pl.col("ord") * 3)
    dated = pl.when(~lacks).then(pl.col("y"))
    dated_order = pl.when(~lacks).then(order)
    right, right_order = (e.fill_null(strategy="backward").over("chain_no") for e in (dated, dated_order))
    left, left_order = (e.fill_null(strategy="forward").over("chain_no") for e in (dated, dated_order))
    shared = pl.coalesce(
        right - (order > right_order).cast(pl.Int32),
        left + (order < left_order).cast(pl.Int32),
    )
    return found.with_columns(y=pl.when(lacks).then(shared).otherwise(pl.col("y")))


def _keep_meant(found: pl.DataFrame) -> pl.DataFrame:
    """Drop candidates that their surroundings do not bear out."""
    return found.filter(_borne_out() & ~_guarded() & ~_titled() & ~_week_not_day() & ~_opening_days())


def _borne_out() -> pl.Expr:
    """What its rule needs. ``near``: brackets around it, or ``pada`` before it.

    ``lead``: a month or year alone counts after a preposition, but no month before a capitalised word
    (``untuk April Jasmine``); or beside another of its kind in a list; two years also in brackets
    (``Soewirjo (1945-1950)``); a year also behind a common noun (``jumlah penumpang 2019``).
    """
    alone = (pl.col("needs") == "lead").fill_null(False)
    is_month = pl.col("shape") == "month"
    named = is_month & pl.col("after").str.contains(_NAME_AFTER)
    led = pl.col("led").is_not_null() & ~named
    months_together = (pl.col("shape").is_in(["day", "days", "month"])).sum().over("chain_no") > 1
    years_together = (~alone | led).any().over("chain_no", "shape")
    in_company = pl.when(is_month).then(months_together & ~named).otherwise(years_together)
    in_brackets = pl.col("tail").str.contains(r"\(\s*$") & pl.col("after").str.contains(r"^\s*\)")
    noun = pl.col("tail").str.extract(r"(?:^|\s)([a-z]{3,})\s+$")
    of_noun = noun.is_not_null() & ~noun.is_in(words("not_before_year")["form"].implode())
    of_noun = (
        of_noun & pl.col("y").is_between(*YEARS_BEHIND_NOUNS) & (pl.col("shape") == "year") & pl.col("y2").is_null()
    )
    of_noun = of_noun & ~pl.col("after").str.contains(r"^\s*[/–-]\s*[0-9]")
    led = led | of_noun.fill_null(False)
    near = (pl.col("needs") == "near").fill_null(False)
    pointed = in_brackets | pl.col("led").str.to_lowercase().is_in(["pada", "sejak", "mulai"]).fill_null(False)
    return (~alone | led | in_company | (in_brackets & pl.col("y2").is_not_null())) & (~near | pointed)


def _guarded() -> pl.Expr:
    """Whether a guard of ``date_guards.csv`` says that this is no date."""
    refused = pl.lit(False)
    for guard in joined_guards().iter_rows(named=True):  # a dozen
        text: pl.Expr = pl.col("tail" if guard["side"] == "before" else "after")
        if guard["shapes"] != "all":
            meant = guard["shapes"].split()
            text = only_where(pl.col("shape").is_in(meant) | pl.col("rule_id").is_in(meant), text)
        shown = text.str.contains(guard["pattern"]).fill_null(False)
        if guard["reach"] == "chain":
            shown = shown.any().over("chain_no")
        if guard["reach"] == "unlinked":
            shown = shown & pl.col("link").is_null()
        refused = refused | shown
    return refused


def _titled() -> pl.Expr:
    """``Pemilu Tahun 2024``, ``Penilaian Akhir Tahun``: part of a name, as capitals tell."""
    capital = pl.col("surface").str.contains("^T(?:ahun|AHUN)") & pl.col("tail").str.contains(r"\p{Lu}[\w.-]*\s+$")
    part = (pl.col("needs") == "part") & pl.col("surface").str.contains(r"\s(?:Tahun|Bulan)$")
    return ((pl.col("shape") == "year") & capital & pl.col("led").is_null()) | part.fill_null(False)


def _week_not_day() -> pl.Expr:
    """A bare ``Minggu`` that begins a sentence may be the week; so may any ``minggu`` in small letters."""
    word = (pl.col("shape") == "weekday") & pl.col("surface").str.contains(r"(?i)^minggu\b")
    plain = ~pl.col("surface").str.contains(r"(?i)\b(?:pagi|siang|sore|petang|malam|subuh|hari)\b")
    inside = pl.col("tail").str.contains(r"[\p{L},)]\s*$") & pl.col("surface").str.contains("^M")
    return word & plain & ~inside


def _sunday_or_week(found: pl.DataFrame) -> pl.DataFrame:
    """``pada Minggu lalu``: a capital inside the sentence makes it the day; ``minggu lalu`` is the week."""
    inside = pl.col("tail").str.contains(r"[\p{L},)]\s*$") & pl.col("surface").str.contains("^Minggu [a-z]")
    sunday = (pl.col("shape") == "unit") & inside
    return found.with_columns(
        shape=pl.when(sunday).then(pl.lit("weekday")).otherwise("shape"),
        wd=pl.when(sunday).then(7).otherwise("wd"),
    )


def _of_named_week(found: pl.DataFrame) -> pl.DataFrame:
    """``akhir pekan ini, yakni Sabtu dan Minggu``: bare weekdays behind a week are that week's."""
    week = (pl.col("shape") == "unit") & (pl.col("unit") == "week")
    found = found.with_columns(_week=pl.when(week).then("dir"))
    bare = (pl.col("shape") == "weekday") & pl.col("dir").is_null() & pl.col("wdir").is_null()
    told = pl.when(bare & pl.col("gap").str.contains(_NAMELY)).then(beside("_week", 1))
    found = found.with_columns(_told=told).with_columns(
        _told=pl.coalesce("_told", pl.when(bare & (pl.col("link") == "list")).then(beside("_told", 1)))
    )
    return found.with_columns(wdir=pl.coalesce("wdir", "_told")).drop("_week", "_told")


def _opening_days() -> pl.Expr:
    """``Senin-Jumat``, ``Senin hingga Jumat``: a timetable, no day of the calendar."""
    bare = (pl.col("shape") == "weekday") & pl.col("dir").is_null() & pl.col("wdir").is_null()
    ranged = (pl.col("link") == "range").fill_null(False)
    return bare & (ranged | ranged.shift(-1, fill_value=False)) & bare.all().over("chain_no")


def _looks_ahead(found: pl.DataFrame) -> pl.DataFrame:
    """Add ``future``: the sentence up to here speaks of what is to come, and nobody's words begin between."""
    cues, speech = forms_pattern(words("future_cue")["form"]), forms_pattern(words("speech")["form"])
    open_way = pl.col("shape").is_in(["weekday", "month", "unit"])  # the others do not ask
    since = pl.when(open_way).then("before").str.extract(rf"(?is).*{EDGE}(?:{cues}){EDGE}(.*)$", 1)
    future = since.is_not_null() & ~since.str.contains(rf"(?i){_QUOTE}|{EDGE}(?:{speech})(?:nya)?{EDGE}")
    return found.with_columns(future=future.fill_null(False))
