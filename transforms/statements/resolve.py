"""Back references: who ``dia``, ``katanya``, ``pejabat itu`` or ``sumber`` is."""

from __future__ import annotations

import polars as pl

from transforms.statements.regions import described_as
from transforms.statements.tables import any_word, source_nouns

_OFFICES = pl.Series(
    [
        *("menteri", "kepala", "ketua", "direktur", "sekretaris", "komandan", "wakil", "kasat", "kanit", "kabid"),
        *("kasi", "kabag", "kasubbag", "kasubdit", "kadis", "kajari", "kajati", "kapolsek", "danramil", "dandim"),
    ]
)
"""Titles that mean one person with the body that is named behind them."""
_SHORT_OFFICES = {
    "kepala kepolisian resor": "kapolres",
    "kepala kepolisian sektor": "kapolsek",
    "kepala kepolisian daerah": "kapolda",
    "kepala kejaksaan negeri": "kajari",
    "kepala kejaksaan tinggi": "kajati",
    "kepala dinas": "kadis",
    "kepala desa": "kades",
    "kepala satuan": "kasat",
    "komandan kodim": "dandim",
    "komandan koramil": "danramil",
}
"""Offices written out, and what their holders are called next."""
_OF_WHOM = r"^(\S+(?:\s\S+)?)\s(?:dari|asal|kelahiran|lulusan|jebolan|berusia|yang)\s"
"""A title before what is said of its holder."""
_SITE = r"^\S+\.[a-z]{2,}$"
"""A site that is named by its address."""
_VALUES = ("speaker", "speaker_entity_id", "speaker_role", "speaker_type")


