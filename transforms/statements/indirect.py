"""Indirect speech: what each cue outside direct speech reports, and where those words begin and end."""

from __future__ import annotations

import functools

import polars as pl

from transforms.spans import only_where
from transforms.statements.ahead import attached_object, chars, content_first
from transforms.statements.reports import reports
from transforms.statements.tables import any_word, inner, words

_MIN_CHARS = 4


@functools.cache
def _day() -> str:
    """The day of the report, between a source and its words."""
    weekday = rf"{any_word('weekday')}(?:,?\s*\((?:[^)]*\)|[0-9/.]+))?"
    return rf"(?:(?:pada\s+)?(?:{weekday}|[0-9]{{1,2}}\s[A-Z][a-z]{{2,8}}\s[0-9]{{4}},),?\s*)?"


@functools.cache
def _link() -> str:
    """What joins a verb to the one before it: ``… dan menegaskan``, ``… dengan mengatakan``."""
    return rf"(?:(?:,\s*|\s+){any_word('link')}|,?\s+dengan)\s*$"


@functools.cache
def _concession() -> str:
    """``membantah tudingan itu, meski [mengakui]``: a report of its own."""
    return rf",\s+{any_word('concession')}\s*$"


@functools.cache
def _predicate() -> str:
    """The beginning of a predicate."""
    word = f"{inner('auxiliary')}|{inner('negation')}|{inner('predicate')}"
    return rf"^(?:(?:{word})\s|(?:me[mnlrwy]|ber|ter|di)[a-z]{{2,}}(?:[^a\s]|[^y]a)\s)"


@functools.cache
def _no_subject() -> str:
    """Words ahead of an attribution that are no subject: the clause behind it has its own."""
    return rf"(?i)^(?:{any_word('leads_in')}(?-u:\b)|{any_word('leads_alone')}$)"


@functools.cache
def _contrasts() -> str:
    """What sets a clause with its own speaker against the one before it: ``…, namun Y mengatakan``, ``… sementara Y
    menyebut``, ``…, dengan Y menambahkan``."""
    return rf"(?:,\s+{any_word('contrast')}|\s(?:sementara|sedangkan)|,\s+dengan)\s+$"


def find_contents(hits: pl.DataFrame) -> pl.DataFrame:
    """Give each cue the words that it reports.

    ``hits`` carry their speaker and ``used`` (true where the cue attributes direct speech or stands
    behind one that does). Adds ``content_start, content_end`` (inside the sentence; null where the
    cue reports nothing), ``refers`` (``sentence``: what it reports is the sentence before;
    ``statement``: what the statement before it in the sentence reports) and ``joined`` (its subject is
    that of the verb before it).
    """
    hits = _with_places(_behind_role(_with_joined(_with_nesting(hits))))
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
        .when(pl.col("_behind_wins") | pl.col("_parted"))
        .then("_whole")
        .otherwise("_ahead_end")
    )
    hits = hits.with_columns(content_start=start, content_end=end, refers=_refers())
    hits = content_first(attached_object(hits))
    long_enough = (pl.col("content_end") - pl.col("content_start") >= _MIN_CHARS) | pl.col("refers").is_not_null()
    kept = reports() & ~pl.col("used") & long_enough
    hits = hits.with_columns(kept=kept.fill_null(False)).with_columns(
        content_start=pl.when("kept").then("content_start"), content_end=pl.when("kept").then("content_end")
    )
    return hits.drop([c for c in hits.columns if c.startswith("_")])


