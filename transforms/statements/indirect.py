"""Indirect speech: what each cue outside direct speech reports, and where those words begin and end."""

from __future__ import annotations

import functools

import polars as pl

from transforms.statements.reports import reports
from transforms.statements.tables import any_word, inner

_MIN_CHARS = 4
_MIN_OBJECT = 12


@functools.cache
def _day() -> str:
    """The day of the report, between a source and its words."""
    weekday = rf"{any_word('weekday')}(?:,?\s*\((?:[^)]*\)|[0-9/.]+))?"
    return rf"(?:(?:pada\s+)?(?:{weekday}|[0-9]{{1,2}}\s[A-Z][a-z]{{2,8}}\s[0-9]{{4}},),?\s*)?"


def find_contents(hits: pl.DataFrame) -> pl.DataFrame:
    """Give each cue the words that it reports.

    ``hits`` carry their speaker and ``used`` (true where the cue attributes direct speech or stands
    behind one that does). Adds ``content_start, content_end`` (inside the sentence; null where the
    cue reports nothing), ``refers`` (``sentence``: what it reports is the sentence before;
    ``statement``: what the statement before it in the sentence reports) and ``joined`` (its subject is
    that of the verb before it).
    """
    hits = _with_places(_with_joined(_with_nesting(hits)))
    position = pl.col("position")
    start = (
        pl.when(position == "before")
        .then("_active_start")
        .when(pl.col("_behind_wins"))
        .then("_behind_start")
        .otherwise("_ahead_start")
    )
    end = (
        pl.when(position == "before")
        .then("_active_end")
        .when(pl.col("_behind_wins"))
        .then("_whole")
        .otherwise("_ahead_end")
    )
    hits = hits.with_columns(content_start=start, content_end=end, refers=_refers())
    hits = _attached_object(hits)
    long_enough = (pl.col("content_end") - pl.col("content_start") >= _MIN_CHARS) | pl.col("refers").is_not_null()
    kept = reports() & ~pl.col("used") & long_enough
    hits = hits.with_columns(kept=kept.fill_null(False)).with_columns(
        content_start=pl.when("kept").then("content_start"), content_end=pl.when("kept").then("content_end")
    )
    return hits.drop([c for c in hits.columns if c.startswith("_")])


def _with_nesting(hits: pl.DataFrame) -> pl.DataFrame:
    """``nested`` only where a verb before it in the sentence has somebody who says it."""
    says = (pl.col("position") == "before") & pl.col("speaker_kind").is_not_null() & ~pl.col("relative")
    last = pl.when(says).then("place").shift(1).forward_fill()
    return hits.with_columns(nested=pl.col("nested") & (last == pl.col("place")).fill_null(False))


def _with_joined(hits: pl.DataFrame) -> pl.DataFrame:
    """``X menepis … dan menegaskan …`` shares its subject; ``…, sedangkan Y menyebut …`` begins a clause of its own, as
    does the main clause in ``Meski X menepis …, Y kesal dan menegaskan …``.

    All end what the verb before them reports.
    """
    active = (pl.col("position") == "before") & pl.col("nested") & ~pl.col("relative")
    ahead: pl.Expr = pl.when(active).then(pl.col("surface").str.slice(0, pl.col("subject_end")))
    linked = ahead.str.contains(rf"(?:\s|,\s*){any_word('link')}\s*$") | pl.col("chain").str.contains(
        r"^(?:serta|sekaligus|lalu|kemudian)(?-u:\b)"
    )
    ahead = ahead.str.strip_chars_end(" ,")
    start = (ahead.str.len_chars().cast(pl.Int64) - pl.col("phrase").str.len_chars().cast(pl.Int64)).clip(0)
    to_phrase = pl.col("surface").str.slice(0, start)
    contrast = (
        active & pl.col("speaker_kind").is_not_null() & to_phrase.str.contains(rf",\s+{any_word('contrast')}\s+$")
    )
    main = (
        active
        & linked
        & pl.col("speaker_kind").is_in(["named", "described"])
        & pl.col("surface").str.contains(rf"^[\"“]?{any_word('subordinator', capital=True)}\s")
        & to_phrase.str.contains(r",\s+$")
    ).fill_null(False)
    contrast = contrast | main
    cut_joint = ahead.str.replace(rf"(?:,\s*|\s+){any_word('link')}\s*$", "").str.strip_chars_end(" ,").str.len_chars()
    cut_contrast = to_phrase.str.replace(rf",\s+(?:{any_word('contrast')}\s+)?$", "").str.len_chars()
    joined = (active & linked & ~contrast).fill_null(False)
    cut = pl.when(joined).then(cut_joint).when(contrast).then(cut_contrast).cast(pl.Int64)
    next_cut = cut.shift(-1).backward_fill()
    next_place = pl.when(cut.is_not_null()).then("place").shift(-1).backward_fill()
    return hits.with_columns(
        joined=joined,
        nested=pl.col("nested") & ~contrast.fill_null(False),
        _joint=pl.when(next_place == pl.col("place")).then(next_cut),
    )


