"""Reference tables of the metadata stage, and the patterns made from them."""

from __future__ import annotations

import functools
import re

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.urls import outlet_of_host, outlets


class BylineLabel(dy.Schema):
    """A word that says what the name after it did for the article."""

    label_pattern = dy.String()
    role = dy.Enum(["author", "other"])
    form = dy.Enum(["names", "place_first"])
    """``place_first``: outlet or place may stand before the name, parted by a comma."""
    needs_colon = dy.Enum(["yes", "no"])
    description = dy.String()


class NotAuthor(dy.Schema):
    """What stands where an author should and names no person: a pattern for the whole, in lower case."""

    name_pattern = dy.String()
    description = dy.String()


class OutletWord(dy.Schema):
    """A word of outlets' names.

    ``tld``: ending of a domain; ``media``: a word (pattern) that no place name has; ``agency``:
    likewise, but credited where an author is; ``organisation``: a word of other bodies, of no place and
    no person; ``section``: stands beside an outlet's name;
    ``ordinary``: the whole name, but also a word of the language, so that it names an outlet only
    where nothing else can stand.
    """

    pattern = dy.String()
    kind = dy.Enum(["tld", "media", "agency", "section", "ordinary", "organisation"])
    description = dy.String()


class PlaceAcronym(dy.Schema):
    """A place written in capitals in running text too."""

    form = dy.String()
    description = dy.String()


class TitleNoise(dy.Schema):
    """``drop``: the title field holds no headline; ``cut``: the match is no part of it."""

    rule_id = dy.String()
    pattern = dy.String()
    effect = dy.Enum(["drop", "cut"])
    description = dy.String()


class UrlDate(dy.Schema):
    """Where addresses carry the day; groups ``year month day clock``, or ``epoch`` alone."""

    rule_id = dy.String()
    outlet = dy.String(nullable=True)
    """Only for addresses of this outlet; null for all."""
    pattern = dy.String()
    description = dy.String()


class TagNoise(dy.Schema):
    """``drop``: pattern of what is no tag; ``function``: a function word."""

    pattern = dy.String()
    kind = dy.Enum(["drop", "function"])
    description = dy.String()


class RelatedCue(dy.Schema):
    """Words before the headline of another story."""

    pattern = dy.String()
    description = dy.String()


@functools.cache
def byline_labels() -> pl.DataFrame:
    return load_table("byline_labels", BylineLabel, unique=["label_pattern"], regex=["label_pattern"])


@functools.cache
def not_author_pattern() -> str:
    """Pattern of a name, in lower case, that is no person's."""
    table = load_table("not_authors", NotAuthor, unique=["name_pattern"], regex=["name_pattern"])
    return f"^(?:{'|'.join(table['name_pattern'])})$"


@functools.cache
def place_acronyms() -> pl.DataFrame:
    return load_table("place_acronyms", PlaceAcronym, unique=["form"])


@functools.cache
def title_noise() -> pl.DataFrame:
    return load_table("title_noise", TitleNoise, unique=["rule_id"], regex=["pattern"])


@functools.cache
def url_dates() -> pl.DataFrame:
    return load_table("url_dates", UrlDate, unique=["rule_id"], regex=["pattern"])


@functools.cache
def tag_noise(kind: str) -> str:
    """Pattern of a whole tag, in lower case, that is noise of a kind."""
    table = load_table("tag_noise", TagNoise, unique=["pattern"], regex=["pattern"])
    return f"^(?:{'|'.join(table.filter(pl.col('kind') == kind)['pattern'])})$"


@functools.cache
def related_cue() -> str:
    """Pattern of any cue of another story, ``(?i)`` left to the caller."""
    return "|".join(load_table("related_cues", RelatedCue, regex=["pattern"])["pattern"])


@functools.cache
def _outlet_words() -> pl.DataFrame:
    return load_table("outlet_words", OutletWord, unique=["pattern", "kind"], regex=["pattern"])


@functools.cache
def domain_pattern() -> str:
    """Pattern of a domain name as it stands in a dateline or byline: ``Kabar.co.id``."""
    endings = "|".join(_outlet_words().filter(pl.col("kind") == "tld")["pattern"])
    return rf"(?i)\b(?:[a-z0-9][a-z0-9-]*\.)+(?:{endings})\b"


@functools.cache
def media_word_pattern(*, agencies: bool = True) -> str:
    """Pattern of a word that marks an outlet or another body; with ``agencies`` also a news agency."""
    kinds = ["media", "organisation"] + (["agency"] if agencies else [])
    words = "|".join(_outlet_words().filter(pl.col("kind").is_in(kinds))["pattern"])
    return rf"(?i)\b(?:{words})\b"


@functools.cache
def section_pattern() -> str:
    """Pattern of a section's name, ``(?i)`` left to the caller."""
    return "|".join(_outlet_words().filter(pl.col("kind") == "section")["pattern"])


@functools.cache
def spellings() -> dict[str, str]:
    """From an outlet's spelling in lower case to its domain."""
    table = outlets().select(spelling=pl.col("spellings").str.split("|"), domain="domain").explode("spelling")
    names = outlets().select(spelling="name", domain="domain")
    both = pl.concat([table, names]).drop_nulls().with_columns(pl.col("spelling").str.to_lowercase())
    both = both.unique("spelling", keep="first", maintain_order=True)
    return dict(zip(both["spelling"], both["domain"], strict=True))


@functools.cache
def spelling_pattern(*, certain: bool = False) -> str:
    """Pattern whose group 1 is an outlet's spelling with no letter, digit or dot beside it, in a text in lower case.

    With ``certain`` without the spellings that are ordinary words.
    """
    names = certain_spellings() if certain else list(spellings())
    longest_first = sorted(names, key=lambda s: (-len(s), s))
    return rf"(?:^|[^\w.])({'|'.join(pl.Series(longest_first).str.escape_regex())})(?:$|[^\w])"


@functools.cache
def certain_spellings() -> list[str]:
    """The spellings that are no ordinary words."""
    ordinary = set(_outlet_words().filter(pl.col("kind") == "ordinary")["pattern"])
    return [spelling for spelling in spellings() if spelling not in ordinary]


@functools.cache
def glued_spellings() -> dict[str, str]:
    """Like :func:`spellings`, without blanks, dots and hyphens: ``inilahcom``."""
    hosts = {domain: domain for domain in outlets()["domain"]}
    return {re.sub(r"[ .-]", "", name): domain for name, domain in (hosts | spellings()).items()}


def outlet_named(text: pl.Expr, *, certain: bool = False) -> pl.Expr:
    """Give the outlet that a text names, by domain or else by spelling; null where it names none.

    ``certain``: spellings that are ordinary words too do not count.
    """
    host = text.str.extract(f"({domain_pattern()})").str.to_lowercase().str.strip_prefix("www.")
    spelled = text.str.to_lowercase().str.extract(spelling_pattern(certain=certain))
    return pl.coalesce(outlet_of_host(host), spelled.replace_strict(spellings(), default=None))
