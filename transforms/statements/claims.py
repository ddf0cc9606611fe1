"""Claims: the quantities inside statements, with what is counted, whose it is and where."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import EntityMention, Quantity, Sentence, Statement, StatementQuantity
from transforms.statements.tables import alternation

_REACH = 90
"""Characters on either side of a quantity in which its concept is looked for."""
LINKED = "statements:quantity-inside"
BELOW = "statements:quantity-below"
ABOVE = "statements:quantity-above"
_THAN = r"(?:dari|daripada|dibanding\w*)\s+(?:yang|angka|jumlah|laporan|klaim)(?-u:\b)[^.;]*$"
_LESS = rf"lebih\s+(?:rendah|sedikit|kecil)\s+{_THAN}"
_MORE = rf"lebih\s+(?:tinggi|banyak|besar)\s+{_THAN}"


class Concept(dy.Schema):
    """A counted noun and the concept it belongs to; a generic one (``orang``) gives way to its context.

    ``staff``: people on duty (``personel``), whose context says whose."""

    noun = dy.String()
    concept = dy.String()
    generic = dy.Enum(["yes", "no", "staff"])


class ConceptContext(dy.Schema):
    """Words before or after a quantity with a generic noun that say what is counted; ``generic`` as in Concept."""

    rule_id = dy.String()
    generic = dy.Enum(["yes", "staff"])
    side = dy.Enum(["before", "after"])
    pattern = dy.String()
    concept = dy.String()


class Capital(dy.Schema):
    """A capital that stands for its country where it acts: ``Pyongyang mengirim 3.000 tentara``."""

    entity_id = dy.String()
    country_id = dy.String()
    name = dy.String()


class VictimConcept(dy.Schema):
    """A concept of people to whom something was done: whoever acts in the statement does not own them."""

    concept = dy.String()


class MeasuredThing(dy.Schema):
    """A noun before an amount that says what the amount is of: ``kerugian … Rp2 miliar``."""

    noun = dy.String()
    concept = dy.String()


@functools.cache
def _concepts() -> pl.DataFrame:
    return load_table("concepts", Concept, unique=["noun"])


@functools.cache
def _contexts() -> pl.DataFrame:
    return load_table("concept_contexts", ConceptContext, unique=["rule_id"], regex=["pattern"])


@functools.cache
def _capitals() -> pl.DataFrame:
    return load_table("capitals", Capital, unique=["entity_id"]).select("entity_id", "country_id")


@functools.cache
def _victims() -> pl.Series:
    return load_table("victim_concepts", VictimConcept, unique=["concept"])["concept"]


@functools.cache
def _measured() -> pl.DataFrame:
    return load_table("measured_things", MeasuredThing, unique=["noun"])


def link_quantities(
    statements: dy.DataFrame[Statement],
    sentences: dy.DataFrame[Sentence],
    quantities: dy.DataFrame[Quantity],
    mentions: dy.DataFrame[EntityMention],
) -> dy.DataFrame[StatementQuantity]:
    """Link every quantity to the statements it stands in.

    ``concept``: the thing counted or measured, normalised; ``subject_entity_id``: whose it is
    (``3.000 tentara Korea Utara``; else whoever acts in the statement); ``place_entity_id``: where.
    ``rule_id`` tells where the speaker puts the true figure below or above the one quoted.
    """
    spans = statements.select(
        "article_no", statement_start_char="start_char", statement_end_char="end_char"
    ).unique(maintain_order=True)  # fmt: skip
    inside = quantities.join(spans, on="article_no", maintain_order="left_right").filter(
        (pl.col("start_char") >= pl.col("statement_start_char")) & (pl.col("end_char") <= pl.col("statement_end_char"))
    )
    linked = _with_text(inside.with_row_index("link"), sentences)
    linked = _with_concept(linked)
    subject, place = _with_whose(linked, mentions)
    linked = linked.join(subject, on="link", how="left").join(place, on="link", how="left").sort("link")
    rule = (
        pl.when(pl.col("_before").str.contains(_LESS))
        .then(pl.lit(BELOW))
        .when(pl.col("_before").str.contains(_MORE))
        .then(pl.lit(ABOVE))
    )
    return StatementQuantity.cast(
        linked.select(
            "article_no", "statement_start_char", "statement_end_char",
            quantity_start_char="start_char", quantity_end_char="end_char",
            rule_id=rule.otherwise(pl.lit(LINKED)), concept="concept",
            subject_entity_id="subject_entity_id", place_entity_id="place_entity_id",
        )
    )  # fmt: skip


def with_concepts(quantities: dy.DataFrame[Quantity], sentences: dy.DataFrame[Sentence]) -> pl.DataFrame:
    """The quantities with ``concept``: the thing counted or measured, normalised, as their sentence tells it.

    >>> import polars as pl
    >>> from transforms.numbers import find_quantities
    >>> from transforms.spans import as_sentences
    >>> sentences = as_sentences(["Sebanyak 6 orang tewas dan 30 personel dikerahkan."])
    >>> with_concepts(find_quantities(sentences), sentences)["concept"].to_list()
    ['korban tewas', 'tentara']
    """
    whole = quantities.with_columns(
        statement_start_char=pl.lit(0, pl.UInt32), statement_end_char=pl.lit(2**31, pl.UInt32)
    )
    return _with_concept(_with_text(whole, sentences)).select(*quantities.columns, "concept")


def _with_text(linked: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """Add what the sentence says before and after the quantity, inside the statement."""
    texts = sentences.select("article_no", "sentence_no", _from=pl.col("start_char").cast(pl.Int64), _text="surface")
    start, end = pl.col("start_char").cast(pl.Int64), pl.col("end_char").cast(pl.Int64)
    joined = linked.join(texts, on=["article_no", "sentence_no"], how="left", maintain_order="left")
    lower = pl.max_horizontal(
        pl.col("statement_start_char").cast(pl.Int64) - pl.col("_from"), start - pl.col("_from") - _REACH, 0
    )
    upper = pl.min_horizontal(pl.col("statement_end_char").cast(pl.Int64) - end, _REACH).clip(0)
    return joined.with_columns(
        _before=pl.col("_text").str.slice(lower, (start - pl.col("_from") - lower).clip(0)),
        _after=pl.col("_text").str.slice(end - pl.col("_from"), upper),
    )


def _with_concept(linked: pl.DataFrame) -> pl.DataFrame:
    """The concept: of the unit, of its context where the unit is generic, of the noun before an amount."""
    unit = pl.col("unit").str.to_lowercase()
    linked = linked.with_columns(_noun=unit).join(
        _concepts(), left_on="_noun", right_on="noun", how="left", maintain_order="left"
    )
    generic = pl.when(pl.col("unit").is_null()).then(pl.lit("yes")).otherwise(pl.col("generic").cast(pl.String))
    context = pl.lit(None, pl.String)
    for row in _contexts().reverse().iter_rows(named=True):  # two dozen rules, the first one wins
        text = pl.col("_before") if row["side"] == "before" else pl.col("_after")
        applies = (generic == row["generic"]) & text.str.contains(row["pattern"])
        context = pl.when(applies).then(pl.lit(row["concept"])).otherwise(context)
    measured_noun = rf"(?-u:\b){alternation(_measured()['noun'].to_list())}(?:nya)?(?-u:\b)"
    before = pl.col("_before").str.to_lowercase()
    amount = before.str.extract_all(measured_noun).list.last().str.replace("nya$", "")
    count = pl.col("kind") == "count"
    measured = _measured().rename({"concept": "_measured"})
    return (
        linked.with_columns(_context=context, _amount=amount)
        .join(measured, left_on="_amount", right_on="noun", how="left", maintain_order="left")
        .with_columns(
            concept=pl.when(count).then(pl.coalesce("_context", "concept", "_noun"))
            .otherwise("_measured")
        )
    )  # fmt: skip


def _with_whose(linked: pl.DataFrame, mentions: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Whose the quantity is and where it is, each as ``link`` and an entity id."""
    places = mentions.filter(pl.col("entity_type") != "PER").select(
        "article_no", "sentence_no", "entity_id", "entity_type", _start="start_char", _end="end_char"
    )
    near = linked.select(
        "link", "article_no", "sentence_no", "start_char", "end_char", "statement_start_char", "statement_end_char",
        "_from", "_text", "concept",
    ).join(places, on=["article_no", "sentence_no"]).filter(
        (pl.col("_start") >= pl.col("statement_start_char")) & (pl.col("_end") <= pl.col("statement_end_char"))
    )  # fmt: skip
    start, end = (
        pl.col("_start").cast(pl.Int64) - pl.col("_from"),
        pl.col("_end").cast(pl.Int64) - pl.col("_from"),
    )
    quantity_start, quantity_end = (
        pl.col("start_char").cast(pl.Int64) - pl.col("_from"),
        pl.col("end_char").cast(pl.Int64) - pl.col("_from"),
    )
    near = near.with_columns(
        _later=start >= quantity_end,
        _earlier=end <= quantity_start,
        _gap=pl.col("_text").str.slice(quantity_end, (start - quantity_end).clip(0)),
        _ahead=pl.col("_text").str.slice((start - 25).clip(0), pl.min_horizontal(start, 25).clip(0)),
    )
    return _subjects(near), _wheres(near)