@functools.cache
def _lead_in() -> str:
    """What stands between an active verb and its content: adverbs, an addressee with ``bahwa``, ``melalui akun
    Instagramnya,``, commas."""
    opener = any_word("content_opener")
    to_that = rf"[\s,]*{any_word('before_bahwa')}\s[^\"“.;]{{0,140}}?[\s,]{opener}[\s,]+"
    to_person = r"[\s,]*kepada\s[^,.\"“]{1,60},\s+"
    through = rf"\s+(?:melalui|lewat|via)\s+(?:sebuah\s+)?{any_word('channel')}(?:nya)?(?-u:\b)[^,.\"“]{{0,60}},\s+"
    through += _day()
    return rf"(?s)^({to_that}|{to_person}|{through}|[\s,:]*(?:(?:pula|juga|lagi|kembali)\s*,?\s+)?(?:{opener}[\s,]+)?)"


@functools.cache
def _answered() -> str:
    """What is claimed, up to what another makes of it: ``…, klaim yang juga dibantah Y``."""
    return rf"(?s)^(.*?),\s+{any_word('claim_noun')}\s+yang\s+(?:[a-z]+\s+){{0,2}}di[a-z]{{3,}}(?-u:\b)"


def _with_places(hits: pl.DataFrame) -> pl.DataFrame:
    """The places at which contents can begin and end: behind the cue, behind the name, ahead of the cue."""
    surface = pl.col("surface")
    hits = hits.with_columns(
        _after=surface.str.slice("cue_end"),
        _rest=surface.str.slice("region_end"),
        _whole=surface.str.strip_chars_end(" \t\n.,;:").str.len_chars().cast(pl.Int64),
        _before=surface.str.slice(0, "cue_start"),
    )
    relay = (
        r"(?s)^(.*?)(?:,|\s)\s*(?:(?:seperti|sebagaimana|demikian|begitu)\s+)?"
        r"(?:dikutip|dilansir|diberitakan|dinukil|melansir|mengutip|seperti dilaporkan)(?:(?-u:\b)|[A-Z])"
    )
    opener = any_word("content_opener")
    lead = pl.col("_after").str.extract(_lead_in()).str.len_chars().cast(pl.Int64)
    hits = hits.with_columns(
        _active_start=pl.when(_has_object())
        .then(pl.col("cue_end") - pl.col("lemma").str.extract(r"(\S+)$").str.len_chars().cast(pl.Int64))
        .otherwise(pl.col("cue_end") + lead),
        _behind_start=pl.col("region_end")
        + pl.col("_rest")
        .str.extract(rf"(?s)^((?:\s*\([^()]*\))?[\s,:]*{_day()}(?:{opener}[\s,]+)?)")
        .str.len_chars()
        .cast(pl.Int64),
        _comma=pl.col("_rest").str.contains(rf"^(?:\s*\([^()]*\))?\s*,?\s*{_day()}{opener}\s|^(?:\s*\([^()]*\))?\s*,"),
        _opens=_opens_sentence(),
    )
    told = surface.str.slice("_active_start")
    relayed, answered = (told.str.extract(p).str.len_chars().cast(pl.Int64) for p in (relay, _answered()))
    ahead = pl.col("_before").str.replace(r"[\s,]*(?:seperti|demikian)?[\s,]*$", "")
    # A passive verb takes the clause before it, without the adverbs between.
    ahead = (
        pl.when(pl.col("position") == "passive")
        .then(surface.str.slice(0, "subject_end").str.strip_chars_end(" ,"))
        .otherwise(ahead)
    )
    connector = rf"^((?:{inner('connector', capital=True)})?[\s,]*)"
    clause = pl.when(pl.col("position") == "passive").then(
        ahead.str.extract(r"(?s)^(.*(?:[,\"”]|(?-u:\b)namun|(?-u:\b)tetapi|(?-u:\b)dan)\s+)[^,\"”]*$").str.len_chars()
    )
    hits = hits.with_columns(
        _active_end=pl.min_horizontal(
            "_whole", pl.col("_active_start") + relayed, pl.col("_active_start") + answered, "_joint"
        ),
        _ahead_end=ahead.str.len_chars().cast(pl.Int64),
        _ahead_start=pl.coalesce(clause, ahead.str.extract(connector).str.len_chars()).cast(pl.Int64),
    ).with_columns(_segment=surface.str.slice("_ahead_start", (pl.col("_ahead_end") - pl.col("_ahead_start")).clip(0)))
    behind, ahead_length = (
        pl.col("_whole") - pl.col("_behind_start"),
        pl.col("_ahead_end") - pl.col("_ahead_start"),
    )
    opens = pl.col("_opens") & pl.col("position").is_in(["source", "passive"])
    says_that = (pl.col("position") == "passive") & pl.col("_after").str.contains(
        rf"^(?:\s+[a-z]+){{0,3}}\s+{opener}\s"
    )
    longer = (behind >= ahead_length) & pl.col("_comma") & (pl.col("position") != "passive")
    that = pl.col("cue_end") + pl.col("_after").str.extract(rf"(?s)^(.*?\s{opener}\s+)").str.len_chars().cast(pl.Int64)
    return hits.with_columns(
        _says_that=says_that,
        _behind_wins=opens | longer | says_that,
        _behind_start=pl.when(says_that).then(that).otherwise("_behind_start"),
    )


