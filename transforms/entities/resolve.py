"""Give each mention its entity: what brackets define, the article itself, the reference, else its name."""

from __future__ import annotations

from typing import Any

import polars as pl

from transforms.entities.gazetteer import reference_entities
from transforms.entities.known import known_names, pins, shared_names, sure_types
from transforms.entities.names import expand, learned_id, name_key, usual_spelling
from transforms.entities.words import word_kinds
from transforms.schemas import ENTITY_TYPES

DEFINED_WEIGHT = 3
"""Mentions against which a definition in brackets holds its type."""


def resolve(
    spans: pl.DataFrame, defined: pl.DataFrame, sentences: pl.DataFrame, aliases: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Add ``entity_id``, ``entity_name``, ``is_learned`` and ``rule_id`` to located spans (in order).

    ``defined``: rows ``long`` and ``short`` of ``spans`` where one defines the other. ``aliases``: names that the
    corpus taught, see :func:`_by_alias`.
    """
    spans = _name_all(_agree_on_type(spans))
    spans = spans.with_columns(rule_id=pl.when(pl.col("known_id").is_not_null()).then(pl.lit("entities:reference")))
    spans = _apply(spans, _by_company(spans), "entities:company")
    spans = _apply(spans, _by_definition(spans, defined), "entities:definition")
    spans = _apply(spans, _by_full_name(spans), "entities:full_name")
    spans = _apply(spans, _by_longer_name(spans), "entities:longer_name")
    if aliases is not None and aliases.height:
        spans = _apply(spans, _by_alias(spans, aliases), "entities:learned_alias")
    return _pin(_identify(spans, sentences))


def _agree_on_type(spans: pl.DataFrame) -> pl.DataFrame:
    """Within an article one name has one type, its most certain one. Adds ``surface_no``, ``plain``, ``key``."""
    distinct = spans.select("surface").unique().with_row_index("surface_no")
    distinct = distinct.with_columns(plain=pl.col("surface").str.replace_all(r"\s+", " "))
    distinct = distinct.with_columns(key=name_key(pl.col("plain")))
    keys = distinct.select("key").unique().with_row_index("key_no").join(sure_types(), on="key", how="left")
    spans = spans.join(distinct.join(keys, on="key"), on="surface", how="left", maintain_order="left")
    spans = spans.with_columns(
        kind=pl.when(pl.col("sure_kind").is_not_null() & ~pl.col("is_part")).then("sure_kind").otherwise("kind")
    ).drop("sure_kind")
    votes = spans.group_by("article_no", "key_no", "kind").agg(
        (pl.col("confidence").cast(pl.Float64) + DEFINED_WEIGHT * pl.col("is_defined")).sum().round(3),
        pl.col("start_char").min(),
    )
    best = votes.sort("article_no", "key_no", -pl.col("confidence"), "start_char").unique(
        ["article_no", "key_no"], keep="first", maintain_order=True
    )
    spans = spans.drop("kind").join(
        best.select("article_no", "key_no", "kind"), on=["article_no", "key_no"], how="left", maintain_order="left"
    )
    return spans.drop("key_no")


def _name_all(spans: pl.DataFrame) -> pl.DataFrame:
    """Add ``entity_type``, ``name``, ``full_key``, ``known_id``, ``known_name``, worked out on distinct names.

    ``name`` has abbreviations written out and its case mended; ``known_*`` is null outside the reference.
    """
    number = pl.col("kind").cast(pl.UInt8) - 1
    distinct = (
        spans.select("surface_no", "plain", "key", "kind")
        .unique(["surface_no", "kind"])
        .with_columns(
            entity_type=number.replace_strict(dict(enumerate(ENTITY_TYPES)), return_dtype=pl.Enum(ENTITY_TYPES))
        )
    )
    distinct = distinct.with_columns(name=expand(distinct)).with_columns(name=usual_spelling(pl.col("name")))
    distinct = distinct.with_columns(
        full_key=name_key(pl.col("name")),
        bare_key=pl.col("key").str.replace(r"^(?:kota|provinsi|propinsi|negara|pulau) ", ""),
    )
    known = known_names()
    for column in ("key", "full_key", "bare_key"):
        hit = known.rename({"key": column, "known_id": f"{column}_id", "known_name": f"{column}_name"})
        if column == "bare_key":
            hit = hit.filter(pl.col("entity_type") == "LOC")
        distinct = distinct.join(hit, on=[column, "entity_type"], how="left", maintain_order="left")
    distinct = distinct.select(
        "surface_no", "kind", "entity_type", "name", "full_key",
        known_id=pl.coalesce("key_id", "full_key_id", "bare_key_id"),
        known_name=pl.coalesce("key_name", "full_key_name", "bare_key_name"),
    )  # fmt: skip
    return spans.join(distinct, on=["surface_no", "kind"], how="left", maintain_order="left")


def _apply(spans: pl.DataFrame, found: pl.DataFrame, rule: str) -> pl.DataFrame:
    """Let mentions take over the name of another mention: ``row`` → ``new_id``, ``new_name``."""
    found = found.with_columns(new_key=name_key(pl.col("new_name")), new_rule=pl.lit(rule))
    spans = spans.with_row_index("row").join(found, on="row", how="left", maintain_order="left")
    hit = pl.col("new_name").is_not_null()
    return spans.with_columns(
        known_id=pl.when(hit).then("new_id").otherwise("known_id"),
        known_name=pl.when(hit).then("new_name").otherwise("known_name"),
        name=pl.coalesce("new_name", "name"),
        full_key=pl.coalesce("new_key", "full_key"),
        rule_id=pl.coalesce("new_rule", "rule_id"),
    ).drop("row", "new_id", "new_name", "new_key", "new_rule")


def _by_company(spans: pl.DataFrame) -> pl.DataFrame:
    """A name that several entities share means the one that the article also names otherwise."""
    rows = (
        spans.with_row_index("row")
        .select("row", "article_no", "key", "entity_type")
        .join(shared_names(), on=["key", "entity_type"])
    )
    named = spans.select("article_no", new_id="known_id").unique()
    return (
        rows.join(named, on=["article_no", "new_id"], how="semi")
        .sort("row", "new_id")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "new_id", "new_name")
    )


def _by_definition(spans: pl.DataFrame, defined: pl.DataFrame) -> pl.DataFrame:
    """An abbreviation means, in its article, what the bracket beside it says."""
    rows = spans.with_row_index("row").select(
        "row", "article_no", "key", "entity_type", "known_id", "known_name", "name"
    )
    pairs = (
        defined.with_columns(pl.col("long", "short").cast(pl.UInt32))
        .join(rows.rename({"row": "long"}), on="long")
        .join(rows.select(short="row", short_key="key", short_known="known_id", short_type="entity_type"), on="short")
        .filter((pl.col("entity_type") == pl.col("short_type")) & (pl.col("key") != pl.col("short_key")))
    )
    pairs = pairs.filter(pl.col("known_id").is_null() | pl.Series(_in_order(pairs["short_key"], pairs["key"])))
    clear = pairs.filter(pl.col("known_id").is_not_null() | pl.col("short_known").is_null()).unique(
        ["article_no", "short_key"], keep="first", maintain_order=True
    )
    meaning = clear.select(
        "article_no", "entity_type", key="short_key", new_id="known_id", new_name=pl.coalesce("known_name", "name")
    )
    return rows.join(meaning, on=["article_no", "key", "entity_type"]).select("row", "new_id", "new_name")


def _in_order(short: pl.Series, long: pl.Series) -> list[bool]:
    """Whether the letters of the abbreviation stand in its name in their order."""

    def fits(letters: str, name: str) -> bool:
        rest = iter(name)
        return all(letter in rest for letter in letters)

    return [
        fits(s.replace(" ", ""), n) for s, n in zip(short, long, strict=True)
    ]  # pairs in brackets: some hundred a shard


def _by_full_name(spans: pl.DataFrame) -> pl.DataFrame:
    """A part of a person's name means the person whose full name the article has, the last one before it.

    A name that the reference knows by itself (``Prabowo``) gives way only to a full name that begins with it.
    """
    nickname = "|".join(word_kinds().filter(pl.col("kind").is_in(["nickname", "courtesy"]))["word"])
    people = (
        spans.with_row_index("row")
        .filter(pl.col("entity_type") == "PER")
        .with_columns(part=pl.col("key").str.replace(rf"^(?:{nickname}) ", ""))
    )
    full = people.filter(pl.col("full_key").str.contains(" ")).select(
        "article_no", "full_key", full_start="start_char", new_id="known_id", new_name=pl.coalesce("known_name", "name")
    )
    wanted = people.filter(pl.col("part").str.count_matches(" ") <= 2).select(
        "row", "article_no", "part", "start_char", own_id="known_id"
    )
    means = _people_meant(wanted.select("article_no", "part").unique(), full.select("article_no", "full_key").unique())
    places = means.join(full, on=["article_no", "full_key"]).sort("full_start")
    wanted = wanted.join(means.select("article_no", "part").unique(), on=["article_no", "part"], how="semi").sort(
        "start_char"
    )
    near: dict[str, Any] = {
        "left_on": "start_char",
        "right_on": "full_start",
        "by": ["article_no", "part"],
        "check_sortedness": False,
    }
    places = places.select("article_no", "part", "full_start", "full_key", "new_id", "new_name")
    before = wanted.join_asof(places, strategy="backward", **near)
    missed = (
        before.filter(pl.col("new_name").is_null()).select(wanted.columns).join_asof(places, strategy="forward", **near)
    )
    found = pl.concat([before, missed]).filter(pl.col("new_name").is_not_null())
    leads = pl.col("full_key").str.starts_with(pl.concat_str("part", pl.lit(" ")))
    same = (pl.col("own_id") == pl.col("new_id")).fill_null(False)
    return found.filter(pl.col("own_id").is_null() | leads | same).select("row", "new_id", "new_name")


def _people_meant(parts: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """``article_no``, ``part``, ``full_key``: the full names of an article that hold a shorter one word for word."""
    by_word = full.with_columns(word=pl.col("full_key").str.split(" ")).explode("word")
    pairs = parts.with_columns(word=pl.col("part").str.split(" ").list.first()).join(by_word, on=["article_no", "word"])
    spaced = pl.concat_str(pl.lit(" "), "full_key", pl.lit(" "))
    inside = spaced.str.contains(pl.concat_str(pl.lit(" "), "part", pl.lit(" ")), literal=True)
    longer = pl.col("full_key").str.len_chars() > pl.col("part").str.len_chars()
    return pairs.filter(inside & longer).select("article_no", "part", "full_key").unique()


def _by_longer_name(spans: pl.DataFrame) -> pl.DataFrame:
    """A body or place unknown to the reference means the one longer name of its type that ends or begins with it."""
    generic = word_kinds()["word"]
    rows = spans.with_row_index("row").filter(pl.col("entity_type") != "PER")
    sure = sure_types()["key"]
    short = rows.filter(
        pl.col("known_id").is_null()
        & ~pl.col("key").str.contains(" ")
        & ~pl.col("key").is_in(generic.implode())
        & ~pl.col("key").is_in(sure.implode())
    )
    longer = (
        rows.filter(pl.col("full_key").str.contains(" "))
        .select(
            "article_no",
            "entity_type",
            "full_key",
            "start_char",
            new_id="known_id",
            new_name=pl.coalesce("known_name", "name"),
        )
        .unique(["article_no", "entity_type", "full_key"], keep="first", maintain_order=True)
    )
    words = pl.col("full_key").str.split(" ")
    by_word = pl.concat(
        [longer.with_columns(key=words.list.first()), longer.with_columns(key=words.list.last())]
    ).unique(maintain_order=True)
    pairs = short.select("row", "article_no", "entity_type", "key").join(
        by_word, on=["article_no", "entity_type", "key"]
    )
    return pairs.filter(pl.len().over("row") == 1).select("row", "new_id", "new_name")


def _by_alias(spans: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    """A name that neither reference nor article explains means what the corpus taught; pins come first.

    ``aliases``: ``alias``, ``alias_key``, ``entity_type``, ``entity_id``, ``entity_name``, ``basis``. An abbreviation
    (basis ``bracket``) counts in its own capitals only.
    """
    barred = pins().filter(pl.col("pin") == "not same").select("entity_id", alias_key=name_key(pl.col("surface")))
    allowed = aliases.join(barred, on=["entity_id", "alias_key"], how="anti").select(
        "alias", "basis", pl.col("entity_type").cast(pl.Enum(ENTITY_TYPES)),
        full_key="alias_key", new_id="entity_id", new_name="entity_name",
    )  # fmt: skip
    rows = spans.with_row_index("row").filter(pl.col("known_id").is_null())
    found = rows.select("row", "plain", "entity_type", "full_key").join(allowed, on=["full_key", "entity_type"])
    meant = (pl.col("basis").cast(pl.String) != "bracket") | (pl.col("plain") == pl.col("alias"))
    return found.filter(meant).select("row", "new_id", "new_name")


def _identify(spans: pl.DataFrame, sentences: pl.DataFrame) -> pl.DataFrame:
    """The known id, else one made from the name; a single personal name counts for its article alone."""
    scopes = sentences.group_by("article_no").agg(scope=pl.col("surface").first())
    alone = (pl.col("entity_type") == "PER") & ~pl.col("full_key").str.contains(" ")
    spans = spans.with_row_index("row")
    unknown = spans.filter(pl.col("known_id").is_null()).select(
        "row", "entity_type", "name", owner=pl.when(alone).then("article_no")
    )
    names = unknown.select("entity_type", "name", "owner").unique().with_row_index("name_no")
    scoped = names.join(scopes, left_on="owner", right_on="article_no", how="left", maintain_order="left")
    made = scoped.select(
        "name_no", made_id=learned_id(pl.col("entity_type"), pl.col("name"), pl.col("scope").fill_null(""))
    )
    numbered = unknown.join(names, on=["entity_type", "name", "owner"], nulls_equal=True).select("row", "name_no")
    spans = spans.join(numbered.join(made, on="name_no"), on="row", how="left", maintain_order="left")
    return spans.with_columns(
        is_learned=~pl.col("known_id").is_in(reference_entities()[0]["entity_id"].implode()).fill_null(False),
        rule_id=pl.col("rule_id").fill_null("entities:tagger"),
        entity_id=pl.coalesce("known_id", "made_id"),
        entity_name=pl.when(pl.col("known_id").is_null()).then("name").otherwise("known_name"),
    ).drop("row", "name_no", "made_id")


def _pin(spans: pl.DataFrame) -> pl.DataFrame:
    same = pins().filter(pl.col("pin") == "same")
    if not same.height:
        return spans
    targets = same.select(entity_id="other_id", pinned_id="entity_id")
    spans = spans.join(targets, on="entity_id", how="left", maintain_order="left")
    known = reference_entities()[0].select(pinned_id="entity_id", pinned_name="name")
    spans = spans.join(known, on="pinned_id", how="left", maintain_order="left")
    hit = pl.col("pinned_id").is_not_null()
    return spans.with_columns(
        entity_id=pl.coalesce("pinned_id", "entity_id"),
        entity_name=pl.coalesce("pinned_name", "entity_name"),
        is_learned=pl.when(hit).then(pl.col("pinned_name").is_null()).otherwise("is_learned"),
        rule_id=pl.when(hit).then(pl.lit("entities:pin")).otherwise("rule_id"),
    )
