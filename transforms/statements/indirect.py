"""Indirect speech: what each cue outside direct speech reports, and where those words begin and end."""

from __future__ import annotations

import functools

import polars as pl

from transforms.statements.speakers import described_as
from transforms.statements.tables import any_word, inner

_MIN_CHARS = 4
_MIN_OBJECT = 12
_LINK = r"(?:dan|serta|sekaligus|sembari|sambil|seraya|lalu|kemudian|namun|tetapi|tapi)"
_DAY = r"(?:(?:pada\s+)?(?:Senin|Selasa|Rabu|Kamis|Jumat|Sabtu|Minggu)(?:,?\s*\([^)]*\))?,?\s*)?"
"""The day of the report, between a source and its words."""
_CONTRAST = r"(?:namun|sedangkan|sementara|tetapi|tapi|sementara itu)"
_TOPIC = r"(?i)^(?:hal|ini|itu|pernyataan|penegasan|harapan|imbauan|pesan|keterangan|informasi|demikian)(?-u:\b)"
_CLAIM = r"(?i)^(?:klaim|tudingan|tuduhan|kabar|rumor|isu|laporan|berita|hal|pernyataan)(?:\s+(?:itu|ini|tersebut))?(?:\s+yang)?$"
_DENIABLE = (
    r"(?i)(?:klaim|tudingan|tuduhan|kabar|rumor|isu|laporan|berita|hal|pernyataan|dugaan|informasi|anggapan|narasi"
    r"|spekulasi|keterangan|bahwa)"
)


def find_contents(hits: pl.DataFrame) -> pl.DataFrame:
    """Give each cue the words that it reports.

    ``hits`` carry their speaker and ``used`` (true where the cue attributes direct speech or stands
    behind one that does). Adds ``content_start, content_end`` (inside the sentence; null where the
    cue reports nothing), ``refers`` (``sentence``: what it reports is the sentence before;
    ``statement``: what the statement before it in the sentence reports) and ``joined`` (its subject is
    that of the verb before it).
    """
    hits = _with_places(_with_joined(hits))
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
    kept = (_active() | _after() | _passive() | _source()) & ~pl.col("used") & long_enough
    hits = hits.with_columns(kept=kept.fill_null(False)).with_columns(
        content_start=pl.when("kept").then("content_start"), content_end=pl.when("kept").then("content_end")
    )
    return hits.drop([c for c in hits.columns if c.startswith("_")])


