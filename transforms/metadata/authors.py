"""Bylines: the writers and reporters named in the authors field and in the byline spans."""

from __future__ import annotations

import functools

import polars as pl

from transforms.metadata.tables import (
    byline_labels,
    domain_pattern,
    media_word_pattern,
    not_author_pattern,
    spelling_pattern,
    spellings,
)
from transforms.spans import MARK

_SEPARATORS = r"[,;|/&+\n\t()\[\]{}•·*]+|\s(?:dan|and|serta|bersama)\s|\s[-–—]+\s?|\s?[-–—]+\s|[–—]|\s{3,}"
_DEGREE = r"^(?:[SMA]\.[A-Z][A-Za-z]{0,4}(?:\.[A-Za-z]{1,3})*\.?|[SM]\.?[HEMTIK]\.?|Ph\.?D\.?|B\.?Sc\.?|MBA)$"
_ANY_NAME = r"^[\p{L}\p{M}.'’`-]+(?:\s+[\p{L}\p{M}.'’`-]+)*$"
_WRITTEN_NAME = (
    r"^\p{Lu}[\p{L}\p{M}.'’`-]*"
    r"(?:\s+(?:\p{Lu}[\p{L}\p{M}.'’`-]*|bin|binti|de|del|van|der|den|von|da|dos|al|el|la|ibn|ad|ur))*$"
)
_MOST_WORDS = 7


def read_credits(texts: pl.Series, *, is_field: bool = False) -> pl.DataFrame:
    """Read bylines, one row for each distinct one that names authors: ``text``, ``authors`` (list).

    Names count after a label of writing (``Penulis:``, ``Laporan Wartawan …,``) and in a record's own
    authors field (``is_field``); elsewhere only what looks like a full name does. Of unlabelled names
    parted by slashes the last is the editor. Editors, photographers, initials, outlets and houses
    (``Tim Redaksi``) are no authors.

    >>> read_credits(pl.Series(["Penulis: Sari Melati & Budi/ Editor: Tono", "(abc/xyz)"])).rows()
    [('Penulis: Sari Melati & Budi/ Editor: Tono', ['Sari Melati', 'Budi'])]
    """
    distinct = texts.unique(maintain_order=True).drop_nulls().to_frame("text").with_row_index("_text_no")
    names = _parts(_labelled_pieces(distinct, is_field)).filter(_is_name(is_field))
    if not is_field:
        names = names.filter(~_is_editor_by_place())
    return (
        names.with_columns(name=_usual_case(pl.col("name")))
        .unique(["_text_no", pl.col("name").str.to_lowercase()], keep="first", maintain_order=True)
        .group_by("_text_no", maintain_order=True)
        .agg(authors="name")
        .join(distinct, on="_text_no", maintain_order="left")
        .select("text", "authors")
    )


@functools.cache
def _label_pattern() -> str:
    """Pattern of any label with its colon; a label that needs one may be glued to the word before.

    At the start of a part such a label may do without.
    """
    labels = byline_labels()
    colon = "|".join(labels.filter(pl.col("needs_colon") == "yes")["label_pattern"])
    free = "|".join(labels.filter(pl.col("needs_colon") == "no")["label_pattern"])
    return rf"(?i)(?:(?:{colon})\s*[:|]|\b(?:{free})\b\s*[:|]?|(?:^|[|\n;])\s*(?:{colon})(?:\s+|$))"


def _labelled_pieces(distinct: pl.DataFrame, is_field: bool) -> pl.DataFrame:
    """Cut texts at their labels: ``_text_no``, ``_piece_no``, ``label`` (null before the first), ``rest``."""
    label = pl.col("label").str.to_lowercase().str.strip_chars(" :|\n\t;")
    roles = [(f"(?i)^(?:{p})$", r, f) for p, r, f, *_ in byline_labels().rows()]
    role, form = pl.lit(None, pl.String), pl.lit(None, pl.String)
    for pattern, this_role, this_form in reversed(roles):
        role = pl.when(label.str.contains(pattern)).then(pl.lit(this_role)).otherwise(role)
        form = pl.when(label.str.contains(pattern)).then(pl.lit(this_form)).otherwise(form)
    marked = pl.col("text").str.replace_all(_label_pattern(), f"{MARK}${{0}}\ufdd1")
    return (
        distinct.select("_text_no", piece=marked.str.split(MARK))
        .with_columns(_piece_no=pl.int_ranges(pl.col("piece").list.len()))
        .explode("piece", "_piece_no")
        .with_columns(pl.col("piece").str.split_exact("\ufdd1", 1).struct.rename_fields(["a", "b"]))
        .unnest("piece")
        .with_columns(
            label=pl.when(pl.col("b").is_not_null()).then("a"),
            rest=pl.coalesce("b", "a"),
        )
        .with_columns(role=role, form=form)
        .with_columns(
            _labels=(pl.col("label").is_not_null() & pl.col("rest").str.contains(r"\p{L}")).sum().over("_text_no")
        )
        .filter((pl.col("role") == "author") | (pl.col("label").is_null() & ((pl.col("_labels") == 0) | is_field)))
        .with_columns(rest=_without_place(pl.col("rest")))
    )