def _behind_role(hits: pl.DataFrame) -> pl.DataFrame:
    """``Menurut Darmawan, Ketua Kelompok Tani Wisanggeni, …``: the words reported begin behind the speaker's role."""
    role = pl.concat_str(pl.lit(", "), "speaker_role", pl.lit(","))
    length = pl.col("speaker_role").str.len_chars().cast(pl.Int64) + 2
    said = (pl.col("position") != "before") & pl.col("speaker_role").is_not_null()
    there = (pl.col("surface").str.slice("region_end", length + 1) == role).fill_null(False)
    behind = pl.when(said & there).then(pl.col("region_end") + length).otherwise("region_end")
    return hits.with_columns(region_end=behind)


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
    ahead = pl.col("_up_to_verb")
    # ``merespons dengan mengatakan``, but a means in ``minta dibantu dengan mendorong``, ``dengan jelas menyatakan``
    means = ahead.str.contains(r"[^,]\s+dengan\s*$") & ~(
        pl.col("lemma").is_in(words("saying")) & (pl.col("chain") == "")
    )
    concedes = ahead.str.contains(_concession()) & pl.col("stance").is_in(["confirm", "deny"])
    links = ahead.str.contains(_link()) & ~means | concedes
    hits = hits.with_columns(_up_to_verb=pl.when(active).then(pl.col("surface").str.slice(0, pl.col("subject_end"))))
    hits = hits.with_columns(
        _up_to_verb=ahead.str.strip_chars_end(" ,"),
        _linked=links | pl.col("chain").str.contains(r"^(?:serta|sekaligus|lalu|kemudian)(?-u:\b)"),
    )
    start = (ahead.str.len_chars().cast(pl.Int64) - pl.col("phrase").str.len_chars().cast(pl.Int64)).clip(0)
    hits = hits.with_columns(_up_to_phrase=ahead.str.slice(0, start))
    to_phrase, linked = pl.col("_up_to_phrase"), pl.col("_linked")
    contrast = active & pl.col("speaker_kind").is_not_null() & to_phrase.str.contains(_contrasts())
    main = (
        active
        & linked
        & pl.col("speaker_kind").is_in(["named", "described"])
        & only_where(active & linked, "surface").str.contains(rf"^[\"“]?{any_word('subordinator', capital=True)}\s")
        & to_phrase.str.contains(r",\s+$")
    ).fill_null(False)
    hits = hits.with_columns(_contrast=contrast | main)
    joined = (active & linked & ~pl.col("_contrast")).fill_null(False)
    # ``melihat pelampung tetapi tidak melihat korban``: no report of its own
    linkless = (
        pl.when(joined & (pl.col("strength") != "negated"))
        .then(ahead)
        .str.replace(_link(), "")
        .str.replace(_concession(), "")
    )
    before_contrast = pl.when("_contrast").then(to_phrase).str.replace(rf"{_contrasts()}|,\s+$", "")
    cut = pl.coalesce(linkless.str.strip_chars_end(" ,"), before_contrast).str.len_chars().cast(pl.Int64)
    hits = hits.with_columns(joined=joined, _cut=cut)
    next_place = pl.when(pl.col("_cut").is_not_null()).then("place").shift(-1).backward_fill()
    return hits.with_columns(
        nested=pl.col("nested") & ~pl.col("_contrast").fill_null(False),
        _joint=pl.when(next_place == pl.col("place")).then(pl.col("_cut").shift(-1).backward_fill()),
    ).drop("_up_to_verb", "_up_to_phrase", "_linked", "_contrast", "_cut")


@functools.cache
def _lead_in() -> str:
    """What stands between an active verb and its content: adverbs, an addressee with ``bahwa``, ``melalui akun
    Instagramnya,``, commas."""
    opener = any_word("content_opener")
    to_that = rf"[\s,]*{any_word('before_bahwa')}\s[^\"“.;]{{0,140}}?[\s,]{opener}[\s,]+"
    to_person = r"[\s,]*kepada\s[^,.\"“]{1,60},\s+"
    cited = rf",\s+mengutip\s[^,.\"“]{{3,60}},\s+{opener}\s+"  # ``Reuters melaporkan, mengutip dua sumber, bahwa``
    through = rf"\s+(?:melalui|lewat|via)\s+(?:sebuah\s+)?{any_word('channel')}(?:nya)?(?-u:\b)[^,.\"“]{{0,60}},\s+"
    through += _day()
    adverb = r"(?:(?:pula|juga|lagi|kembali|keras|tegas)\s*,?\s+)?"
    return rf"(?s)^({to_that}|{to_person}|{cited}|{through}|[\s,:]*{adverb}(?:{opener}[\s,]+)?)"


@functools.cache
def _answered() -> str:
    """What is claimed, up to what another makes of it: ``…, klaim yang juga dibantah Y``."""
    return rf"(?s)^(.*?),\s+{any_word('claim_noun')}\s+yang\s+(?:[a-z]+\s+){{0,2}}di[a-z]{{3,}}(?-u:\b)"