def resolve_speakers(events: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Fill in speakers that only refer back.

    ``events``: everything said and everyone shown speaking, with ``article_no``, ``at`` (place in the
    article) and ``speaker_kind``; a null kind means a continued quotation or shared subject, and
    ``leads`` that the speaker comes with the next event. In this order: a description takes an earlier
    one with the same head noun that says more; ``lembaga itu`` stays what it is; ``ia`` and ``pemain itu`` take the
    last person who spoke before, ``-nya`` failing that a body or a group, though no document, ``pihaknya`` the last
    with a name, a plural pronoun the last that was no single person; and failing all that the last person mentioned.
    Adds ``basis``: ``own``, ``discourse``, ``mention`` or null.
    """
    events = events.sort("article_no", "at").with_row_index("_row")
    holders = _holders(events, mentions, names)
    for _ in range(2):  # ``Bupati`` after ``Bupati Sergai`` after him by name
        events = _fuller_description(events, holders)
    own = pl.col("speaker_kind").is_in(["named", "described"]).fill_null(False)
    speaker, described = pl.col("speaker"), pl.col("speaker_kind") == "described"
    document = described & (speaker.str.contains(described_as("document")) | speaker.str.contains(_SITE))
    account = speaker.str.contains("@", literal=True)  # of one person
    several = (
        described
        & (speaker.str.contains(described_as("group")) | speaker.str.contains(rf"^{any_word('several')}(?-u:\b)"))
        & ~account
    )
    one = (pl.col("speaker_type").is_null() & ~(document | several).fill_null(False)) | (
        pl.col("speaker_type") == "PER"
    )
    sources = {
        "_any": own,
        "_body": own & ~document.fill_null(False),
        "_named": pl.col("speaker_kind") == "named",
        "_one": own & one,
        "_many": own & ((pl.col("speaker_type") != "PER").fill_null(True)),
    }
    last = [pl.when(c).then("_row").forward_fill().over("article_no").alias(name) for name, c in sources.items()]
    following = pl.when(own).then("_row").backward_fill().over("article_no").alias("_next")
    events = events.with_columns(own.alias("_own"), *last, following)
    surface, definite = pl.col("speaker_surface"), pl.col("speaker_kind") == "definite"
    person, thing = (
        definite & surface.str.contains(described_as(*kinds)).fill_null(False)
        for kinds in (("person",), ("group", "document"))
    )
    events = events.with_columns(
        _as_is=thing & ~person | definite & surface.str.contains(rf"^{any_word('unnamed', capital=True)}\s\S+\s"),
        _which=pl.when(pl.col("leads")).then("_next")
        .when(surface.str.to_lowercase() == "pihaknya").then(pl.coalesce("_named", "_any"))
        .when(pl.col("speaker_kind") == "plural").then(pl.coalesce("_many", "_any"))
        .when(person).then("_one")
        .when(thing).then(None)
        .when(definite).then(pl.coalesce("_one", "_any"))
        .when((pl.col("speaker_kind") == "singular") & (surface == "nya")).then(pl.coalesce("_one", "_body"))
        .when(pl.col("speaker_kind") == "singular").then("_one")
        .when(pl.col("speaker_kind").is_null()).then("_any")
    )  # fmt: skip
    events = _last_person(_as_described(_take(events)), mentions, names)
    return events.drop("_row", "_own", "_which", "_as_is", "_next", *sources)


def _as_described(events: pl.DataFrame) -> pl.DataFrame:
    """``klub berjuluk Badai Laut itu`` is what is said of it: whoever spoke before is as likely another. So is
    ``pejabat negara tetangga itu`` where nobody spoke before: such are quoted without their names."""
    alone = pl.col("_as_is") & pl.col("basis").is_null()
    words = pl.col("speaker_surface").str.replace(_closing(), "")
    words = words.str.head(1).str.to_lowercase() + words.str.slice(1)
    return events.with_columns(
        speaker=pl.when(alone).then(words).otherwise("speaker"),
        basis=pl.when(alone).then(pl.lit("own")).otherwise("basis"),
    )


def _closing() -> str:
    """What points back, at the end of a description: ``klub [itu]``."""
    return rf"\s+{any_word('closing_reference')}$"


def _take(events: pl.DataFrame) -> pl.DataFrame:
    """Copy the speaker of the event ``_which``."""
    values = events.select(pl.col("_row").alias("_which"), *[pl.col(c).alias(f"_{c}") for c in _VALUES])
    joined = events.join(values, on="_which", how="left", maintain_order="left")
    found = ~pl.col("_own") & pl.col("_which").is_not_null()
    copied = [pl.when(found).then(f"_{c}").otherwise(c).alias(c) for c in _VALUES]
    basis = pl.when("_own").then(pl.lit("own")).when(found).then(pl.lit("discourse")).alias("basis")
    return joined.with_columns(*copied, basis).drop([f"_{c}" for c in _VALUES])


def _holders(events: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Who holds an office, and where the text says so: persons that speak, and (``spoke`` false) others with a role."""
    speakers = events.filter((pl.col("speaker_kind") == "named") & pl.col("speaker_role").is_not_null()).select(
        "article_no", _at=pl.col("at").cast(pl.Int64), _full="speaker", _id="speaker_entity_id",
        _office="speaker_role", _type="speaker_type", spoke=pl.lit(True),
    )  # fmt: skip
    named = (
        mentions.filter((pl.col("entity_type") == "PER") & pl.col("role").is_not_null())
        .join(names, on=["article_no", "entity_id"], how="left")
        .select(
            "article_no", _at=pl.col("end_char").cast(pl.Int64), _full=pl.coalesce("name", "surface"), _id="entity_id",
            _office="role", _type=pl.lit("PER"), spoke=pl.lit(False),
        )
    )  # fmt: skip
    return pl.concat([speakers, named])


def _fuller_description(events: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """``sumber`` after ``sumber intelijen militer``, ``Menperin`` after a minister of industry: whom it repeats.

    A description of one word, or of two that point back, takes an earlier description with the same
    head noun that says more, or the person in whose role it stands, as does an office of two words (``Wali
    Kota``), with its body (``Menteri Keuangan``) or of whose holder more is said (``wali kota dari partai itu``); one
    that points back and finds neither stays as it is.
    """
    said = pl.coalesce("speaker", "speaker_surface").str.to_lowercase()
    words = pl.col("_words")
    events = events.with_columns(_words=said.str.replace(_closing(), ""))
    noun = words.str.replace(r"^(?:seorang|salah seorang|salah satu)\s+", "")
    events = events.with_columns(_head=noun.str.extract(r"^(\S+)"), _length=noun.str.count_matches(r"\S+"))
    short = ~words.str.contains(r"\s") & pl.col("speaker_kind").is_in(["described", "definite"])
    wanted = events.filter(short).select("_row", "article_no", "at", "_head")
    long = (pl.col("_length") > 1) & (pl.col("speaker_kind") == "described") & pl.col("speaker_entity_id").is_null()
    titled = events.filter(long).select("_row", "article_no", "at", "_head", "_words")
    office = events.select("_row", "article_no", "at", "speaker_kind", _head=pl.col("_words").str.extract(_OF_WHOM))
    office = office.filter((pl.col("speaker_kind") == "definite") & pl.col("_head").is_in(_sole_offices().implode()))
    short_titles = pl.concat(
        [wanted, titled.select("_row", "article_no", "at", _head="_words"), office.drop("speaker_kind")]
    )
    found = pl.concat([_same_head(wanted, events), _same_office(short_titles, holders), _same_role(titled, holders)])
    found = found.sort("_row", "_at", descending=[False, True]).unique("_row", keep="first", maintain_order=True)
    thing = words.str.contains(described_as("group", "document"))  # ``akun tersebut`` is no person named before
    alone = short & (pl.col("speaker_kind") == "definite") & (~pl.col("after_words") | thing)
    joined = events.join(found, on="_row", how="left", maintain_order="left")
    hit = pl.col("_full").is_not_null()
    return joined.with_columns(
        speaker=pl.coalesce("_full", pl.when(alone).then("_words"), "speaker"),
        speaker_entity_id=pl.coalesce("_id", "speaker_entity_id"),
        speaker_role=pl.coalesce("_office", "speaker_role"),
        speaker_type=pl.coalesce("_type", "speaker_type"),
        speaker_kind=pl.when(hit | alone).then(pl.lit("described")).otherwise("speaker_kind"),
    ).drop("_words", "_head", "_length", "_full", "_id", "_office", "_type", "_at")


_FOUND = ("_row", "_at", "_full", "_id", "_office", "_type")


def _sole_offices() -> pl.Series:
    """Titles that one person has at a time."""
    return source_nouns().filter(pl.col("office") == pl.col("noun"))["noun"]


def _same_head(wanted: pl.DataFrame, events: pl.DataFrame) -> pl.DataFrame:
    """The last fuller description before with the same head noun, or a body's name that begins with it."""
    body = (pl.col("speaker_kind") == "named") & (pl.col("speaker_type") == "ORG")
    described = pl.col("speaker_kind") == "described"
    full = events.filter((described | body) & (pl.col("_length") > 1)).select(
        "article_no", "_head", _at="at", _full="speaker", _id="speaker_entity_id", _office="speaker_role",
        _type="speaker_type",
    )  # fmt: skip
    joined = wanted.sort("at").join_asof(
        full.sort("_at"), left_on="at", right_on="_at", by=["article_no", "_head"],
        allow_exact_matches=False, check_sortedness=False,
    )  # fmt: skip
    return joined.filter(pl.col("_full").is_not_null()).select(_FOUND)


def _same_office(wanted: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The last speaker before in whose role the title stands, not with a deputy's; a title that one person has at a
    time (``office`` of the source nouns) also means the last person named with it."""
    persons = source_nouns().filter(pl.col("kind") == "person")
    offices = persons.select(_head="noun", _title=pl.coalesce("office", "noun"), sole=pl.col("office").is_not_null())
    offices = pl.concat([offices, offices.with_columns(_title="_head")]).unique(maintain_order=True)
    joined = wanted.join(offices, on="_head").join(holders, on="article_no").filter(pl.col("_at") < pl.col("at"))
    role = pl.col("_office").str.to_lowercase()
    short = role.str.replace_many(list(_SHORT_OFFICES), list(_SHORT_OFFICES.values()))
    office = pl.concat_str(pl.lit(" "), role, pl.lit(" "), short, pl.lit(" "))
    held = office.str.contains(pl.concat_str(pl.lit(" "), "_title"), literal=True)
    deputy = office.str.contains(pl.concat_str(pl.lit(" wakil "), "_title"), literal=True)
    return joined.filter(held & ~deputy & (pl.col("spoke") | pl.col("sole"))).select(_FOUND)


def _same_role(titled: pl.DataFrame, holders: pl.DataFrame) -> pl.DataFrame:
    """The last person before with just these words in the role: ``Bupati Kediri``, ``Menteri Keuangan``."""
    offices = titled.filter(pl.col("_head").is_in(pl.concat([_sole_offices(), _OFFICES]).implode()))
    joined = offices.join(holders, on="article_no").filter(pl.col("_at") < pl.col("at"))
    plain = pl.col("_office").str.to_lowercase().str.replace_all(r"[\s()]+", " ")  # ``(Kajari) Tual``
    role = pl.concat_str(pl.lit(" "), plain, pl.lit(" "))
    held = role.str.contains(pl.concat_str(pl.lit(" "), "_words", pl.lit(" ")), literal=True)
    deputy = role.str.contains(pl.concat_str(pl.lit(" wakil "), "_words"), literal=True)
    return joined.filter(held & ~deputy).select(_FOUND)


def _last_person(events: pl.DataFrame, mentions: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Where nobody spoke before: the last person mentioned, or for a pronoun that opens its sentence the first of the
    sentence that names him (``X mengkritik Y. Ia meminta …``: X). He goes on speaking until another is named."""
    people = (
        mentions.filter(pl.col("entity_type") == "PER")
        .join(names, on=["article_no", "entity_id"], how="left")
        .select(
            "article_no", "sentence_no", _at=pl.col("end_char").cast(pl.Int64), _name=pl.coalesce("name", "surface"),
            _id="entity_id", _office="role",
        )
        .sort("article_no", "_at")
    )  # fmt: skip
    subjects = people.unique(["article_no", "sentence_no"], keep="first", maintain_order=True)
    opens = (pl.col("speaker_kind") == "singular") & (pl.col("speaker_surface") != "nya")
    one = pl.col("speaker_kind").ne_missing("plural")
    lost = events.filter(pl.col("basis").is_null() & one).select(
        "article_no", "_row", "at", _said_in="cue_sentence_no", _opens=opens.fill_null(False)
    )
    lost = lost.sort("article_no", "at")
    nearest = pl.concat(
        some.join_asof(persons, left_on="at", right_on="_at", by="article_no", check_sortedness=False)
        for some, persons in ((lost.filter("_opens"), subjects), (lost.filter(~pl.col("_opens")), people))
    )
    # who is named only in what was said, or before it, does not take over: ``Ia menyebut Y datang. Ia …``
    heard = pl.col("_said_in").shift(1).over("article_no", order_by="_row")
    goes_on = (pl.col("sentence_no") <= heard).fill_null(False)
    found = nearest.sort("_row").with_columns(
        pl.when(~goes_on).then("_row").forward_fill().over("article_no").alias("_from")
    )
    found = found.select("_row", "_from").join(
        found.select("_name", "_id", "_office", _from="_row"), on="_from", how="left", maintain_order="left"
    )
    joined = events.join(found.select("_row", "_name", "_id", "_office"), on="_row", how="left", maintain_order="left")
    taken = pl.col("basis").is_null() & pl.col("_name").is_not_null()
    return joined.with_columns(
        speaker=pl.when(taken).then("_name").otherwise("speaker"),
        speaker_entity_id=pl.when(taken).then("_id").otherwise("speaker_entity_id"),
        speaker_role=pl.when(taken).then("_office").otherwise("speaker_role"),
        basis=pl.when(taken).then(pl.lit("mention")).otherwise("basis"),
    ).drop("_name", "_id", "_office")