def _with_joined(hits: pl.DataFrame) -> pl.DataFrame:
    """``X menepis … dan menegaskan …`` shares its subject; ``…, sedangkan Y menyebut …`` begins a clause of its own.

    Both end what the verb before them reports.
    """
    active = (pl.col("position") == "before") & pl.col("nested") & ~pl.col("relative")
    ahead = pl.when(active).then(pl.col("surface").str.slice(0, pl.col("subject_end")))
    linked = ahead.str.contains(rf"(?:\s|,\s*){_LINK}\s*$") | pl.col("chain").str.contains(
        r"^(?:serta|sekaligus|lalu|kemudian)(?-u:\b)"
    )
    ahead = ahead.str.strip_chars_end(" ,")
    start = (ahead.str.len_chars().cast(pl.Int64) - pl.col("phrase").str.len_chars().cast(pl.Int64)).clip(0)
    to_phrase = pl.col("surface").str.slice(0, start)
    contrast = active & pl.col("speaker_kind").is_not_null() & to_phrase.str.contains(rf",\s+{_CONTRAST}\s+$")
    cut_joint = ahead.str.replace(rf"(?:,\s*|\s+){_LINK}\s*$", "").str.strip_chars_end(" ,").str.len_chars()
    cut_contrast = to_phrase.str.replace(rf",\s+{_CONTRAST}\s+$", "").str.len_chars()
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
    """What stands between an active verb and its content: adverbs, an addressee with ``bahwa``, commas."""
    opener = any_word("content_opener")
    circumstance = "kepada|pada|dalam|di|saat|ketika|melalui|lewat|usai|terkait|soal|lagi|juga|pula|secara|dengan"
    to_that = rf"[\s,]*(?:{circumstance})\s[^\"“.;]{{0,140}}?[\s,]{opener}[\s,]+"
    to_person = r"[\s,]*kepada\s[^,.\"“]{1,60},\s+"
    return rf"(?s)^({to_that}|{to_person}|[\s,:]*(?:(?:pula|juga|lagi|kembali)\s*,?\s+)?(?:{opener}[\s,]+)?)"


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
        r"(?:dikutip|dilansir|diberitakan|dinukil|melansir|mengutip|seperti dilaporkan)(?-u:\b)"
    )
    opener = any_word("content_opener")
    lead = pl.col("_after").str.extract(_lead_in()).str.len_chars().cast(pl.Int64)
    hits = hits.with_columns(
        _active_start=pl.when(_has_object())
        .then(pl.col("cue_end") - pl.col("lemma").str.extract(r"(\S+)$").str.len_chars().cast(pl.Int64))
        .otherwise(pl.col("cue_end") + lead),
        _behind_start=pl.col("region_end")
        + pl.col("_rest")
        .str.extract(rf"(?s)^((?:\s*\([^()]*\))?[\s,:]*{_DAY}(?:{opener}[\s,]+)?)")
        .str.len_chars()
        .cast(pl.Int64),
        _comma=pl.col("_rest").str.contains(rf"^(?:\s*\([^()]*\))?\s*,?\s*{_DAY}{opener}\s|^(?:\s*\([^()]*\))?\s*,"),
        _opens=_opens_sentence(),
    )
    relayed = surface.str.slice("_active_start").str.extract(relay).str.len_chars().cast(pl.Int64)
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
        _active_end=pl.min_horizontal("_whole", pl.col("_active_start") + relayed, "_joint"),
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
    claim = pl.col("_segment").str.contains(_CLAIM) & pl.col("follows") & pl.col("relative")
    that = pl.col("_segment").str.contains(r"^(?:[Hh]al|[Ii]tu|[Ii]ni)(?:\s+(?:itu|ini|tersebut|senada))?$") & (
        pl.col("stance") != "assert"
    )
    return pl.when(passive & (thus | that)).then(pl.lit("sentence")).when(passive & claim).then(pl.lit("statement"))


def _attached_object(hits: pl.DataFrame) -> pl.DataFrame:
    """``…, namun X membantahnya``, ``Terkait …, X enggan berkomentar``: the object stands before the subject.

    Without words enough before the subject it is the sentence before.
    """
    active = pl.col("position") == "before"
    after = pl.when(active & (pl.col("has_nya") | (pl.col("strength") == "negated"))).then("_after")
    ends = after.str.contains(r"^\s*[.,]?\s*$").fill_null(False)
    time = after.str.contains(r"^\s*,?\s*(?:[a-z]+\s+[A-Z]|pada|saat|dalam|ketika|kepada)")
    attached = active & pl.col("has_nya") & (ends | time.fill_null(False))
    alone = attached | (active & (pl.col("strength") == "negated") & ends)
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
    start = about.str.len_chars().cast(pl.Int64).fill_null(0)
    enough = alone & (ahead - start >= _MIN_OBJECT)
    return hits.with_columns(
        content_start=pl.when(enough).then(start).otherwise("content_start"),
        content_end=pl.when(enough).then(ahead).otherwise("content_end"),
        refers=pl.when(alone & ~enough).then(pl.lit("sentence")).otherwise("refers"),
    )


