"""Regions: the words beside a cue in which its speaker is named."""

from __future__ import annotations

import functools

import polars as pl

from transforms.statements.tables import alternation, any_word, inner, source_nouns

_MAX_REGION = 220
"""Characters beside a cue in which its speaker is looked for."""
_SHORT_FORM = r"(?-u:\b)([A-Z][a-z]{0,3}|dr|Prof|Drs|Dra)\.(\s?[A-Z])"
_INNER_STOP = r"([A-Za-z0-9])\.([a-z])"
UPPER = "A-ZÀ-ÞĀ-Ž"
NAME = rf"[{UPPER}][^\s,;:\"“”]*(?:\s+[{UPPER}][^\s,;:\"“”]*)*"
"""A run of capitalised words. Plain classes, since those of all Unicode letters are slow to compile."""

_ACADEMIC, _DEGREES = r"(?:drg?[·.]?\s+)?", r"(?:,\s+[A-Z][A-Za-z]{0,4}[·.][A-Za-z·.-]+)*"
"""Before and behind a name; a middle dot stands for the stop of a short form."""


@functools.cache
def sources(*kinds: str) -> str:
    """Any noun for a source, of the given kinds."""
    table = source_nouns()
    chosen = table.filter(pl.col("kind").is_in(kinds)) if kinds else table
    return alternation(chosen["noun"].unique(maintain_order=True).to_list(), capital=True)


@functools.cache
def described_as(*kinds: str) -> str:
    """A phrase whose head is a noun for a source, after quantifiers: ``sejumlah pejabat``."""
    quantifiers = any_word("quantifier", capital=True)
    return rf"^(?:{quantifiers}\s+)*{sources(*kinds)}(?:-[a-z]+)?(?:nya)?(?-u:\b)"


@functools.cache
def _name_end() -> str:
    """Everything up to where the name after ``kata`` ends; a short form in brackets belongs to it."""
    name = r"(?:[^.(\"“”;:?!]|\([A-Za-z][^()]{0,40}\))*?"
    return rf"(?s)^({name})(?:,?\s+{any_word('after_boundary')}(?-u:\b)|[.\"“”;:?!]|\([^A-Za-z]|$)"


@functools.cache
def _source_end() -> str:
    """Where the source after ``menurut`` ends: ``Menurut pemain Barito, Makan Konate, …`` has an apposition."""
    person = rf"\s*{sources('person', 'relation')}(?:nya)?(?-u:\b)[^,.;:\"“”]{{0,120}},\s+{_ACADEMIC}{NAME}{_DEGREES}"
    return rf"(?s)^({person},|[^,.;:\"“”]*)"


@functools.cache
def _head_of_subject() -> str:
    """Who speaks, where another verb stands between: ``Ketua Iqbal Surve membayangkan hal itu dan mengatakan …``."""
    verb = r"me(?:ng|ny|m|n|l|r|w|y)[a-z]{3,}"
    return rf"(?s)^(\S.*?)\s+(?:{any_word('auxiliary')}\s+)*{verb}\s[^,]*\s{any_word('link')}$"


def with_region(hits: pl.DataFrame) -> pl.DataFrame:
    """The stretch of the sentence that can hold the speaker; a subject stands behind the verb before it."""
    before = pl.col("position") == "before"
    source, tail = pl.col("position") == "source", pl.col("surface").str.slice(pl.col("cue_end"), _MAX_REGION)
    # The stop in ``Dr. X`` or ``kabar.co.id`` does not end a name; a mark of the same length takes its place.
    tail = tail.str.replace_all(_SHORT_FORM, "${1}·${2}").str.replace_all(_INNER_STOP, "${1}·${2}")
    tail = tail.str.replace_all("--", "::", literal=True)  # a dash, which ends a name
    source_end = pl.when(source).then(tail).str.extract(_source_end()).str.len_chars().cast(pl.Int64)
    after_end = pl.when(~before & ~source).then(tail).str.extract(_name_end()).str.len_chars().cast(pl.Int64)
    main = before & ~pl.col("relative")
    last_end = pl.when(main).then("cue_end").shift(1).forward_fill()
    last_place = pl.when(main).then("place").shift(1).forward_fill()
    earlier = pl.when(last_place == pl.col("place")).then(last_end)
    start = pl.max_horizontal(pl.col("subject_end") - _MAX_REGION, earlier.fill_null(0))
    return hits.with_columns(
        follows=earlier.is_not_null(),
        nested=before & earlier.is_not_null(),
        region_start=pl.when(before).then(pl.min_horizontal(start, "subject_end")).otherwise("cue_end"),
        region_end=pl.when(before).then("subject_end")
        .when(source).then(pl.col("cue_end") + source_end)
        .otherwise(pl.col("cue_end") + after_end),
    ).with_columns(
        _region=pl.col("surface").str.slice("region_start", (pl.col("region_end") - pl.col("region_start")).clip(0))
    )  # fmt: skip


