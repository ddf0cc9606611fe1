"""Whether a cue reports anything: by its position, its strength, its subject and the words around it.

The expressions read the columns that :mod:`transforms.statements.indirect` prepares.
"""

from __future__ import annotations

import polars as pl

from transforms.statements.regions import described_as
from transforms.statements.tables import any_word, inner, words

_TOPIC = r"(?i)^(?:hal|ini|itu|pernyataan|penegasan|harapan|imbauan|pesan|keterangan|informasi|demikian)(?-u:\b)"
"""``Hal itu disampaikan X``: only the topic is named, nothing is reported."""
_ABOUT = (
    r"^\s+(?:(?:soal|tentang|mengenai|terkait|ihwal|perihal)\s"
    r"|hal\s+(?:itu|ini|tersebut|senada|serupa|yang sama)\s*"
    r"(?:[.,]|$|(?:pada|di|dalam|saat|ketika|kepada|usai|melalui|lewat)\s))"
)
"""A topic or a back reference where the reported words should stand."""
_THIS = r"(?:\s(?:ini|itu|tersebut|lain|serupa|senada))?"


def reports() -> pl.Expr:
    """True where the cue reports something."""
    return _active() | _after() | _passive() | _source()


def _findings() -> str:
    """Findings, which show something (``menunjukkan``) where other documents only stand for what they say."""
    return rf"(?i)^(?:(?:sebuah|sejumlah|beberapa)\s)?(?:hasil\s)?{any_word('finding')}(?-u:\b)"


def unreal() -> pl.Expr:
    """True where what is said has not been: ``X akan menyampaikan``, ``X harus memastikan``."""
    return pl.col("chain").str.contains(rf"(?:^|\s){any_word('unreal')}(?:\s|$)")


def _active() -> pl.Expr:
    """``X mengatakan …``: somebody who can speak, really speaking, and not inside what another says."""
    strength, kind = pl.col("strength"), pl.col("speaker_kind")
    says_that = pl.col("_after").str.contains(rf"^(?:nya)?\s*,?\s*{any_word('content_opener')}(?-u:\b)")
    negated = pl.col("chain").str.contains(rf"(?:^|\s){any_word('negation')}(?:\s|$)")
    able = pl.col("chain").str.contains(rf"(?:^|\s){any_word('ability')}(?:\s|$)") & ~negated
    person = pl.col("speaker_type").is_null() | (pl.col("speaker_type") == "PER")
    of_a_person = pl.col("phrase").str.contains(described_as("person", "relation"))
    someone = (kind == "described") & of_a_person
    a_person = (kind.is_in(["named", "singular", "plural"]) & person) | of_a_person
    group = (kind == "described") & pl.col("phrase").str.contains(described_as("group"))
    findings = kind.is_in(["named", "described"]) & pl.col("phrase").str.contains(_findings())
    can_speak = (
        (kind.is_in(["named", "singular", "plural", "definite"]) & person)
        | someone
        | (negated & (group | (kind != "described")))
    )
    strong_enough = (
        (strength == "strong")
        | ((strength == "weak") & (can_speak | says_that))
        | ((strength == "evident") & ((says_that & ~a_person) | findings))  # no player who ``menunjukkan``
        | ((strength == "negated") & negated)
    )
    # A verb inside reported words counts where somebody else is named as saying something.
    own = (
        ~pl.col("nested")
        | pl.col("joined")
        | ((kind == "named") & person & pl.col("stance").is_in(["assert", "deny", "confirm"]) & (strength == "strong"))
    )
    about = (pl.col("_after").str.contains(_ABOUT) | (_tells_of() & ~negated)) & (pl.col("stance") == "assert")
    many = pl.col("phrase").str.contains(r"^(?:[Bb]anyak|[Ss]ejumlah|[Bb]eberapa|[Ss]ebagian)\s")
    # ``Penumpang diturunkan jika menolak …``: what may be, not what was said.
    conditional = pl.col("phrase").str.contains(rf"(?i)(?:^|\s){any_word('condition')}(?:\s|$)") & ~pl.col("nested")
    # ``ditolak Kremlin yang menyatakan …``
    agent = (pl.col("position").shift(1) == "passive") & (pl.col("sentence_no").shift(1) == pl.col("sentence_no"))
    behind_yang = ~pl.col("relative") | ((many | (agent & (kind == "named"))) & ~pl.col("nested"))
    return (
        (pl.col("position") == "before")
        & (kind.is_not_null() | pl.col("joined"))
        & ~unreal()
        & ~able
        & ~about
        & ~conditional
        & own
        & behind_yang
        & strong_enough
    )


def _tells_of() -> pl.Expr:
    """``X membeberkan alasan ia mundur``: the matter alone; ``… alasan ia mundur adalah sakit`` says what it is.

    Of others nothing may follow: ``X mengutarakan isi hatinya``, ``X menjawab singkat``.
    """
    told = pl.col("surface").str.slice("_active_start", (pl.col("_active_end") - pl.col("_active_start")).clip(0))
    names_matter = told.str.contains(rf"^{any_word('matter')}(?:\s|$)")
    says_of_it = told.str.contains(rf"(?:^|[\s,]){any_word('predicate_mark')}(?-u:\b)")
    names_only = told.str.strip_chars(" ,.").str.contains(rf"^{any_word('announced')}{_THIS}$")
    return pl.col("lemma").is_in(words("telling")) & (names_only | names_matter & ~says_of_it)


def _after() -> pl.Expr:
    """``…, kata X.`` and ``…, kata X, …`` without quotation marks."""
    placed = pl.col("_before").str.contains(rf"(?:^|[,.])\s*$|^{any_word('connector', capital=True)}\s+$")
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
    shot = (pl.col("lemma") == "ditepis") & ~pl.col("_segment").str.to_lowercase().str.contains(any_word("claim_noun"))
    opens = pl.col("_opens") & strong
    back = pl.col("refers").is_not_null() & named
    said = strong & pl.col("_says_that")
    # ``Harga dapat dikatakan anjlok jika …``: what one may say, not what was said.
    may = pl.col("chain").str.contains(rf"(?:^|\s){any_word('ability')}(?:\s|$)")
    real = ~pl.col("chain").str.contains(rf"(?:^|\s)(?:{inner('unreal')}|{inner('negation')})(?:\s|$)")
    return (pl.col("position") == "passive") & (disputes & named & ~shot | back | (opens | said) & ~may) & real


def _source() -> pl.Expr:
    """``Menurut X, …``, ``…, menurut X.``, ``Berdasarkan data X, …``, ``Dikutip dari X, …``."""
    named, strength = pl.col("speaker_kind").is_not_null(), pl.col("strength")
    at_end = pl.col("_before").str.contains(r",\s*$")
    document = pl.col("phrase").str.contains(described_as("document")) & ~pl.col("phrase").str.contains(
        r"^(?:jadwal|aturan|pasal|undang|peraturan|hasil\s)"
    )
    document |= pl.col("phrase").str.contains(_findings())
    weak = (
        (strength == "weak")
        & pl.col("_opens")
        & pl.col("_comma")
        & ((pl.col("speaker_kind") == "described") | document)
        & document
    )
    strong = (strength == "strong") & (pl.col("_opens") | at_end | pl.col("_parted"))
    relay = (strength == "relay") & pl.col("_opens") & pl.col("_comma")
    return (pl.col("position") == "source") & named & (strong | weak | relay)