def _active() -> pl.Expr:
    """``X mengatakan …``: somebody who can speak, really speaking, and not inside what another says."""
    strength, kind = pl.col("strength"), pl.col("speaker_kind")
    says_that = pl.col("_after").str.contains(rf"^(?:nya)?\s*,?\s*{any_word('content_opener')}(?-u:\b)")
    negated = pl.col("chain").str.contains(rf"(?:^|\s){any_word('negation')}(?:\s|$)")
    unreal = pl.col("chain").str.contains(rf"(?:^|\s){any_word('unreal')}(?:\s|$)")
    able = pl.col("chain").str.contains(rf"(?:^|\s){any_word('ability')}(?:\s|$)") & ~negated
    person = pl.col("speaker_type").is_null() | (pl.col("speaker_type") == "PER")
    someone = (kind == "described") & pl.col("phrase").str.contains(described_as("person", "relation"))
    can_speak = (kind.is_in(["named", "singular", "plural", "definite"]) & person) | someone | (negated & (kind != "described"))
    strong_enough = (
        (strength == "strong") | ((strength == "weak") & (can_speak | says_that)) | ((strength == "negated") & negated)
    )
    # A verb inside reported words counts where somebody else is named as saying something.
    own = (
        ~pl.col("nested")
        | pl.col("joined")
        | ((kind == "named") & person & pl.col("stance").is_in(["assert", "deny", "confirm"]) & (strength == "strong"))
    )
    about = pl.col("_after").str.contains(r"^\s+(?:soal|tentang|mengenai|terkait|ihwal|perihal)\s") & (
        pl.col("stance") == "assert"
    )
    many = pl.col("phrase").str.contains(r"^(?:[Bb]anyak|[Ss]ejumlah|[Bb]eberapa|[Ss]ebagian)\s")
    # ``ditolak Kremlin yang menyatakan …``
    agent = (pl.col("position").shift(1) == "passive") & (pl.col("sentence_no").shift(1) == pl.col("sentence_no"))
    behind_yang = ~pl.col("relative") | ((many | (agent & (kind == "named"))) & ~pl.col("nested"))
    return (
        (pl.col("position") == "before")
        & (kind.is_not_null() | pl.col("joined"))
        & ~unreal
        & ~able
        & ~about
        & own
        & behind_yang
        & strong_enough
    )


def _after() -> pl.Expr:
    """``…, kata X.`` and ``…, kata X, …`` without quotation marks."""
    placed = pl.col("_before").str.contains(r"(?:^|[,.])\s*$")
    closed = (
        pl.col("_comma")
        | pl.col("_rest").str.contains(rf"^[\s.]*(?:$|\(|{inner('after_boundary')})")
        | (pl.col("speaker_kind").is_in(["named", "singular"]))
    )
    return (pl.col("position") == "after") & pl.col("speaker_kind").is_not_null() & placed & closed


def _passive() -> pl.Expr:
    """``klaim itu dibantah X``, ``Diakui X, …``, ``Dalam pasal 5 disebutkan bahwa …``, ``Demikian disampaikan X``."""
    named, strong = pl.col("speaker_kind").is_not_null(), pl.col("strength") == "strong"
    topic = pl.col("_segment").str.contains(_TOPIC)
    agent = pl.col("_after").str.contains(r"^\s+oleh\s") | named
    disputes = (
        pl.col("stance").is_in(["deny", "doubt", "confirm", "judge"]) & agent & (~topic | (pl.col("stance") != "judge"))
    )
    # A keeper parries shots (``ditepis``) as well as claims.
    shot = (pl.col("lemma") == "ditepis") & ~pl.col("_segment").str.contains(_DENIABLE)
    opens = pl.col("_opens") & strong
    back = pl.col("refers").is_not_null() & named
    said = strong & pl.col("_says_that")
    real = ~pl.col("chain").str.contains(rf"(?:^|\s)(?:{inner('unreal')}|{inner('negation')})(?:\s|$)")
    return (pl.col("position") == "passive") & (disputes & named & ~shot | opens | back | said) & real


def _source() -> pl.Expr:
    """``Menurut X, …``, ``…, menurut X.``, ``Berdasarkan data X, …``, ``Dikutip dari X, …``."""
    named, strength = pl.col("speaker_kind").is_not_null(), pl.col("strength")
    at_end = pl.col("_before").str.contains(r",\s*$")
    document = pl.col("phrase").str.contains(described_as("document")) & ~pl.col("phrase").str.contains(
        r"^(?:hasil|jadwal|aturan|pasal|undang|peraturan)"
    )
    weak = (
        (strength == "weak")
        & pl.col("_opens")
        & pl.col("_comma")
        & ((pl.col("speaker_kind") == "described") | document)
        & document
    )
    strong = (strength == "strong") & (pl.col("_opens") | at_end)
    relay = (strength == "relay") & pl.col("_opens") & pl.col("_comma")
    return (pl.col("position") == "source") & named & (strong | weak | relay)
