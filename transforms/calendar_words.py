"""Names of months and weekdays as publishers and prose write them, and literal alternations of names."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table


class _Month(dy.Schema):
    form = dy.String()
    month = dy.Int8(min=1, max=12)
    scope = dy.Enum(("word", "short", "stamp"))
    """``word``: can stand alone in prose; ``short``: beside a day or year; ``stamp``: in publishers' stamps."""


class _Weekday(dy.Schema):
    form = dy.String()
    weekday = dy.Int8(min=1, max=7)
    """ISO: Monday is 1."""
    scope = dy.Enum(("word", "stamp"))
    """``stamp``: only in publishers' stamps, not in prose."""


@functools.cache
def months() -> pl.DataFrame:
    """Columns ``form`` (lower case), ``month``, ``scope``; from ``months.csv``."""
    return load_table("months", _Month, unique=["form"])


@functools.cache
def weekdays() -> pl.DataFrame:
    """Columns ``form`` (lower case), ``weekday`` (ISO, Monday is 1), ``scope``; from ``weekdays.csv``."""
    return load_table("weekdays", _Weekday, unique=["form"])


def forms_pattern(forms: pl.Series) -> str:
    """An alternation of literal forms, longest first, as regular expressions need it.

    >>> forms_pattern(pl.Series(["sen", "senin", "jum'at"]))
    "jum'at|senin|sen"
    """
    ordered = forms.unique().to_frame("f").sort(pl.col("f").str.len_chars(), "f", descending=[True, False])["f"]
    return "|".join(ordered.str.escape_regex())
