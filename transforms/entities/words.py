"""What each distinct word is: its spelling, its shape and the word lists it stands in.

All properties are functions of the word alone, so they are worked out once for each distinct token.
"""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.reference import load_table

TITLE_KINDS = ("office", "rank", "academic", "courtesy", "nickname", "degree")
"""``nickname`` (Gus, Mbah) belongs to the name it stands before, all other kinds do not."""
FORM_KINDS = (
    "org_head",
    "org_tail",
    "loc_head",
    "cue",
    "place_prep",
    "calendar",
    "name_link",
    "joiner",
    "event",
    "platform",
    "medium",
    "thing",
    "contest",
    "role_word",
    "person_lead",
)
NAME_KINDS = ("local", "world")
EDGE = "\ufdd1"
"""The word that stands for the edge of a sentence (a noncharacter, never in repaired text)."""


class TitleRow(dy.Schema):
    word = dy.String()
    kind = dy.Enum(TITLE_KINDS)


class FormRow(dy.Schema):
    word = dy.String()
    kind = dy.Enum(FORM_KINDS)
    in_lower_case = dy.Enum(("yes", "no"))
    """Whether the word is part of the name even where it is written small (``pulau Gag``, not ``klub Persija``)."""
    takes_in = dy.Enum(("yes", "no"))
    """Whether a body that begins so is named with the body it is part of (``Fakultas Hukum Universitas Udayana``)."""
    alone = dy.Enum(("yes", "no"))
    """Whether the word names a body by itself too: ``Disdukcapil`` does, ``Dinas`` does not."""


class LocalNameRow(dy.Schema):
    """A word of Indonesian personal names, and hardly of anything else, that the package's lists lack."""

    word = dy.String()


class NameWordRow(dy.Schema):
    word = dy.String()
    kind = dy.Enum(NAME_KINDS)


@functools.cache
def word_kinds() -> pl.DataFrame:
    """``word`` (lower case), ``kind``, ``keeps``, ``takes_in``, ``alone`` (see :class:`FormRow`): titles and forms."""
    titles = load_table("titles", TitleRow, unique=["word"])
    forms = load_table("entity_words", FormRow, unique=["word"])
    kind = pl.col("kind").cast(pl.String)
    traits = {"keeps": "in_lower_case", "takes_in": "takes_in", "alone": "alone"}
    marked = forms.select("word", kind, **{trait: pl.col(column) == "yes" for trait, column in traits.items()})
    both = pl.concat([titles.select("word", kind, **dict.fromkeys(traits, pl.lit(False))), marked])
    return both.unique("word", keep="first", maintain_order=True)


@functools.cache
def name_words() -> pl.DataFrame:
    """``word`` (lower case), ``kind`` (``local``, ``world``): words of names, of a package and others."""
    listed = load_table("name_words", NameWordRow, unique=["word"]).cast({"kind": pl.String})
    more = load_table("local_name_words", LocalNameRow, unique=["word"])
    return pl.concat([listed, more.select("word", kind=pl.lit("local"))]).unique("word", keep="first")


_SHAPES = (
    ("upper", r"^\p{Lu}[\p{Lu}'’]+$"),
    ("initial", r"^\p{Lu}$"),
    ("title", r"^\p{Lu}[\p{Ll}\p{Lo}\p{M}'’]+$"),
    ("mixed", r"^[\p{L}\p{M}'’]*\p{Lu}[\p{L}\p{M}'’]*$"),
    ("lower", r"^[\p{L}\p{M}'’]+$"),
    ("number", r"^[\d.,/:]+$"),
    ("coded", r"^\w*\p{Lu}\w*$"),
    ("edge", f"^{EDGE}$"),
    ("other", r"^\w"),
)
CAPITAL_SHAPES = ("upper", "initial", "title", "mixed", "coded")


def describe(types: pl.Series, common: pl.Series, english: pl.Series) -> pl.DataFrame:
    """One row a distinct token: ``low``, ``shape``, affixes, ``kind`` (word list or ``-``), ``name``, ``common``.

    ``common``: words known in lower case, which a capital at the start of a sentence does not make a name (``c``);
    ``english``: words of the English dictionary that are neither such words nor personal names (``e``).
    """
    token = pl.col("token")
    shape = pl.coalesce(*(pl.when(token.str.contains(p)).then(pl.lit(s)) for s, p in _SHAPES), pl.lit("mark"))
    frame = pl.DataFrame({"token": types}).select(
        low=token.str.to_lowercase().str.replace_all(r"\d+", "0"),
        shape=shape,
    )
    frame = frame.with_columns(
        pre2=pl.col("low").str.head(2),
        pre3=pl.col("low").str.head(3),
        suf2=pl.col("low").str.tail(2),
        suf3=pl.col("low").str.tail(3),
        suf4=pl.col("low").str.tail(4),
    )
    frame = frame.join(word_kinds().rename({"word": "low"}), on="low", how="left", maintain_order="left")
    frame = frame.join(name_words().select(low="word", name="kind"), on="low", how="left", maintain_order="left")
    frame = frame.with_columns(
        pl.col("kind", "name").fill_null("-"),
        pl.col("keeps", "takes_in", "alone").fill_null(False),
        common=pl.when(pl.col("low").is_in(common.implode()))
        .then(pl.lit("c"))
        .when(pl.col("low").is_in(english.implode()))
        .then(pl.lit("e"))
        .otherwise(pl.lit("r")),
    )
    whole = (pl.col("kind") == "org_head") & (pl.col("shape") == "mixed")  # ``STIKes``, ``BUMDes``
    return add_pairs(frame.with_columns(shape=pl.when(whole).then(pl.lit("title")).otherwise("shape")))


def add_pairs(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the properties that are made of others: ``sort`` and ``trait``."""
    return frame.with_columns(
        sort=pl.concat_str("shape", "kind", separator="|"),
        trait=pl.concat_str("shape", "common", "name", separator="|"),
    )


_CONJUNCTION = (
    r"^(?:meski|meskipun|walau|walaupun|namun|tetapi|jika|kalau|bila|saat|ketika|setelah|sebelum|selain|karena|agar|"
    r"bahwa|lalu|kemudian|sementara|bahkan|apalagi|kini|kata|\p{Ll}{4,}nya)$"
)
_VERB = r"^(?:di\p{Ll}{3,}(?:kan|i)|me\p{Ll}{3,}kan)$"


def is_opener() -> pl.Expr:
    """Whether a described word opens sentences and is no name: a conjunction, a verb, a word with ``-nya``."""
    low = pl.col("low")
    fits = low.str.contains(_CONJUNCTION) | low.str.contains(_VERB) & (pl.col("common") == "c")
    return (pl.col("shape") == "title") & (pl.col("name") == "-") & fits
