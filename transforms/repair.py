"""Repair: text as it was meant, without what encodings, HTML and editors left in it.

Each repair is a named step of ``rules_repair.csv`` with a screen, a pattern that decides which texts
the step sees; what is changed is data (``repair_characters.csv``, ``repair_tags.csv``). The repaired
text is in Unicode NFC, has no ``\\r``, no control character but tab and line feed, and none of the
noncharacters that :mod:`transforms.spans` marks with. Repairing it again changes nothing.
"""

from __future__ import annotations

import functools
import html
import re
from collections.abc import Callable
from difflib import SequenceMatcher
from html.entities import html5
from typing import NamedTuple

import dataframely as dy
import ftfy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import Article, RawArticle

_ONE_LINE_FIELDS = ("title", "published_raw", "authors_raw", "tags_raw")
_BECOMES = {"nothing": "", "space": " ", "line": "\n"}
_MOST_ROUNDS = 20
_TOKEN = re.compile(r"\w+|[^\w]")
_EXACT_TOKENS = 2000
_ENTITY = r"&(?:amp;)*(?:(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});|nbsp)"
_OUTSIDE_MOJIBAKE = r"[^\x00-\x7f\u00a0\u00a9\u00ae\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026]"
"""Every pattern by which ftfy knows mojibake holds a character that is none of these."""
_JOINER = r"(^|[\p{Latin}\p{N}\p{P}\s])[\u200c\u200d]+|[\u200c\u200d]+([\p{Latin}\p{N}\s]|$)"
"""Joiners shape Arabic and Indic letters and join emoji; beside Latin letters they are litter."""
_LOST_GAP = r"""([.!?:;,”’"')\]])[\u200b\u2060\ufeff]+([\p{Lu}“‘"])"""
"""Editors leave such characters where a space or a line end was: ``katanya.<ZWSP>Menurut``."""
_COMPOSABLE = (
    r"[\p{M}\p{Greek}\p{Hangul}\p{Hebrew}\p{Devanagari}\p{Bengali}\p{Gurmukhi}\p{Oriya}\p{Tibetan}"
    r"\u0340\u0341\u0374\u037e\u0387\u1fef\u2000\u2001\u2126\u212a\u212b\u2329\u232a\u2adc\uf900-\ufaff"
    r"\U0001d15e-\U0001d1c0\U0002f800-\U0002fa1d]"
)
"""Every character that NFC may change is one of these or stands beside a combining mark."""


class RepairCharacters(dy.Schema):
    """A range of characters (hexadecimal code points) and what a step makes of it."""

    rule_id = dy.String()
    first = dy.String(regex=r"^[0-9A-F]{4,6}$")
    last = dy.String(regex=r"^[0-9A-F]{4,6}$")
    becomes = dy.Enum(list(_BECOMES))
    why = dy.String()


class RepairTag(dy.Schema):
    """An HTML tag and what it becomes; ``drop``: gone with its content."""

    tag = dy.String(primary_key=True, regex=r"^[a-z][a-z0-9:-]*$")
    becomes = dy.Enum([*_BECOMES, "drop"])


class Step(NamedTuple):
    """One repair."""

    rule_id: str
    screen: str
    """Pattern without which a text does not need the step."""
    mend: Callable[[pl.Series], pl.Series]


class Repair(NamedTuple):
    """One change that a step made to a text."""

    rule_id: str
    before: str
    after: str


def repair(raw: dy.DataFrame[RawArticle]) -> dy.DataFrame[Article]:
    """Repair a shard; one row an article, in the order given.

    The text keeps its lines; title, date string, authors and tags become one line each. An address
    only loses white space and control characters.
    """
    repaired = raw.select(
        "article_no",
        raw["url"].str.replace_all(r"[\s\p{Cc}\x{FDD0}-\x{FDEF}]+", "").replace("", None),
        *(_one_line(mend(raw[field])) for field in _ONE_LINE_FIELDS),
        mend(raw["raw"]).alias("text"),
    )
    return Article.validate(repaired, cast=True)


def mend(texts: pl.Series) -> pl.Series:
    """Apply all steps, over again where something changed, until nothing does.

    >>> mend(pl.Series(["Jakarta -&amp;nbsp;Hujan<br>lebat,\\u200b kata CharriÃ¨re"])).to_list()
    ['Jakarta - Hujan\\nlebat, kata Charrière']
    """
    every_screen = "|".join(f"(?:{step.screen})" for step in steps())
    for _ in range(_MOST_ROUNDS):
        suspects = texts.str.contains(every_screen).fill_null(False).arg_true()
        if not len(suspects):
            return texts
        before = texts.gather(suspects)
        after = before
        for step in steps():
            after = _apply(step, after)
        if (before == after).all():
            return texts
        texts = _put(texts, suspects, after)
    return texts


def explain(text: str) -> list[Repair]:
    """What :func:`repair` changes in one text, step by step.

    >>> [change.rule_id for change in explain("Rp&nbsp;5 juta")]
    ['repair:entities', 'repair:spaces']
    """
    changes: list[Repair] = []
    for _ in range(_MOST_ROUNDS):
        start = text
        for step in steps():
            mended = _apply(step, pl.Series([text])).item()
            if mended != text:
                changes += _changes(step.rule_id, text, mended)
            text = mended
        if text == start:
            break
    return changes


