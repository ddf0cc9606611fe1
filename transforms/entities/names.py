"""Names as keys and as identities: folding, usual spelling, ids of learned entities."""

from __future__ import annotations

import polars as pl

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

    >>> pl.DataFrame({"n": ["GANJAR pranowo", "Kementerian perhubungan dan KKP"]}).select(usual_spelling(pl.col("n")))["n"].to_list()
    ['Ganjar Pranowo', 'Kementerian Perhubungan dan KKP']
    """
    words = name.str.replace_all(r"\s+", " ").str.strip_chars().str.split(" ")
    word = pl.element()
    small = word.str.contains(r"^[\p{Ll}'’]+$") & ~word.is_in(["dan", "untuk", "of", "the", "bin", "binti", "van", "der", "de", "da", "von", "ten", "al", "di"])
    shout = word.str.contains(r"^[\p{Lu}'’]{5,}$")
    return words.list.eval(pl.when(small | shout).then(word.str.to_titlecase()).otherwise(word)).list.join(" ")


def learned_id(entity_type: pl.Expr, name: pl.Expr, scope: pl.Expr) -> pl.Expr:
    """The id of an entity that the reference does not hold: a pure function of type, name and scope.

    ``scope`` is empty for a name that says enough, so that the same full name is one entity in every
    article; for a single ambiguous name (``Tedy``) it stands for the article, so that two people are
    not merged on a name part. The end is a hash that is the same on every machine and version.
    """
    key = name_key(name)
    slug = key.str.replace_all(r"[^a-z0-9]+", "-").str.strip_chars("-").str.head(60)
    kind = entity_type.cast(pl.String).replace_strict(_TYPE_PREFIX, return_dtype=pl.String)
    return pl.concat_str(kind, pl.lit(":"), slug, pl.lit("-"), short_hash(pl.concat_str(kind, key, scope, separator="|")))


def short_hash(text: pl.Expr) -> pl.Expr:
    """Six hex digits, from SHA-256 of the distinct texts (Polars' own hash changes between versions)."""
    return text.map_batches(_short_hashes, return_dtype=pl.String)


def _short_hashes(texts: pl.Series) -> pl.Series:
    from hashlib import sha256

    distinct = texts.unique()
    digests = [sha256((t or "").encode()).hexdigest()[:6] for t in distinct]  # few thousand a shard; no vectorised SHA
    return texts.replace_strict(distinct, pl.Series(digests, dtype=pl.String), return_dtype=pl.String)
