"""Claims: the quantities inside statements, with whose they are and where."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import EntityMention, Quantity, Sentence, Statement, StatementQuantity
from transforms.statements.concepts import with_concept, with_text

LINKED = "statements:quantity-inside"
BELOW = "statements:quantity-below"
ABOVE = "statements:quantity-above"
_THAN = r"(?:dari|daripada|dibanding\w*)\s+(?:yang|angka|jumlah|laporan|klaim)(?-u:\b)[^.;]*$"
_LESS = rf"lebih\s+(?:rendah|sedikit|kecil)\s+{_THAN}"
_MORE = rf"lebih\s+(?:tinggi|banyak|besar)\s+{_THAN}"


class Capital(dy.Schema):
    """A capital that stands for its country where it acts: ``Pyongyang mengirim 3.000 tentara``."""

    entity_id = dy.String()
    country_id = dy.String()
    name = dy.String()


class VictimConcept(dy.Schema):
    """A concept of people to whom something was done: whoever acts in the statement does not own them."""

    concept = dy.String()


@functools.cache
def _capitals() -> pl.DataFrame:
    return load_table("capitals", Capital, unique=["entity_id"]).select("entity_id", "country_id")


@functools.cache
def _victims() -> pl.Series:
    return load_table("victim_concepts", VictimConcept, unique=["concept"])["concept"]


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
    linked = with_text(inside.with_row_index("link"), sentences)
    linked = with_concept(linked)
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
