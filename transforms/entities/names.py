"""Names as keys and as identities: folding, usual spelling, ids of learned entities."""

from __future__ import annotations

import functools

import dataframely as dy
import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.words import word_kinds
from transforms.reference import load_table

_TYPE_PREFIX = {"PER": "person", "ORG": "org", "LOC": "place"}


def name_key(name: pl.Expr) -> pl.Expr:
    """The form in which two spellings of one name are equal: no case, accents, marks or double spaces.

    >>> pl.DataFrame({"n": ["Kim Jong-un", "M. Ichwan", "Ma’ruf"]}).select(name_key(pl.col("n")))["n"].to_list()
    ['kim jong un', 'm ichwan', 'maruf']
    """
    bare = name.str.normalize("NFKD").str.replace_all(r"[\p{M}'’‘`´]", "").str.to_lowercase()
    return bare.str.replace_all(r"[^\p{L}\p{N}&]+", " ").str.strip_chars()


def usual_spelling(name: pl.Expr) -> pl.Expr:
    """A name as it stands in text with its case mended: words all in capitals or in small letters.

    Depends on the name alone, so that every shard gives a learned entity the same name. Acronyms (up to
    four capitals), particles (``bin``, ``van``) and conjunctions keep their case.

    >>> frame = pl.DataFrame({"n": ["GANJAR pranowo", "Kementerian perhubungan dan KKP"]})
    >>> frame.select(usual_spelling(pl.col("n")))["n"].to_list()
    ['Ganjar Pranowo', 'Kementerian Perhubungan dan KKP']
    """
    words = name.str.replace_all(r"\s+", " ").str.replace_all(" / ", "/", literal=True).str.strip_chars().str.split(" ")
    word = pl.element()
    links = word_kinds().filter(pl.col("kind").is_in(["name_link", "joiner"]))["word"]
    small = word.str.contains(r"^[\p{Ll}'’]+$") & ~word.is_in(links.implode())
    heads = word_kinds().filter(pl.col("kind") == "org_head")["word"]
    short = word.str.to_lowercase().is_in(heads.implode()) & word.str.contains(r"^[^AEIOU]*[AEIOU]?[^AEIOU]*$")
    shout = word.str.contains(r"^[\p{Lu}'’]{5,}$") & ~short  # ``BKPSDM`` is spelled by its letters
    return words.list.eval(pl.when(small | shout).then(word.str.to_titlecase()).otherwise(word)).list.join(" ")


def learned_id(entity_type: pl.Expr, name: pl.Expr, scope: pl.Expr) -> pl.Expr:
    """The id of an entity that the reference does not hold: a pure function of type, name and scope.

    ``scope`` is empty for a name that says enough, so that the same full name is one entity in every
    article; for a single ambiguous name (``Tedy``) it stands for the article, so that two people are
    not merged on a name part. The end is a hash that is the same on every machine and version.
    """
    return id_of_key(entity_type, name_key(name), scope)


def id_of_key(entity_type: pl.Expr, key: pl.Expr, scope: pl.Expr) -> pl.Expr:
    """As :func:`learned_id`, for a name whose key is worked out already."""
    slug = key.str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-").str.head(60)
    kind = entity_type.cast(pl.String).replace_strict(_TYPE_PREFIX, return_dtype=pl.String)
    return pl.concat_str(
        kind, pl.lit(":"), slug, pl.lit("-"), short_hash(pl.concat_str(kind, key, scope, separator="|"))
    )


def short_hash(text: pl.Expr) -> pl.Expr:
    """Six hex digits, from SHA-256 (Polars' own hash changes between versions)."""
    return text.map_batches(_short_hashes, return_dtype=pl.String)


def _short_hashes(texts: pl.Series) -> pl.Series:
    from hashlib import sha256

    digests = [sha256((t or "").encode()).digest()[:3].hex() for t in texts]  # few thousand; no vectorised SHA
    return pl.Series(texts.name, digests, dtype=pl.String)


