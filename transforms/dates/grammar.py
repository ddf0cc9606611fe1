"""The written forms of dates: patterns and words from the reference tables, and what a surface says.

``date_patterns.csv`` holds one pattern a rule, tried in the order of the file. Its named groups are the
parts of a date (``wd`` weekday, ``d`` day, ``m``/``mn`` month by name or number, ``y`` year, ``dir``
``lalu``/``ini``/``depan`` …); ``{month}`` and the like stand for the words of the other tables. Rules of
the shape ``none`` match what looks like a date and is none, so that nothing inside it is read.
"""

from __future__ import annotations

import functools
import re

import dataframely as dy
import polars as pl

from transforms.calendar_words import forms_pattern, months, weekdays
from transforms.reference import load_table
from transforms.spans import EDGE, find_spans

SHAPES = (
    "none", "day", "days", "day_list", "dom", "week_of_month", "month", "quarter", "decade", "year",
    "ago", "unit", "day_word", "weekday",
)  # fmt: skip
WORD_KINDS = (
    "day_offset", "direction", "direction_more", "direction_other", "part", "unit", "daypart", "number", "ordinal",
    "lead", "not_a_day", "future_cue", "period", "speech", "opener", "connector", "not_before_year",
)  # fmt: skip
GROUPS = (
    "wd", "wd2", "d", "d2", "m", "mn", "mn2", "y", "y2", "n", "n2", "unit", "qunit", "ord",
    "part", "dir", "ydir", "mdir", "wdir", "when", "clock", "odd_year",
)  # fmt: skip
"""Named groups a pattern may have; a trailing ``b`` or ``c`` (``mnb``) is a second place for the same."""


class DateWord(dy.Schema):
    """A word of date phrases; ``value`` is its number (days, direction, part, ordinal) or its unit."""

    form = dy.String()
    kind = dy.Enum(WORD_KINDS)
    value = dy.String(nullable=True)


class DatePattern(dy.Schema):
    """One rule. ``needs``: a condition that its surroundings must meet (see ``context``)."""

    rule_id = dy.String()
    shape = dy.Enum(SHAPES)
    needs = dy.Enum(("near", "lead", "part", "context"), nullable=True)
    pattern = dy.String()


class DateGuard(dy.Schema):
    """Text before or after a mention (of the ``shapes`` or rules named, or ``all``) that shows that it is no date.

    ``reach`` ``chain``: then neither is what stands in one list or range with it. ``unlinked``: only of
    what is not joined to a date before it.
    """

    guard_id = dy.String()
    shapes = dy.String()
    side = dy.Enum(("before", "after"))
    pattern = dy.String()
    reach = dy.Enum(("chain", "unlinked"), nullable=True)
    prompted_by = dy.String()


@functools.cache
def guards() -> pl.DataFrame:
    """The rows of ``date_guards.csv``."""
    return load_table("date_guards", DateGuard, unique=["guard_id"], regex=["pattern"])


@functools.cache
def joined_guards() -> pl.DataFrame:
    """Guards of the same shapes, side and reach as one ``pattern``, tied to the mention's edge."""
    joined = guards().group_by("shapes", "side", "reach", maintain_order=True).agg(pl.col("pattern").str.join("|"))
    before = pl.format("(?i)(?:{})$", "pattern")
    after = pl.format("(?i)^(?:{})", "pattern")
    return joined.with_columns(pattern=pl.when(pl.col("side") == "before").then(before).otherwise(after))


@functools.cache
def words(kind: str) -> pl.DataFrame:
    """Columns ``form`` (lower case) and ``value`` of one kind of ``date_words.csv``."""
    table = load_table("date_words", DateWord, unique=["form", "kind"])
    return table.filter(pl.col("kind") == kind).select("form", "value")


def _cased(forms: pl.Series) -> pl.Series:
    return pl.concat([forms.str.to_titlecase(), forms.str.to_uppercase()])