def _has_object() -> pl.Expr:
    """A cue of two words whose second is already what is spoken of: ``menolak klaim``, ``menerima laporan``."""
    return (pl.col("position") == "before") & pl.col("lemma").str.contains(r"^(?:menolak|menerima|menemukan)\s")


def _opens_sentence() -> pl.Expr:
    start = pl.col("_before").str.strip_chars(' "“,')
    return start.str.contains(rf"^(?:{inner('connector', capital=True)}|[Ss]eperti|[Ss]ebagaimana|[Mm]asih)?$")


def _refers() -> pl.Expr:
    """``Demikian disampaikan X.`` reports the sentence before, ``…, klaim yang dibantah X`` the claim before it."""
    passive = pl.col("position") == "passive"
    thus = pl.col("_before").str.contains(r"^\s*(?:Demikian|Begitu)(?:lah)?\s+(?:yang\s+)?$")
    bare = rf"^{any_word('claim_noun', capital=True)}(?:\s+(?:itu|ini|tersebut))?(?:\s+yang)?$"
    claim = pl.col("_segment").str.contains(bare) & pl.col("follows") & pl.col("relative")
    that = pl.col("_segment").str.contains(r"^(?:[Hh]al|[Ii]tu|[Ii]ni)(?:\s+(?:itu|ini|tersebut|senada))?$") & (
        pl.col("stance") != "assert"
    )
    return pl.when(passive & (thus | that)).then(pl.lit("sentence")).when(passive & claim).then(pl.lit("statement"))


_UNSEEN = (
    r"^(.*(?-u:\b)(?:tidak|tak|belum)\s+(?:\S+\s+)?(?:menemukan|melihat|mendapat|mendapatkan|memperoleh|menerima|ada)\s+"
    r"(?:bukti|indikasi|tanda|tanda-tanda|petunjuk|konfirmasi|keterangan|laporan)\s+(?:\S+\s+){0,3}?"
    r"(?:mengenai|tentang|soal|terkait|atas|akan|adanya|bahwa)\s+)"
)
"""``BBC belum menemukan bukti mengenai …, namun X membantahnya``: what is denied is what there is no evidence of."""


def _attached_object(hits: pl.DataFrame) -> pl.DataFrame:
    """``…, namun X membantahnya``, ``Terkait …, X enggan berkomentar``: the object stands before the subject.

    Without words enough before the subject it is the sentence before.
    """
    active = pl.col("position") == "before"
    refuses = (pl.col("strength") == "negated") | pl.col("lemma").str.starts_with("menolak ")
    after = pl.when(active & (pl.col("has_nya") | refuses)).then("_after")
    ends = after.str.contains(r"^\s*[.,]?\s*$").fill_null(False)
    time = after.str.contains(r"^\s*,?\s*(?:[a-z]+\s+[A-Z]|pada|saat|dalam|ketika|kepada)")
    attached = active & pl.col("has_nya") & (ends | time.fill_null(False))
    alone = attached | (active & refuses & ends)
    hits = hits.with_columns(_alone=alone)
    alone, surface = pl.col("_alone"), pl.when("_alone").then("surface")
    to_subject = surface.str.slice(0, pl.col("subject_end")).str.strip_chars_end(" ,").str.len_chars().cast(pl.Int64)
    subject = (to_subject - pl.col("phrase").str.len_chars().cast(pl.Int64)).clip(0)
    before = surface.str.slice(0, subject).str.strip_chars_end(" ,")
    before = before.str.replace(rf"(?:,\s*|\s){any_word('connector')}$", "").str.strip_chars_end(" ,")
    ahead = before.str.len_chars().cast(pl.Int64)
    about = before.str.extract(
        r"^((?:Terkait|Soal|Mengenai|Tentang|Menanggapi|Saat ditanya)\s+(?:dengan |soal |mengenai )?)"
    )
    start = pl.coalesce(about, before.str.extract(_UNSEEN)).str.len_chars().cast(pl.Int64).fill_null(0)
    enough = alone & (ahead - start >= _MIN_OBJECT)
    return hits.with_columns(
        content_start=pl.when(enough).then(start).otherwise("content_start"),
        content_end=pl.when(enough).then(ahead).otherwise("content_end"),
        refers=pl.when(alone & ~enough).then(pl.lit("sentence")).otherwise("refers"),
    )