def _with_places(hits: pl.DataFrame) -> pl.DataFrame:
    """The places at which contents can begin and end: behind an active verb; of others behind the name, ahead of the
    cue."""
    surface, is_active, is_passive = pl.col("surface"), pl.col("position") == "before", pl.col("position") == "passive"
    opener = any_word("content_opener")
    hits = hits.with_columns(
        _after=pl.when(is_active | is_passive).then(surface.str.slice("cue_end")),
        _rest=pl.when(~is_active).then(surface.str.slice("region_end")),
        _whole=surface.str.strip_chars_end(" \t\n.,;:").str.len_chars().cast(pl.Int64),
        _before=pl.when(~is_active).then(surface.str.slice(0, "cue_start")),
    )
    in_report = rf"(?:{any_word('before_bahwa')}(?:\s[^\"“.;,]{{0,60}}?)?\s)?"  # ``oleh X [dalam laporannya] bahwa``
    behind = rf"(?s)^((?:\s*\([^()]*\))?[\s,:]*{_day()}(?:{in_report}{opener}[\s,]+)?)"
    comma = rf"^(?:\s*\([^()]*\))?\s*,?\s*{_day()}{opener}\s|^(?:\s*\([^()]*\))?\s*,"
    # A passive verb takes the clause before it, without the adverbs between.
    ahead = (
        pl.when(is_passive)
        .then(surface.str.slice(0, "subject_end").str.strip_chars_end(" ,"))
        .otherwise(pl.col("_before").str.replace(r"[\s,]*(?:seperti|demikian)?[\s,]*$", ""))
    )
    hits = hits.with_columns(
        _behind_start=pl.col("region_end") + chars(pl.col("_rest").str.extract(behind)),
        _comma=pl.col("_rest").str.contains(comma),
        _opens=_opens_sentence(),
        _ahead=ahead,
    )
    ahead = pl.col("_ahead")
    connector = rf"^((?:{inner('connector', capital=True)})?[\s,]*)"
    last = r"(?s)^(.*(?:[,\"”]|(?-u:\b)namun|(?-u:\b)tetapi|(?-u:\b)dan)\s+)[^,\"”]*$"
    clause = chars(pl.when(is_passive).then(ahead).str.extract(last))
    hits = _with_active_places(hits).with_columns(
        _ahead_end=chars(ahead), _ahead_start=pl.coalesce(clause, chars(ahead.str.extract(connector)))
    )
    ahead_length = pl.col("_ahead_end") - pl.col("_ahead_start")
    passive_rest = pl.when(is_passive).then("_after")
    hits = hits.with_columns(
        _segment=ahead.str.slice("_ahead_start", ahead_length.clip(0)),
        _says_that=passive_rest.str.contains(rf"^(?:\s+[a-z]+){{0,3}}\s+{opener}\s").fill_null(False),
    ).drop("_ahead")
    opens = pl.col("_opens") & pl.col("position").is_in(["source", "passive"])
    # ``Sambungnya harga naik``, but ``Katanya harga naik`` is hearsay
    nya = (pl.col("cue_start") == 0) & (pl.col("position") == "after") & pl.col("has_nya")
    opens |= nya & (pl.col("lemma") != "kata")
    longer = pl.col("_whole") - pl.col("_behind_start") >= ahead_length
    # ``Warga yang mengungsi, jelas X, mencapai 300 orang``: the attribution stands between subject and predicate
    predicate = pl.col("surface").str.slice("_behind_start").str.contains(_predicate())
    leads_in = pl.col("_segment").str.contains(_no_subject()) & ~pl.col("_segment").str.contains(",", literal=True)
    # ``Kelalaian itu menurutnya tidak adil``
    inline = (pl.col("position") == "source") & pl.col("has_nya") & pl.col("_before").str.contains(r"[^\s,]\s+$")
    inline &= ~pl.col("_before").str.contains(r"\syang\s+$")
    parted = (
        (pl.col("_comma") | inline) & (ahead_length >= _MIN_CHARS) & predicate & ~leads_in & ~is_passive & ~is_active
    )
    that = pl.when("_says_that").then("_after").str.extract(rf"(?s)^(.*?\s{opener}\s+)")
    return hits.with_columns(
        _behind_wins=opens | ((longer | leads_in) & pl.col("_comma") & ~is_passive & ~parted) | pl.col("_says_that"),
        _parted=parted & ~opens,
        _behind_start=pl.when("_says_that").then(pl.col("cue_end") + chars(that)).otherwise("_behind_start"),
    )


