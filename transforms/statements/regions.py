"""Regions: the words beside a cue in which its speaker is named."""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import only_where
from transforms.statements.tables import alternation, any_word, inner, source_nouns

_MAX_REGION = 220
"""Characters beside a cue in which its speaker is looked for."""
_SHORT_FORM = r"(?-u:\b)([A-Z][a-z]{0,3}|dr|Prof|Drs|Dra)\.(\s?[A-Z])"
_INNER_STOP = r"([A-Za-z0-9])\.([a-z])"
_MARKET = r"(?-u:\b)(Pasar)\s([A-Z])"
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
def _apposed_name() -> str:
    """A source of whom more is said before the name: ``kata saksi mata di lokasi kejadian, Marjuki (46)``."""
    more = r"\s(?:di|yang|dari|asal|pada|untuk|dengan)\s[^,.;:\"“”()]{2,70}"
    return (
        rf"^(\s*(?:oleh\s+)?{described_as('person', 'relation').removeprefix('^')}(?:\s[a-z]+){{0,3}}{more},\s+{NAME})"
    )


@functools.cache
def _source_end() -> str:
    """Where the source after ``menurut`` ends: ``Menurut pemain Barito, Makan Konate, …`` has an apposition."""
    person = rf"\s*{sources('person', 'relation')}(?:nya)?(?-u:\b)[^,.;:\"“”]{{0,120}},\s+{_ACADEMIC}{NAME}{_DEGREES}"
    return rf"(?s)^({person},|[^,.;:\"“”]*)"


@functools.cache
def _head_of_subject() -> str:
    """Who speaks, where another verb stands between: ``Ketua Iqbal Surve membayangkan hal itu dan mengatakan …``."""
    verb = r"me(?:ng|ny|m|n|l|r|w|y)[a-z]{3,}"
    return rf"(?s)^(\S.*?)\s+(?:{any_word('auxiliary')}\s+)*{verb}\s(?:[^,]*\s{any_word('link')}|(?:[^,]*\s)?dengan)$"


def with_region(hits: pl.DataFrame) -> pl.DataFrame:
    """The stretch of the sentence that can hold the speaker; a subject stands behind the verb before it."""
    before, source, tail = pl.col("position") == "before", pl.col("position") == "source", pl.col("_tail")
    behind: pl.Expr = pl.when(~before).then(pl.col("surface").str.slice(pl.col("cue_end"), _MAX_REGION))
    # The stop in ``Dr. X`` or ``kabar.co.id`` does not end a name; a mark of the same length takes its place.
    behind = behind.str.replace_all(_SHORT_FORM, "${1}·${2}").str.replace_all(_INNER_STOP, "${1}·${2}")
    behind = behind.str.replace_all(_MARKET, "${1}·${2}")  # ``Kapolsek Pasar Minggu``: no day
    hits = hits.with_columns(_tail=behind.str.replace_all("--", "::", literal=True))  # a dash, which ends a name
    source_end = pl.when(source).then(tail).str.extract(_source_end()).str.len_chars().cast(pl.Int64)
    named: pl.Expr = pl.when(~source).then(tail).str.extract(_apposed_name())
    named = pl.when(~named.str.contains(rf",\s+{any_word('weekday', capital=True)}(?-u:\b)")).then(named)
    after_end = pl.coalesce(named, pl.when(~source).then(tail).str.extract(_name_end())).str.len_chars().cast(pl.Int64)
    main = before & ~pl.col("relative")
    last_end = pl.when(main).then("cue_end").shift(1).forward_fill()
    last_place = pl.when(main).then("place").shift(1).forward_fill()
    hits = hits.with_columns(_earlier=pl.when(last_place == pl.col("place")).then(last_end))
    earlier = pl.col("_earlier")
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
    ).drop("_tail", "_earlier")  # fmt: skip


