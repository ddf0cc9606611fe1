"""Datelines: the place, without the outlet, in the form of running text."""

from __future__ import annotations

import functools

import polars as pl

from transforms.metadata.tables import (
    domain_pattern,
    glued_spellings,
    media_word_pattern,
    outlet_named,
    place_acronyms,
)

MAX_PLACE_CHARS = 40
_LEAST_OUTLET = 4
"""Letters of an outlet's name that its address must have for it to be told from a place."""
_EDGES = " -–—*\"'“”:;\t\u00a0"
_PARTS = r"[,()\[\]|/\n:]|\s[-–—]+|[-–—]+\s|--|[–—]"


def read_datelines(surfaces: pl.Series) -> pl.DataFrame:
    """Read datelines, one row for each distinct one: ``surface``, ``place``, ``outlet_id`` (both nullable).

    A dateline's parts (parted by commas, brackets, dashes) are outlet, place or date. Brackets hold the
    outlet. A part is not a place where it is a domain or the spelling of a known outlet, holds a word of
    outlets' names or a digit, or is longer than 40 characters.

    >>> read_datelines(pl.Series(["KOTA BARU, Kabar.id –", "Jakarta (ANTARA) -"])).rows()
    [('KOTA BARU, Kabar.id –', 'Kota Baru', 'kabar.id'), ('Jakarta (ANTARA) -', 'Jakarta', 'antaranews.com')]
    """
    distinct = surfaces.unique(maintain_order=True).drop_nulls().to_frame("surface")
    plain = (
        pl.col("surface")
        .str.replace_all(r"[\s\u00a0]+", " ")
        .str.replace_all(r"https?://\S+|\([^()]*\)", ",")
        .str.replace(rf"(?i)^\W*(?:laporan|penulis|reporter|oleh|kontributor)\b.*{domain_pattern()}", ",")
        .str.replace_all(domain_pattern(), ",")
    )
    parts = (
        distinct.select("surface", part=plain.str.replace_all(_PARTS, "\n").str.split("\n"))
        .with_columns(part_no=pl.int_ranges(pl.col("part").list.len()))
        .explode("part", "part_no")
        .with_columns(_after_outlet=(pl.col("part").str.strip_chars(_EDGES) == "").shift(1).over("surface"))
        .with_columns(part=_unglued(pl.col("part"), pl.col("part_no") == 0, pl.col("_after_outlet")))
        .with_columns(part=pl.col("part").str.strip_chars(_EDGES))
        .with_columns(part=pl.col("part").str.replace(r"(\p{L}{2})\.$", "${1}"))
    )
    glued = pl.col("part").str.to_lowercase().str.replace_all(r"[ .-]", "")
    parts = parts.with_columns(outlet=glued.replace_strict(glued_spellings(), default=None))
    short = (pl.col("part").str.len_chars() <= 3) & ~pl.col("part").is_in(place_acronyms()["form"].implode())
    places = (
        parts.filter(_is_place(pl.col("part")) & pl.col("outlet").is_null())
        .filter(~short | (pl.len().over("surface") == 1))  # ``KEPAHIANG, BE -``: initials of the outlet
        .with_columns(part=_in_running_text(pl.col("part")))
        .group_by("surface", maintain_order=True)
        .agg(place=pl.col("part").unique(maintain_order=True).str.join(", "))
    )
    named = parts.drop_nulls("outlet").unique("surface", keep="first").select("surface", "outlet")
    return (
        distinct.join(places, on="surface", how="left", maintain_order="left")
        .join(named, on="surface", how="left", maintain_order="left")
        .select("surface", "place", outlet_id=pl.coalesce(outlet_named(pl.col("surface")), "outlet"))
    )