@functools.cache
def _placeholders() -> dict[str, str]:
    """What stands for ``{name}`` in a pattern, each an alternation without groups."""
    prose = months().filter(pl.col("scope") != "stamp")["form"]
    whole = months().filter(pl.col("scope") == "word")["form"]
    days = weekdays().filter(pl.col("scope") == "word")["form"]
    year = "(?:1[5-9]|20)[0-9]{2}"
    clock_of_day = r"[0-2]?[0-9](?:[.:][0-5][0-9](?:[.:][0-5][0-9])?)?"
    until = r"(?:\s*(?:-|–|hingga|sampai|s/d)\s*(?:pukul\s+)?" + clock_of_day + ")?"
    zone = r"(?:\s*(?:WIB|WITA|WIT|GMT)\b)?"
    told = r"(?:pukul|jam|pkl)\b\.?\s*" + clock_of_day + until + zone
    bare = r"[0-2]?[0-9][.:][0-5][0-9]" + until + r"\s*(?:WIB|WITA|WIT|GMT)\b"
    about = r"(?:(?:sekitar|sekira|tepat|mulai|pada|sejak|kira-kira)\s+)?"
    literal = {
        "day": "(?:0?[1-9]|[12][0-9]|3[01])",
        "num_month": "(?:1[0-2]|0?[1-9])",
        "year": year,
        "wide_year": "(?:1[0-9]|2[01])[0-9]{2}",
        "any_year": r"(?:[12][0-9]{3}|[0-9]{2}\b)",
        "clock": rf"\s*,?\s*{about}(?:{told}|{bare})",
        "month": forms_pattern(prose),
        "Month": forms_pattern(_cased(prose)),
        "month_word": forms_pattern(whole),
        "Month_word": forms_pattern(_cased(whole)),
        "weekday": forms_pattern(days),
        "Weekday": forms_pattern(_cased(days)),
    }
    kinds = ("direction", "direction_other", "part", "unit", "daypart", "ordinal", "not_a_day")
    listed = {kind: forms_pattern(words(kind)["form"]) for kind in kinds}
    listed["part"] = listed["part"].replace("|tengah|", "|(?-i:tengah)|")  # no ``Jawa Tengah tahun 2022``
    listed["number"] = forms_pattern(words("number")["form"].filter(words("number")["form"] != "se"))
    return {k: f"(?:{v})" for k, v in (literal | listed).items()}


@functools.cache
def patterns() -> pl.DataFrame:
    """``rule_no`` (the order), ``rule_id``, ``shape``, ``needs``, ``pattern`` with all words filled in."""
    table = load_table("date_patterns", DatePattern, unique=["rule_id"])
    filled = table["pattern"].str.replace_all(r"\b", EDGE, literal=True)
    for name, alternation in _placeholders().items():
        filled = filled.str.replace_all("{" + name + "}", alternation, literal=True)
    filled = filled.str.replace_all(" ", r"\s+", literal=True)  # words of several parts, any space between
    return table.with_columns(pattern=filled).with_row_index("rule_no")


@functools.cache
def alternation() -> str:
    """All rules in one pattern without groups: where any of them matches, the first of them."""
    return "(?i)" + "|".join(re.sub(r"\?P<\w+>", "?:", p) for p in patterns()["pattern"])


@functools.cache
def window_pattern() -> str:
    """A run of numbers and words of date phrases: all that a rule could match lies in such a window.

    It is small enough to be fast over whole texts; the rules then run on the distinct windows only.
    """
    openers = ("unit", "period", "part", "daypart", "number", "day_offset", "opener")
    followers = ("direction", "direction_more", "direction_other", "ordinal", "connector")
    names = pl.concat(
        [
            months().filter(pl.col("scope") != "stamp")["form"],
            weekdays().filter(pl.col("scope") == "word")["form"],
        ]
    )
    first = forms_pattern(pl.concat([names, *(_single_words(k) for k in openers)]))
    later = forms_pattern(pl.concat([*(_single_words(k) for k in (*openers, *followers)), names]))
    one_of = r"(?:[0-9]+|(?:{}){})".format
    return rf"(?i){EDGE}{one_of(first, EDGE)}(?:[\s,:()\[/.'’–—-]{{0,3}}{one_of(later, EDGE)})*(?:\s?[)\]])?"


