"""Currencies as Indonesian news writes them: the news spellings, then CLDR's names and signs.

The CLDR data are those of the Babel package, locale ``id``; ISO 4217 codes that are legal tender
somewhere today. What ``currency_spellings.csv`` says goes first.
"""

from __future__ import annotations

import functools
import unicodedata

import polars as pl
from babel.core import get_global
from babel.numbers import get_currency_name, get_currency_symbol

from transforms.numbers import tables


@functools.cache
def currencies() -> pl.DataFrame:
    """Spelling, place (``before`` or ``after`` the number), ISO 4217 code and cue of every currency.

    >>> currencies().filter(spelling="krona swedia")["currency"].item()
    'SEK'
    """
    news = tables.currency_spellings()
    codes = sorted(_in_use())
    names = [(get_currency_name(c, locale="id").lower(), "after", c) for c in codes]
    dollars = [(n.replace("dolar", "dollar"), p, c) for n, p, c in names if n.startswith("dolar ")]
    signs = [(get_currency_symbol(c, locale="id"), "before", c) for c in codes]
    signs = [s for s in signs if any(unicodedata.category(character) == "Sc" for character in s[0])]
    cldr = pl.DataFrame([*names, *dollars, *signs], schema=["spelling", "place", "currency"], orient="row")
    cldr = cldr.filter(~pl.col("spelling").str.contains("[()]")).unique(["spelling", "place"], maintain_order=True)
    fresh = cldr.join(news.with_columns(pl.col("place").cast(pl.String)), on=["spelling", "place"], how="anti")
    return pl.concat([news.with_columns(pl.col("place").cast(pl.String)), fresh], how="diagonal")


def _in_use() -> set[str]:
    """Codes that are legal tender of some territory today."""
    by_territory = get_global("territory_currencies").values()
    return {code for rows in by_territory for code, _, ended, tender in rows if ended is None and tender}