_AT = r"(?:^|\s)(?:di|ke|menuju|dalam|dari|pada|wilayah|terhadap|oleh|untuk|melawan|kepada)\s+(?:[a-z]+\s+){0,2}$"


_OF = r"(?:^|\s)(?:warga|korban|penduduk|rakyat|pengungsi|anak-anak|tentara|pasukan)\s+$"
_AGAINST = r"(?:^|\s)(?:terhadap|di|wilayah|ke)\s+(?:[a-z]+\s+){0,2}$"


def _subjects(near: pl.DataFrame) -> pl.DataFrame:
    """The owner behind the figure, else who acts; of victims those whose people they are, or where it happened."""
    owner = pl.col("_later") & pl.col("_gap").str.contains(
        r"^\s*(?:(?:khusus|elite|muda|aktif|asing|asal|dari|milik|warga)\s+){0,3}$"
    )
    victims = pl.col("concept").is_in(_victims().implode()).fill_null(False)
    actor = pl.col("_earlier") & ~pl.col("_ahead").str.contains(_AT)
    own_people, place = pl.col("_ahead").str.contains(_OF), pl.col("_ahead").str.contains(_AGAINST)
    rank = (
        pl.when(owner).then(0)
        .when(victims & own_people).then(1)
        .when(victims & place).then(2)
        .when(~victims & actor).then(1)
    )  # fmt: skip
    return (
        near.with_columns(_rank=rank)
        .filter(pl.col("_rank").is_not_null())
        .sort("link", "_rank", "_start")
        .unique("link", keep="first", maintain_order=True)
        .join(_capitals(), on="entity_id", how="left", maintain_order="left")
        .select("link", subject_entity_id=pl.coalesce("country_id", "entity_id"))
    )


def _wheres(near: pl.DataFrame) -> pl.DataFrame:
    at = pl.col("_ahead").str.contains(r"(?:^|\s)(?:di|ke|menuju|dalam|wilayah)\s+(?:[a-z]+\s+){0,3}$") & (
        pl.col("entity_type") == "LOC"
    )
    return (
        near.filter(at)
        .with_columns(_rank=pl.when("_later").then(0).otherwise(1))
        .sort("link", "_rank", "_start")
        .unique("link", keep="first", maintain_order=True)
        .select("link", place_entity_id="entity_id")
    )