def _single_words(kind: str) -> pl.Series:
    form = words(kind)["form"]
    if kind == "number":
        form = pl.concat([form, "se" + words("unit")["form"]])
    return form.str.split(" ").explode().unique()


def read_windows(windows: pl.Series) -> pl.DataFrame:
    """Date phrases in distinct windows: ``window``, offsets in it, ``surface``, rule and :data:`GROUPS`."""
    distinct = windows.unique().sort().to_frame("window").filter(pl.col("window").str.contains(_core()))
    spans = _without_amounts(find_spans(distinct, alternation(), text="window", keys=["window"]))
    return spans.join(read_surfaces(spans["surface"]), on="surface", maintain_order="left")


def _without_amounts(spans: pl.DataFrame) -> pl.DataFrame:
    """``USD 112.000 [pekan lalu]``: thousands before another unit than years say how much, not when."""
    amount = pl.col("surface").str.extract(r"(?i)^([0-9]{1,3}(?:\.[0-9]{3})+\s+)(?:hari|pekan|minggu|bulan)\s")
    cut = amount.str.len_chars().fill_null(0)
    return spans.with_columns(start_char=pl.col("start_char") + cut, surface=pl.col("surface").str.slice(cut))


@functools.cache
def _core() -> str:
    """What a window needs to hold a date at all: a name, a year, a slash, or a word that points."""
    names = pl.concat(
        [
            months()["form"],
            weekdays()["form"],
            *(words(k)["form"] for k in ("day_offset", "direction", "direction_other", "period")),
        ]
    )
    digits = rf"[0-9]{{4}}|[0-9][/.-][0-9]|[0-9]\s*-?an{EDGE}"
    return rf"(?i){digits}|tanggal|tahun|bulan|lagi|hari ini|{forms_pattern(names)}"


def read_surfaces(surfaces: pl.Series) -> pl.DataFrame:
    """What each distinct surface says: ``surface``, ``rule_id``, ``shape``, ``needs`` and :data:`GROUPS`."""
    rest = surfaces.unique().sort().to_frame("surface")
    found = []
    for rule in patterns().iter_rows(named=True):  # some fifty rules, each on the surfaces still unread
        if rest.is_empty():
            break
        whole = f"(?i)^(?:{rule['pattern']})$"
        hit = rest.filter(pl.col("surface").str.contains(whole))
        if hit.height == 0:
            continue
        rest = rest.join(hit, on="surface", how="anti")
        if rule["shape"] == "none":
            continue
        constants = {c: pl.lit(rule[c], pl.String) for c in ("rule_id", "shape", "needs")}
        read = hit.with_columns(_groups=pl.col("surface").str.extract_groups(whole)) if "?P<" in whole else hit
        found.append(read.select("surface", *_groups(whole), **constants))
    empty = dict.fromkeys(("surface", *GROUPS, "rule_id", "shape", "needs"), pl.String)
    return pl.concat([pl.DataFrame(schema=empty), *found], how="diagonal")


def _groups(pattern: str) -> list[pl.Expr]:
    """Of ``_groups``: an expression for each of :data:`GROUPS` that the pattern has, its second places merged in."""
    names = re.findall(r"\?P<(\w+)>", pattern)
    field = pl.col("_groups").struct.field
    places = {g: [n for n in names if n == g or (n[:-1] == g and n[-1] in "bc")] for g in GROUPS}
    return [pl.coalesce(field(n).replace("", None) for n in ns).alias(g) for g, ns in places.items() if ns]


def number_of(column: str, kind: str) -> pl.Expr:
    """The number that the words of ``kind`` give a column of words; digits stand for themselves."""
    table = words(kind)
    form = pl.col(column).str.to_lowercase().str.replace_all(r"\s+", " ")
    return pl.coalesce(
        form.replace_strict(table["form"], table["value"].cast(pl.Int32, strict=False), default=None),
        form.str.replace_all(".", "", literal=True).cast(pl.Int32, strict=False),
    )