class ExpansionRow(dy.Schema):
    short = dy.String()
    long = dy.String()


@functools.cache
def expansions() -> pl.DataFrame:
    """``word`` → ``long``: short forms inside longer names (``Polda Jatim``), from the forms and the reference."""
    forms = load_table("name_expansions", ExpansionRow, unique=["short"]).select(
        word="short", long="long", rank=pl.lit(0)
    )
    entities, names = reference_entities()
    heads = word_kinds().filter(pl.col("kind") == "org_head")["word"]
    own = names.join(entities.select("entity_id", "name"), on="entity_id").filter(
        (pl.col("tier") == "strong")
        & (pl.col("alias") != pl.col("name"))
        & pl.col("alias").str.contains(r"^\p{Lu}[\p{L}\p{N}-]*$")
    )
    body = (
        own["name"].str.split(" ").list.first().str.to_lowercase().is_in(heads.implode())
        & ~own["name"].str.starts_with("PT ")
        & ~own["name"].str.starts_with("Bank ")
    )
    area = (own["entity_type"] == "LOC") & ~own["entity_id"].str.starts_with("place:")  # GBK Arena is no stadium
    place = area & (own["rank"] == 1) & _abbreviates(own["alias"], own["name"])
    short = own["alias"].str.len_chars() <= 12
    chosen = own.filter(((own["entity_type"] == "ORG") & body | place) & short & (own["name"] != "Indonesia"))
    listed = chosen.select(word="alias", long="name", rank=pl.lit(1)).sort("word", "long")
    return pl.concat([forms, listed]).unique("word", keep="first", maintain_order=True).select("word", "long")


def _abbreviates(alias: pl.Series, name: pl.Series) -> pl.Series:
    """Whether a name is initials (``NTT``) or run together (``Jatim``), and no other or shorter name (``China``)."""
    initials = alias.str.contains(r"^\p{Lu}{2,5}$")
    begins = pl.select(pl.lit(name).str.starts_with(pl.lit(alias))).to_series()
    joined = (alias.str.head(1) == name.str.head(1)) & name.str.contains(" ") & ~begins
    return initials | joined


def expand(names: pl.DataFrame) -> pl.Series:
    """Names of bodies and places with their short forms written out; persons and single words as they are.

    ``names``: columns ``plain`` and ``entity_type``.

    >>> frame = pl.DataFrame({"plain": ["Polda Jatim", "Pengadilan Negeri (PN) Solo"], "entity_type": ["ORG", "ORG"]})
    >>> expand(frame).to_list()
    ['Kepolisian Daerah Jawa Timur', 'Pengadilan Negeri Solo']
    """
    bare = pl.col("plain").str.replace_all(r"(\S) ?\([^()]*\) ?(\S)", "$1 $2")
    bare = pl.when(pl.col("plain").str.contains("(Persero)", literal=True)).then("plain").otherwise(bare)
    bare = bare.str.replace(r" (?:RI|Republik Indonesia)$", "").str.replace(r"\bDKI Jakarta\b", "DKI")
    rows = names.with_row_index("row").with_columns(bare=bare)
    many = rows.filter((pl.col("entity_type") != "PER") & pl.col("bare").str.contains(" "))
    words = many.select("row", word=pl.col("bare").str.split(" ")).explode("word")
    words = words.join(expansions(), on="word", how="left", maintain_order="left")
    said = pl.col("word").shift(1).over("row")  # ``Partai Gerindra``, whose full name begins with ``Partai``
    begins = pl.concat_str(said, pl.lit(" "))
    long = (
        pl.when(pl.col("long").str.starts_with(begins))
        .then(pl.col("long").str.strip_prefix(begins))
        .otherwise(pl.col("long"))
    )
    written = words.group_by("row", maintain_order=True).agg(full=pl.coalesce(long, "word").str.join(" "))
    joined = rows.join(written, on="row", how="left", maintain_order="left")
    return joined.select(pl.coalesce("full", "bare")).to_series()