def without_outlet(place: pl.Expr, outlet_id: pl.Expr) -> pl.Expr:
    """The parts of a place but for those that the outlet's address has; no place where it is the outlet's name.

    >>> frame = pl.DataFrame({"place": ["Jakarta, Simbur", "Bogor", "Borneoku Nunukan", "Tandaseru"],
    ...     "outlet": ["simburnews.com", "radarbogor.id", "borneoku.co", "tandaseru.com"]})
    >>> frame.select(without_outlet(pl.col("place"), pl.col("outlet"))).to_series().to_list()
    ['Jakarta', 'Bogor', 'Nunukan', None]
    """
    first, second = (place.str.extract(r"^([^,]+), ([^,]+)$", group) for group in (1, 2))
    opening, rest = (place.str.extract(r"^([^ ,]+) ([^,]+)$", group) for group in (1, 2))
    of_office = outlet_id.str.contains(r"\.(?:go|desa|mil)\.id$")  # ``bandung.go.id`` is of Bandung
    own_name = outlet_id.str.extract(r"^([^.]+)\.").str.replace_all("-", "")

    def glued(part: pl.Expr) -> pl.Expr:
        return part.str.to_lowercase().str.replace_all(r"[ .-]", "")

    def is_outlet(part: pl.Expr) -> pl.Expr:
        long = glued(part).str.len_chars() >= _LEAST_OUTLET
        return (outlet_id.str.contains(glued(part), literal=True) & long).fill_null(False)

    def is_named(part: pl.Expr) -> pl.Expr:
        return ((glued(part) == own_name) & is_outlet(part) & ~of_office).fill_null(False)

    return (
        pl.when(is_outlet(second) & ~is_outlet(first)).then(first)
        .when(is_outlet(first) & ~is_outlet(second)).then(second)
        .when(is_named(opening)).then(rest)
        .when(is_named(place)).then(pl.lit(None, pl.String))
        .otherwise(place)
    )  # fmt: skip


def _unglued(part: pl.Expr, before_outlet: pl.Expr, after_outlet: pl.Expr) -> pl.Expr:
    """Cut off what lost its space to the place: the sentence before it, or the one after it.

    ``Gagal PanenDemak (ANTARA)``: before the outlet the last of what is glued is the place;
    ``KabarKita.co.id, DemakPetani``: after it, the first. Elsewhere (``Jakarta, ItWorks -``) it is one word.
    """
    last = part.str.replace(r"^.*[\p{Ll}.)](\p{Lu}\p{Ll})", "${1}").str.replace(r"^\p{Lu}{2,}(\p{Lu}\p{Ll})", "${1}")
    first = part.str.replace(r"([\p{Ll})])[.]?\p{Lu}\p{Ll}.*$", "${1}")
    return pl.when(before_outlet).then(last).when(after_outlet).then(first).otherwise(part)


def _is_place(part: pl.Expr) -> pl.Expr:
    return (
        part.str.contains(r"^\p{L}[\p{L}\p{M} .'’`-]+$")
        & ~part.str.contains(r"\p{Ll}\p{Lu}")
        & (part.str.len_chars() <= MAX_PLACE_CHARS)
        & ~part.str.contains(media_word_pattern())
    )


def _in_running_text(part: pl.Expr) -> pl.Expr:
    """``PALANGKA RAYA`` → ``Palangka Raya``; what mixes cases, and acronyms, stay as they are."""
    one_case = (part == part.str.to_uppercase()) | (part == part.str.to_lowercase())
    title = part.str.to_lowercase().str.to_titlecase().str.replace_all(r"(['’`])S\b", "${1}s")
    for wrong, right in _acronyms().items():  # a few dozen acronyms, once a shard
        title = title.str.replace_all(wrong, right)
    return pl.when(one_case).then(title).otherwise(part)


@functools.cache
def _acronyms() -> dict[str, str]:
    """Patterns of acronyms in title case, and the acronyms."""
    forms = place_acronyms()
    title = forms["form"].str.to_lowercase().str.to_titlecase().str.escape_regex()
    return {rf"(^|\s){t}($|\s)": f"${{1}}{f}${{2}}" for t, f in zip(title, forms["form"], strict=True)}