def _without_place(rest: pl.Expr) -> pl.Expr:
    """Of what follows ``Laporan Wartawan`` or ``Kontributor``: the name, without outlet and place.

    The name stands after the last comma, and before a bar or ``dari``, where there is one.
    """
    clean = rest.str.replace(r"(?i)\s*(?:\||\s-\s|\b(?:melaporkan|langsung)\b|\bdari\s+\p{L}).*$", "")
    after_comma = clean.str.replace(r"(?s)^.*,\s*", "")
    return pl.when(pl.col("form") == "place_first").then(after_comma).otherwise(rest)


def _parts(pieces: pl.DataFrame) -> pl.DataFrame:
    """One row a part that may be a name: ``name``, ``slashed`` (unlabelled, several by slashes), ``after_outlet``."""
    hostless = pl.col("rest").str.replace_all(r"https?://\S+|\S*@\S*", ",").str.replace_all(domain_pattern(), ",")
    outlet = pl.col("name").str.to_lowercase().str.extract(rf"^\s*{spelling_pattern()}", 0)
    outletless = (
        pl.when(outlet.is_null()).then("name").otherwise("," + pl.col("name").str.slice(outlet.str.len_chars()))
    )
    return (
        pieces.with_columns(
            name=hostless,
            after_outlet=pl.col("rest").str.contains(rf"{domain_pattern()}\s*/"),
            slashed=pl.col("label").is_null() & pl.col("rest").str.contains(r"\p{L}\s*/\s*\p{L}"),
        )
        .with_columns(name=outletless)
        .with_columns(name=pl.col("name").str.replace_all(_SEPARATORS, "\n").str.split("\n"))
        .explode("name")
        .with_columns(pl.col("name").str.strip_chars(" \u00a0\"'“”‘’:;*-_").str.replace_all(r"[\s\u00a0]+", " "))
    )


def _is_name(is_field: bool) -> pl.Expr:
    name, low = pl.col("name"), pl.col("name").str.to_lowercase()
    labelled = pl.col("label").is_not_null() | pl.lit(is_field) | (pl.col("after_outlet") & name.str.contains(" "))
    initials = name.str.contains(r"^(?:\p{Lu}{1,4}|\p{Ll}+|(?:\p{L}\.){1,4})$")
    single = ~name.str.contains(" ")
    written = name.str.contains(_WRITTEN_NAME) & ~(
        single & ((name == name.str.to_uppercase()) | (name.str.len_chars() < 5))
    )
    written = written & ~name.str.contains(media_word_pattern())
    shaped = pl.when(labelled).then(name.str.contains(_ANY_NAME)).otherwise(written)
    return (
        shaped
        & (name.str.count_matches(" ", literal=True) < _MOST_WORDS)
        & name.str.len_chars().is_between(3, 60)
        & ~initials
        & ~name.str.contains(_DEGREE)
        & ~name.str.contains(media_word_pattern(agencies=False))
        & ~low.str.contains(not_author_pattern())
        & ~low.is_in(list(spellings()))
    )


def _is_editor_by_place() -> pl.Expr:
    """The last of several unlabelled names parted by slashes."""
    of_text = pl.col("name").count().over("_text_no", "_piece_no")
    last = pl.col("name").cum_count().over("_text_no", "_piece_no") == of_text
    return pl.col("slashed") & (of_text > 1) & last


def _usual_case(name: pl.Expr) -> pl.Expr:
    one_case = (name == name.str.to_uppercase()) | (name == name.str.to_lowercase())
    return (
        pl.when(one_case & (name.str.len_chars() > 4)).then(name.str.to_lowercase().str.to_titlecase()).otherwise(name)
    )
