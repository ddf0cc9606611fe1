"""The patterns of a number in text, built from the reference tables.

One alternation finds every candidate: money with its sign in front, shapes that are no quantity
(so that they swallow their digits), digits with scale words, number words, vague scales.
All of it is in the syntax of Rust's regex crate. Word boundaries are the ASCII ones: the Unicode
ones would throw the engine into its slow path at the first curly quote.
"""

from __future__ import annotations

import functools
import re

import polars as pl

from transforms.numbers import tables
from transforms.numbers.currencies import currencies
from transforms.spans import EDGE

DIGITS = r"[0-9]+(?:[.,][0-9]+)*"


def any_of(words: list[str]) -> str:
    """An alternation of literal words, the longest first."""
    return "(?:" + "|".join(literal(w) for w in sorted(words, key=lambda w: (-len(w), w))) + ")"


def literal(word: str) -> str:
    """A pattern for the word itself, any blank for its blanks."""
    return re.escape(word).replace(r"\ ", r"\s").replace(r"\-", "-").replace("'", "'")


def _words(*roles: str, scale: bool | None = None) -> list[str]:
    table = tables.number_words().filter(pl.col("role").is_in(roles))
    if scale is not None:
        table = table.filter(pl.col("scale").is_not_null() == scale)
    return table["word"].to_list()


@functools.cache
def scale() -> str:
    return any_of(_words("scale"))


@functools.cache
def spelled() -> str:
    """A number in words, by the grammar of Indonesian numerals; no value is checked here."""
    small = tables.number_words().filter((pl.col("role") == "value") & pl.col("low").is_between(1, 9))
    unit = any_of(small.filter(pl.col("scale").is_null())["word"].to_list())
    one_scale = any_of(_words("value", scale=True))
    tens = rf"(?:sepuluh|sebelas|{unit}\sbelas|{unit}\spuluh(?:\s{unit})?|{unit}|nol)"
    hundreds = rf"(?:(?:seratus|{unit}\sratus)(?:\s{tens})?|{tens})"
    part, share, big = any_of(_words("part")), any_of(_words("share")), scale()
    group = rf"(?:(?:{hundreds}(?:\ssetengah)?|{part})(?:\s{big})+|{one_scale}(?:\s{big})*)"
    return (
        rf"(?:{hundreds}\skoma(?:\s(?:{unit}|nol))+(?:\s{big})*|{unit}\s{share}"
        rf"|{group}(?:\s{group})*(?:\s{hundreds})?|{part}|{hundreds}(?:\ssetengah)?)"
    )


@functools.cache
def small_pair() -> str:
    """``dua tiga``, ``lima enam juta``: two small numbers side by side are the ends of a range."""
    table = tables.number_words().filter((pl.col("role") == "value") & pl.col("low").is_between(1, 9))
    unit = any_of(table.filter(pl.col("scale").is_null())["word"].to_list())
    return rf"{unit}\s{unit}(?:\s{scale()})?"


@functools.cache
def fused() -> str:
    """``setahun``, ``sejam``: the number one grown together with its unit."""
    return any_of(tables.fused_quantities()["word"].to_list())


@functools.cache
def number_signs() -> list[str]:
    """Digits and words one of which every number contains: a cheap screen."""
    words = _words("value", "part", "vague") + tables.fused_quantities()["word"].to_list()
    return [*"0123456789", *words]


@functools.cache
def vague() -> str:
    return rf"{any_of(_words('vague'))}(?:\s{scale()})*"


@functools.cache
def currency_before() -> str:
    table = currencies().filter(pl.col("place") == "before")["spelling"].to_list()
    codes = any_of([s for s in table if s.isascii() and s.isalpha() and s.lower() != "rp"])
    signs = any_of([s for s in table if not (s.isascii() and s.isalpha() and s.lower() != "rp")])
    return rf"(?:{signs}|{EDGE}{codes})"


COLLECTIVE = r"[Kk]e\s?-\s?[0-9]+"
"""``ke-32``: mostly an ordinal, sometimes all of a group (``oleh ke-32 peserta``)."""


@functools.cache
def word_run() -> str:
    """Any run of number words; :func:`spelled` tells which runs are numbers."""
    table = tables.number_words()
    start = table.filter(pl.col("role").is_in(["value", "part", "vague"]))["word"].to_list()
    values = any_of(table.filter(pl.col("role") == "value")["word"].to_list())
    rest = any_of(table.filter(pl.col("role") != "point")["word"].to_list())
    return rf"{any_of(start)}(?:\s(?:{rest}|koma\s{values}))*"


@functools.cache
def number() -> str:
    """A number without its currency or unit: digits, words, both, or a vague scale."""
    run, big = word_run(), scale()
    digits = (
        rf"{DIGITS}(?:\s?\((?i:{run})\))?(?:\s(?i:puluh|ratus|setengah){EDGE})?(?:\s?(?i:{big}(?:an)?){EDGE})*"
        rf"(?:\s{DIGITS}\s(?i:{big}){EDGE})*"
    )
    return rf"(?:{digits}|(?i:{run}(?:an)?){EDGE}(?:\s?\({DIGITS}\))?|(?i:{fused()}){EDGE})"


@functools.cache
def money() -> str:
    short = any_of(tables.money_scales()["spelling"].unique().to_list())
    return rf"(?:{currency_before()}\s?(?:[0-9]{{1,4}}(?:[.,][0-9]{{1,3}})?\s?{short}{EDGE}|{number()}))"


@functools.cache
def noise() -> str:
    """Any shape that is no quantity."""
    patterns = [f"(?:{p})" for p in tables.number_noise()["pattern"]]
    return "(?:" + "|".join(patterns).replace(r"\b", EDGE) + ")"


FRACTION = r"(?:1/[2-9]|2/[35]|3/[458]|4/5|5/8|7/8|1/10)"
DAYS_OF_HOURS = rf"{EDGE}[1-9]\s?[xX×]\s?24{EDGE}"
"""``1x24 jam``: days, counted in hours."""


@functools.cache
def candidate() -> str:
    """What :mod:`transforms.numbers.find` looks for."""
    return rf"{money()}|{DAYS_OF_HOURS}|{noise()}|{EDGE}(?:{COLLECTIVE}{EDGE}|{number()})"