@functools.cache
def steps() -> tuple[Step, ...]:
    """The repairs in order: what hides other faults goes first."""
    line_ends, invisible, controls, spaces = map(
        _character_step, ("repair:line_ends", "repair:invisible", "repair:controls", "repair:spaces")
    )
    return (
        line_ends,
        Step(
            invisible.rule_id,
            rf"{invisible.screen}|[\u200c\u200d]",
            lambda s: _drop_joiners(invisible.mend(s.str.replace_all(_LOST_GAP, "${1} ${2}"))),
        ),
        Step("repair:tags", r"<[A-Za-z/!]|\]\]>", _drop_tags),
        Step("repair:entities", _ENTITY, _unescape),
        Step("repair:mojibake", _OUTSIDE_MOJIBAKE, _read_again),
        controls,
        spaces,
        Step("repair:nfc", _COMPOSABLE, lambda s: s.str.normalize("NFC")),
    )


def _apply(step: Step, texts: pl.Series) -> pl.Series:
    seen = texts.str.contains(step.screen).fill_null(False).arg_true()
    return _put(texts, seen, step.mend(texts.gather(seen))) if len(seen) else texts


def _put(texts: pl.Series, rows: pl.Series, new: pl.Series) -> pl.Series:
    """A copy with the given rows replaced; ``scatter`` itself writes into its series."""
    return texts.clone().scatter(rows, new)


def _one_line(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(r"\s+", " ").str.strip_chars().replace("", None)


def _character_step(rule_id: str) -> Step:
    table = load_table("repair_characters", RepairCharacters)
    ranges = table.filter(pl.col("rule_id") == rule_id).with_columns(
        range=r"\x{" + pl.col("first") + r"}-\x{" + pl.col("last") + "}"
    )
    classes = {
        becomes: f"[{''.join(ranges.filter(pl.col('becomes') == becomes)['range'])}]"
        for becomes in ranges["becomes"].unique(maintain_order=True)
    }

    def mend_characters(texts: pl.Series) -> pl.Series:
        for becomes, characters in classes.items():
            pattern = rf"\r\n|{characters}" if becomes == "line" else characters
            texts = texts.str.replace_all(pattern, _BECOMES[becomes])
        return texts

    return Step(rule_id, "|".join(classes.values()), mend_characters)


def _drop_joiners(texts: pl.Series) -> pl.Series:
    return texts.str.replace_all(_JOINER, "${1}${2}")


def _drop_tags(texts: pl.Series) -> pl.Series:
    for pattern, replacement in _tag_patterns():
        texts = texts.str.replace_all(pattern, replacement)
    return texts


@functools.cache
def _tag_patterns() -> tuple[tuple[str, str], ...]:
    tags = load_table("repair_tags", RepairTag, unique=["tag"])
    patterns = [(r"(?s)<!--.*?-->|<!\[CDATA\[|\]\]>|<!(?i:doctype)\b[^<>]*>", "")]
    for tag in tags.filter(pl.col("becomes") == "drop")["tag"]:
        patterns.append((rf"(?is)<{tag}\b[^<>]*>.*?</{tag}\s*>", ""))
    for becomes, replacement in {**_BECOMES, "drop": ""}.items():
        names = "|".join(tags.filter(pl.col("becomes") == becomes)["tag"])
        patterns.append((rf"(?i)</?(?:{names})(?:\s[^<>]*)?/?>", replacement))
    return tuple(patterns)


def _unescape(texts: pl.Series) -> pl.Series:
    """Unescape; the work is done on the distinct entities of the shard.

    The longest first, the unknown ones too: ``&nbsp`` of one text is not to be found in another's
    ``&nbsp;`` or ``&nbspasi;``.
    """
    found = texts.str.extract_all(_ENTITY).explode().unique().drop_nulls()
    meant = {entity: _character_of(entity) for entity in found.gather(found.str.len_bytes().arg_sort(descending=True))}
    return texts.str.replace_many(list(meant), list(meant.values()), leftmost=True)


def _character_of(entity: str) -> str:
    """The character of an entity; an unknown one stays (``html.unescape`` reads ``&notit;`` as ``¬it;``)."""
    name = re.sub(r"^(?:amp;)+(?=.)", "", entity[1:])
    if name.startswith("#"):
        return html.unescape(f"&{name}")
    return html5.get(f"{name.removesuffix(';')};", f"&{name}")


def _read_again(texts: pl.Series) -> pl.Series:
    """ftfy on the distinct suspicious lines: it judges text by text, and lines differ in encoding."""
    lines = texts.str.split("\n").explode()
    suspects = lines.filter(lines.str.contains(_OUTSIDE_MOJIBAKE)).unique()
    meant = {line: fixed for line in suspects if (fixed := ftfy.fix_encoding(line)) != line}
    if not meant:
        return texts
    lists = pl.DataFrame({"line": texts.str.split("\n")}).with_row_index("row").explode("line")
    reread = pl.col("line").replace(list(meant), list(meant.values())).str.join("\n")
    return lists.group_by("row", maintain_order=True).agg(reread)["line"]


def _changes(rule_id: str, before: str, after: str) -> list[Repair]:
    """What differs, token by token; a long text is compared more coarsely, not for minutes."""
    old, new = _TOKEN.findall(before), _TOKEN.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=len(old) > _EXACT_TOKENS)
    return [
        Repair(rule_id, "".join(old[a:b]), "".join(new[c:d]))
        for kind, a, b, c, d in matcher.get_opcodes()
        if kind != "equal"
    ]