def with_phrase(hits: pl.DataFrame) -> pl.DataFrame:
    """The words that name the speaker: before a verb the last stretch without a comma, lead-in words off.

    ``_to_verb`` is that stretch up to the verb where the speaker is only the head of it, else null.
    """
    trimmed = pl.col("_region").str.strip_chars(" ,\n\u00a0")
    # ``seorang pejabat Israel--dikutip dari Channel 12-- mengatakan``
    trimmed = trimmed.str.replace(r"\s*(?:--|[—–])[^—–]{3,120}?(?:--|[—–])$", "")
    region = pl.when(pl.col("position") == "before").then(trimmed)
    several = region.str.extract(rf"((?:{NAME},\s+)+dan\s+[A-Z][^,]*)$")
    clause = region.str.replace(r"(?s)^.*(?:[;:—–]|\sbahwa\s|\snamun\s|\ssedangkan\s)\s*", "")
    # An age or an abbreviation in brackets may hold a comma and does not end the phrase.
    segment = r"(?s)((?:[^,()]|\([^()]*\))*)$"
    last = clause.str.extract(segment).str.strip_chars()
    # ``Seorang perwira, yang tidak mau disebut namanya, mengatakan``
    behind_clause = last.str.starts_with("yang ")
    whole = clause.str.replace(r"(?s),\s+yang\s.*$", "").str.extract(segment).str.strip_chars()
    last = pl.when(behind_clause).then(whole).otherwise(last)
    connectors = inner("connector", capital=True)
    lead = rf"^(?:(?:{connectors}|[Pp]ada\s[A-Z][a-z]+\s\([^)]*\))(?:\s+|$))+"
    subject = (
        pl.coalesce(several, last)
        .str.replace(lead, "")
        .str.replace(rf"\s+(?:yang|pada\s+{any_word('weekday')}(?:\s+\([^)]*\))?)$", "")
    )
    # Of a report that was obtained from somebody, the somebody.
    source = (
        pl.when(pl.col("position") == "source")
        .then(trimmed)
        .str.replace(r"^.*\sdari\s+((?:para\s+)?sumber(?-u:\b).*)$", "${1}")
        .str.replace("^(?:dari|oleh|sang) ", "")
    )
    other = trimmed.str.replace(r"^(?:(?:tegas|keras|langsung|mentah-mentah|juga)\s+)*(?:oleh|dari)\s+", "")
    other = other.str.replace(r"(?s)^([^,()]+),\s+[a-z].*$", "${1}")  # ``kata Menag, pembangunan itu …``
    phrase = pl.coalesce(subject, source, other)
    ahead = pl.col("_region").str.split(phrase).list.first().str.len_chars().cast(pl.Int64)
    head = subject.str.extract(_head_of_subject())
    head = pl.when(~head.str.contains(r"\syang(?:\s|$)")).then(head)
    return hits.with_columns(
        _phrase=pl.coalesce(head, phrase),
        _to_verb=pl.when(head.is_not_null()).then(phrase),
        _phrase_start=pl.col("region_start") + ahead,
    ).with_columns(
        region_end=pl.when(pl.col("_to_verb").is_not_null())
        .then(pl.col("_phrase_start") + pl.col("_phrase").str.len_chars().cast(pl.Int64))
        .otherwise("region_end")
    )