def _with_active_places(hits: pl.DataFrame) -> pl.DataFrame:
    """``_active_start``, ``_active_end``: between what follows an active verb and what ends its report."""
    relay = (
        r"(?s)^(.*?)(?:,|\s)\s*(?:(?:seperti|sebagaimana|demikian|begitu)\s+)?"
        r"(?:dikutip|dilansir|diberitakan|dinukil|melansir|mengutip|seperti dilaporkan)(?:(?-u:\b)|[A-Z])"
    )
    # ``X memastikan dua jet jatuh, menurut laporan CNN``, ``X mencatat dua orang tewas, AFP melaporkan``
    another = (
        r"(?s)^(.{12,}?),\s+(?:menurut\s|(?:kantor\sberita\s)?[A-Z][^\s,.]*(?:\s[A-Z][^\s,.]*){0,3}"
        r"\s(?:melaporkan|memberitakan|mewartakan)\s*[.]?\s*$)"
    )
    is_active = pl.col("position") == "before"
    other_clause = rf"(?s)^(.{{4,}}?),?\s+{any_word('contrast')}\s+menurut\s"
    of_object = pl.when(_has_object()).then("lemma").str.extract(r"(\S+)$")
    lead = pl.when(is_active).then("_after").str.extract(_lead_in())
    # ``menambahkan, kalau korban tinggal di kota, pemeriksaannya di kantor``: a condition belongs to what is said
    condition = pl.col("_after").str.contains(rf"^[\s,]*{any_word('condition')}\s[^,.]+,\s")
    lead = pl.when(condition).then(lead.str.replace(rf"{any_word('condition')}[\s,]+$", "")).otherwise(lead)
    start = pl.when(_has_object()).then(-chars(of_object)).otherwise(chars(lead))
    hits = hits.with_columns(_active_start=pl.col("cue_end") + start)
    hits = hits.with_columns(_told=pl.when(is_active).then(pl.col("surface").str.slice("_active_start")))
    ends = [
        pl.col("_active_start") + chars(pl.col("_told").str.extract(pattern))
        for pattern in (relay, another, other_clause, _answered())
    ]
    return hits.with_columns(_active_end=pl.min_horizontal("_whole", *ends, "_joint")).drop("_told")


def _has_object() -> pl.Expr:
    """A cue of two words whose second is already what is spoken of: ``menolak klaim``, ``menerima laporan``."""
    return (pl.col("position") == "before") & pl.col("lemma").str.contains(r"^(?:menolak|menerima|menemukan)\s")


def _opens_sentence() -> pl.Expr:
    start = pl.col("_before").str.strip_chars(' "“,')
    opens = start.str.contains(rf"^(?:{inner('connector', capital=True)}|[Ss]eperti|[Ss]ebagaimana|[Mm]asih)?$")
    # ``…, sedangkan menurut panitia jumlahnya 100 ribu``: a clause of its own
    return opens | ((pl.col("position") == "source") & start.str.contains(rf"[\s,]{any_word('contrast')}$"))


def _refers() -> pl.Expr:
    """``Demikian disampaikan X.`` reports the sentence before, ``…, klaim yang dibantah X`` the claim before it."""
    passive = pl.col("position") == "passive"
    before, segment = only_where(passive, "_before"), only_where(passive, "_segment")
    thus = before.str.contains(r"^\s*(?:Demikian|Begitu)(?:lah)?\s+(?:yang\s+)?$")
    bare = rf"^{any_word('claim_noun', capital=True)}(?:\s+(?:itu|ini|tersebut))?(?:\s+yang)?$"
    claim = segment.str.contains(bare) & pl.col("follows") & pl.col("relative")
    that = segment.str.contains(r"^(?:[Hh]al|[Ii]tu|[Ii]ni)(?:\s+(?:itu|ini|tersebut|senada))?$") & (
        pl.col("stance") != "assert"
    )
    return pl.when(passive & (thus | that)).then(pl.lit("sentence")).when(passive & claim).then(pl.lit("statement"))