def with_phrase(hits: pl.DataFrame) -> pl.DataFrame:
    """The words that name the speaker: before a verb the last stretch without a comma, lead-in words off.

    ``_to_verb`` is that stretch up to the verb where the speaker is only the head of it, else null.
    """
    trimmed, before, source = pl.col("_trimmed"), pl.col("position") == "before", pl.col("position") == "source"
    # ``seorang pejabat Israel--dikutip dari Channel 12-- mengatakan``
    aside = r"\s*(?:--|[—–])[^—–]{3,120}?(?:--|[—–])$"
    # ``Pejabat itu, seperti dikutip Reuters, Selasa (10/6), menambahkan``
    relay = (
        r",\s+(?:seperti|sebagaimana)\s+(?:yang\s+)?di(?:kutip|lansir|beritakan|laporkan|nukil)\s[^,]+(?:,\s+[^,]+)?$"
    )
    # ``Juru bicara istana, dalam pernyataan resmi, mengatakan``
    circumstance = rf"(?:,\s+(?:{inner('circumstance')}|{inner('weekday')})(?-u:\b)[^,]*)+$"
    # ``Militer Israel pada Minggu, (8/6/2025) mengatakan``, ``Ketua Budi merayakan hal itu, dengan mengatakan``
    dated = rf",?\s+(?:pada\s+)?{any_word('weekday')},\s*\([^()]*\)$"
    region = pl.col("_region").str.strip_chars(" ,\n\u00a0").str.replace(aside, "").str.replace(relay, "")
    region = region.str.replace(dated, "").str.replace(r",\s+dengan$", " dengan")
    closed = before & pl.any_horizontal(pl.col("_region", "chain").str.contains(r",\s*$"))
    hits = hits.with_columns(_trimmed=pl.when(closed).then(region.str.replace(circumstance, "")).otherwise(region))
    subjects = _subject(hits.select(region=only_where(before, trimmed)))
    hits = hits.with_columns(_subject=pl.when(before).then(subjects))
    # Of a report that was obtained from somebody, the somebody.
    obtained = (
        only_where(source, trimmed)
        .str.replace(r"^.*\sdari\s+((?:para\s+)?sumber(?-u:\b).*)$", "${1}")
        .str.replace("^(?:dari|oleh|sang) ", "")
        .str.replace(r"^(?:penuturan|pengakuan|kesaksian|cerita)\s+(?:dari\s+)?", "")
    )
    # ``Disebutkan, sumber air mengering``: behind the comma is what was said
    of_passive = pl.col("position") == "passive"
    said = of_passive & only_where(of_passive, "_region").str.contains(r"^\s*,").fill_null(False)
    hits = hits.with_columns(region_end=pl.when(said).then("cue_end").otherwise("region_end"))
    other = only_where(~before & ~source & ~said, trimmed)
    other = other.str.replace(r"^(?:(?:tegas|keras|langsung|mentah-mentah|juga|pula)\s+)*(?:oleh|dari)\s+", "")
    other = other.str.replace(r"(?s)^([^,()]+),\s+[a-z].*$", "${1}")  # ``kata Menag, pembangunan itu …``
    hits = hits.with_columns(
        _phrase=pl.when(before).then("_subject").when(source).then(obtained).otherwise(other),
        _head=pl.col("_subject").str.extract(_head_of_subject()),
    )
    ahead = pl.col("_region").str.split(pl.col("_phrase")).list.first().str.len_chars().cast(pl.Int64)
    hits = hits.with_columns(
        _head=pl.when(~pl.col("_head").str.contains(r"\syang(?:\s|$)")).then("_head"),
        _phrase_start=pl.col("region_start") + ahead,
    )
    is_head = pl.col("_head").is_not_null()
    return hits.with_columns(
        _phrase=pl.coalesce("_head", "_phrase"),
        _to_verb=pl.when(is_head).then("_phrase"),
        region_end=pl.when(is_head)
        .then(pl.col("_phrase_start") + pl.col("_head").str.len_chars().cast(pl.Int64))
        .otherwise("region_end"),
    ).drop("_trimmed", "_subject", "_head")


@functools.cache
def _inner_subject() -> str:
    """Who speaks in a clause inside another: ``Warga panik karena [polisi]``, ``Bursa turun setelah [The Fed]``.

    Behind words that also begin a mere circumstance (``Menlu usai rapat``) only what is a source counts.
    """
    source = rf"{described_as().removeprefix('^')}(?:\s+[^\s,]+){{0,8}}"
    name = rf"[{UPPER}][^\s,;:\"“”]*(?:\s+[{UPPER}][^\s,;:\"“”]*){{0,5}}(?:\s+\([A-Z][^()]*\))?"
    return rf"\s(?:{any_word('inner_clause')}\s+({source}|{name})|{any_word('inner_time')}\s+({source}))$"


def _behind_with(phrase: pl.Expr) -> pl.Expr:
    """``…, dengan [polisi] menambahkan bahwa``: who speaks in a clause joined so; not ``dengan tegas``."""
    joined = only_where(phrase.str.starts_with("dengan "), phrase)
    return pl.coalesce(joined.str.extract(rf"^dengan\s+({described_as().removeprefix('^')}.*|{NAME})$"), phrase)


def _subject(regions: pl.DataFrame) -> pl.Series:
    """Of each ``region``, which ends before a verb, the words that name who speaks."""
    region, clause, last = pl.col("region"), pl.col("clause"), pl.col("last")
    # An age or an abbreviation in brackets may hold a comma and does not end the phrase.
    segment = r"(?s)((?:[^,()]|\([^()]*\))*)$"
    connectors = inner("connector", capital=True)
    lead = rf"^(?:(?:{connectors}|[Pp]ada\s[A-Z][a-z]+\s\([^)]*\)|\d{{1,2}}\s[A-Z][a-z]+\s\d{{4}})(?:\s+|$))+"
    tail = rf"\s+(?:yang|pada\s+{any_word('weekday')}(?:\s+\([^)]*\))?)$"
    # ``Seorang perwira, yang tidak mau disebut namanya, mengatakan``
    behind_clause = last.str.starts_with("yang ")
    whole = only_where(behind_clause, clause).str.replace(r"(?s),\s+yang\s.*$", "")
    opens_clause = rf"\s(?:{inner('inner_clause')}|{inner('inner_time')})\s"
    return (
        regions.with_columns(
            several=region.str.extract(rf"((?:{NAME},\s+)+dan\s+[A-Z][^,]*)$"),
            clause=region.str.replace(r"(?s)^.*(?:[;:—–]|\sbahwa\s|\snamun\s|\ssedangkan\s)\s*", ""),
        )
        .with_columns(last=clause.str.extract(segment).str.strip_chars())
        .with_columns(whole=whole.str.extract(segment).str.strip_chars())
        .with_columns(last=pl.when(behind_clause).then("whole").otherwise("last"))
        .select(phrase=_behind_with(pl.coalesce("several", "last")).str.replace(lead, "").str.replace(tail, ""))
        .with_columns(joined=pl.when(pl.col("phrase").str.contains(opens_clause)).then("phrase"))
        .select(pl.coalesce(*(pl.col("joined").str.extract(_inner_subject(), group) for group in (1, 2)), "phrase"))
        .to_series()
    )
