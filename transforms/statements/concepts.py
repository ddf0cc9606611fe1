"""Concepts: what a quantity counts or measures, under one name for all words for it."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table
from transforms.schemas import QUANTITY_KINDS, Quantity, Sentence
from transforms.spans import only_where
from transforms.statements.tables import alternation

AGE = "umur"
"""What an age measures, whatever words stand around it."""
_REACH = 90
"""Characters on either side of a quantity in which its concept is looked for."""


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


class MeasuredThing(dy.Schema):
    """A noun before an amount that says what the amount is of: ``kerugian … Rp2 miliar``.

    ``kinds``: those of quantities that can measure it, with blanks between.
    """

    noun = dy.String()
    concept = dy.String()
    kinds = dy.String()


@functools.cache
def _concepts() -> pl.DataFrame:
    return load_table("concepts", Concept, unique=["noun"])


@functools.cache
def _contexts() -> pl.DataFrame:
    return load_table("concept_contexts", ConceptContext, unique=["rule_id"], regex=["pattern"])


@functools.cache
def _measured() -> pl.DataFrame:
    """``noun``, ``concept`` and ``kind``, one row for each kind of quantity that can measure it."""
    table = load_table("measured_things", MeasuredThing, unique=["noun"])
    kinds = table.with_columns(kind=pl.col("kinds").str.split(" ")).explode("kind").drop("kinds")
    return kinds.cast({"kind": pl.Enum(QUANTITY_KINDS)})


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
    return with_concept(with_text(whole.with_row_index("link"), sentences)).select(*quantities.columns, "concept")


def with_text(linked: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
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


def with_concept(linked: pl.DataFrame) -> pl.DataFrame:
    """The concept: of the unit, of its context where the unit is generic, of the noun before an amount."""
    unit = pl.col("unit").str.to_lowercase()
    linked = linked.with_columns(_noun=unit).join(
        _concepts(), left_on="_noun", right_on="noun", how="left", maintain_order="left"
    )
    generic = pl.when(pl.col("unit").is_null()).then(pl.lit("yes")).otherwise(pl.col("generic").cast(pl.String))
    linked = linked.with_columns(_generic=generic)
    contexts = [  # two dozen rules, the first one wins
        pl.when(only_where(pl.col("_generic") == row["generic"], f"_{row['side']}").str.contains(row["pattern"])).then(
            pl.lit(row["concept"])
        )
        for row in _contexts().iter_rows(named=True)
    ]
    linked = linked.with_columns(_context=pl.coalesce(*contexts, pl.lit(None, pl.String)))
    share_of = _concept_after_percent(linked)
    return linked.join(_measured_things(linked), on="link", how="left", maintain_order="left").join(
        share_of, on="link", how="left", maintain_order="left"
    ).with_columns(
        concept=pl.when(pl.col("kind") == "count").then(pl.coalesce("_context", "concept", "_noun"))
        .when(pl.col("kind") == "age").then(pl.lit(AGE))
        .otherwise(pl.coalesce("_share_of", "_measured"))
    )  # fmt: skip


def _concept_after_percent(linked: pl.DataFrame) -> pl.DataFrame:
    """``link``, ``_share_of``: the concept of the noun straight behind a percentage, ``28 persen penumpang``."""
    shares = linked.filter(pl.col("kind") == "percent").select(
        "link", noun=pl.col("_after").str.to_lowercase().str.extract(r"^ (?:dari )?((?:total |jumlah )?[a-z]{3,})")
    )
    named = shares.with_columns(pl.col("noun").str.replace(r"^(?:total|jumlah) |nya$", ""))
    measured = _measured().filter(pl.col("kind") == "percent").select("noun", _share_of="concept")
    counted = _concepts().filter(pl.col("generic") == "no").select("noun", _share_of="concept")
    return named.join(pl.concat([measured, counted]).unique("noun", keep="first"), on="noun").drop("noun")


def _measured_things(linked: pl.DataFrame) -> pl.DataFrame:
    """``link``, ``_measured``: the concept of the last noun before an amount that amounts of its kind can measure."""
    noun = rf"(?-u:\b){alternation(_measured()['noun'].unique().to_list())}(?:nya)?(?-u:\b)"
    amounts = linked.filter(pl.col("kind") != "count").select(
        "link", "kind", noun=pl.col("_before").str.to_lowercase().str.extract_all(noun)
    )
    nouns = amounts.filter(pl.col("noun").list.len() > 0).explode("noun")
    return (
        nouns.with_columns(pl.col("noun").str.replace("nya$", ""))
        .join(_measured().rename({"concept": "_measured"}), on=["noun", "kind"], maintain_order="left")
        .unique("link", keep="last", maintain_order=True)
        .select("link", "_measured")
    )
