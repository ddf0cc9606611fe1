"""Give each mention its entity: what brackets define, the article itself, the reference, else its name."""

from __future__ import annotations

from typing import Any

import numpy as np
import polars as pl

from transforms.entities.brackets import letters_in_order
from transforms.entities.gazetteer import reference_entities
from transforms.entities.known import pins, shared_names, sure_types
from transforms.entities.names import expansions, id_of_key, name_key
from transforms.entities.naming import Naming, is_reference, name_mentions
from transforms.entities.parting import public_bodies
from transforms.entities.tagger import tagger
from transforms.entities.words import word_kinds
from transforms.schemas import ENTITY_TYPES

ONE_WORD, MORE_WORDS = (1, 1), (2, 3)
"""Words that a part of a person's name may have."""
LEAST_CLIPPED = 4
"""Letters that are left of a word of a name in a short form of it; three fit many a word by chance."""
NO_SHORT_FORM = r"^(?:s|son|sson|sen|es|ez|ov|ova|ev|eva|ic|ovic|sky|ski)$|^(?:me|di|ber|ter)\p{L}{4}"
"""What is behind a name in its son's (``John``: Johnson), and verbs that are fused with it."""


def resolve(
    spans: pl.DataFrame,
    defined: pl.DataFrame,
    nicknames: pl.DataFrame,
    sentences: pl.DataFrame,
    aliases: pl.DataFrame | None = None,
) -> pl.DataFrame:
    """Add ``entity_type``, ``entity_id``, ``entity_name``, ``is_learned`` and ``rule_id`` to located spans (in order).

    ``defined``, ``nicknames``: rows ``long`` and ``short`` of ``spans`` where one stands for the other. ``aliases``:
    names that the corpus taught, see :func:`_by_alias`.
    """
    naming = name_mentions(spans)
    naming.take_over(_by_company(naming), "entities:company")
    naming.take_over(_by_definition(naming, defined), "entities:definition")
    for words in (MORE_WORDS, ONE_WORD):  # ``Septian`` is who ``Septian David`` is: Septian David Maulana
        naming.take_over(_by_full_name(naming, words), "entities:full_name")
    naming.take_over(_by_nickname(naming, nicknames), "entities:nickname")
    naming.take_over(_by_clipped_name(naming), "entities:clipped_name")
    naming.take_over(_by_longer_name(naming), "entities:longer_name")
    naming.take_over(_by_fuller_body(naming), "entities:fuller_body")
    if aliases is not None and aliases.height:
        naming.take_over(_by_alias(naming, aliases), "entities:learned_alias")
    return _pin(_identify(naming, sentences))


def _by_company(naming: Naming) -> pl.DataFrame:
    """A name that several entities share means the one that the article also names otherwise."""
    shared = shared_names()
    rows = naming.rows(naming.of_written(pl.col("key").is_in(shared["key"].implode())))
    rows = rows.select("row", "article_no", "key", "entity_type").join(shared, on=["key", "entity_type"])
    named = naming.rows(naming.of_meaning(pl.col("known_id").is_in(shared["new_id"].implode())))
    return (
        rows.join(named.select("article_no", new_id="known_id"), on=["article_no", "new_id"], how="semi")
        .sort("row", "new_id")
        .unique("row", keep="first", maintain_order=True)
        .select("row", "new_id", "new_name")
    )


def _by_definition(naming: Naming, defined: pl.DataFrame) -> pl.DataFrame:
    """An abbreviation means, in its article, what it stands for beside it: in brackets or behind ``atau``.

    There one that the reference knows keeps its own meaning: ``PT Bank Mandiri Tbk (BMRI) atau BRI`` is a choice.
    """
    long, short = naming.rows(defined["long"].to_numpy()), naming.rows(defined["short"].to_numpy())
    beside = short.select(
        short_key="key", short_known="known_id", short_type="entity_type", usual=name_key(pl.col("known_name"))
    )
    pairs = pl.concat([long, beside, defined.select("in_brackets")], how="horizontal").filter(
        (pl.col("entity_type") == pl.col("short_type")) & (pl.col("key") != pl.col("short_key"))
    )
    pairs = pairs.with_columns(fits=letters_in_order(pairs["short_key"], pairs["key"]))
    same_initial = pl.col("key").str.head(1) == pl.col("short_key").str.head(1)
    same_initial |= pl.col("key").str.contains(r"^(?:pt|cv) ")
    other_word = pl.col("fits") & same_initial & pl.col("short_known").is_null()
    pairs = pairs.filter(pl.col("in_brackets") | other_word)
    known = pairs.filter(pl.col("known_id").is_not_null() & pl.col("fits"))
    # ``PT Kilang Pertamina Internasional (KPI)``: another body than the one of the reference with the same initials
    another = pl.all_horizontal(_initials(name) == pl.col("short_key") for name in (pl.col("key"), pl.col("usual")))
    shared = pl.col("key").str.split(" ").list.set_intersection(pl.col("usual").str.split(" "))
    another &= (shared.list.len() == 0) & pl.col("in_brackets")
    unknown = pairs.filter(pl.col("known_id").is_null() & (pl.col("short_known").is_null() | another))
    meaning = (
        pl.concat([known, unknown])
        .sort("row")
        .unique(["article_no", "short_key"], keep="first", maintain_order=True)
        .select(
            "article_no", "entity_type", key="short_key", new_id="known_id", new_name=pl.coalesce("known_name", "name")
        )
    )
    rows = naming.rows(naming.of_written(pl.col("key").is_in(meaning["key"].implode())))
    return rows.join(meaning, on=["article_no", "key", "entity_type"]).select("row", "new_id", "new_name")


def _initials(key: pl.Expr) -> pl.Expr:
    """The initials of a name's words, without its legal form and small words."""
    words = key.str.split(" ").list.eval(pl.element().filter(~pl.element().is_in(["pt", "cv", "dan", "untuk", "of"])))
    return words.list.eval(pl.element().str.head(1)).list.join("")


def _by_nickname(naming: Naming, nicknames: pl.DataFrame) -> pl.DataFrame:
    """A nickname means, in its article, whoever is said to be called so; the name that the reference knows decides."""
    long, short = (naming.rows(nicknames[side].to_numpy()) for side in ("long", "short"))
    person = pl.col("entity_type") == "PER"  # the article's types may have made a place of one end: ``Fuji``
    beside = short.select(
        short_key="key",
        short_id=pl.when(person).then("known_id"),
        short_name=pl.when(person).then(pl.coalesce("known_name", "name")).otherwise("name"),
    )
    pairs = pl.concat([long, beside, nicknames.select("is_beside")], how="horizontal").filter(person)
    pairs = pairs.filter((pl.col("key") != pl.col("short_key")) & (pl.col("is_beside") | pl.col("short_id").is_null()))
    by_short = pl.col("known_id").is_null() & pl.col("short_id").is_not_null()
    meaning = pairs.select(
        "article_no",
        key=pl.when(by_short).then("key").otherwise("short_key"),
        new_id=pl.when(by_short).then("short_id").otherwise("known_id"),
        new_name=pl.when(by_short).then("short_name").otherwise(pl.coalesce("known_name", "name")),
    ).unique(["article_no", "key"], keep="first", maintain_order=True)
    called = pl.col("key").is_in(meaning["key"].implode()) & (pl.col("entity_type") == "PER")
    rows = naming.rows(naming.of_written(called)).filter(pl.col("known_id").is_null())
    return rows.join(meaning, on=["article_no", "key"]).select("row", "new_id", "new_name")


def _by_full_name(naming: Naming, words: tuple[int, int]) -> pl.DataFrame:
    """A part of a person's name means the person whose full name the article has, the last one before it.

    ``words``: how many such a part may have, from and to. A name that the reference knows by itself (``Prabowo``) gives
    way only to a full name that begins with it.
    """
    person = naming.of_written(pl.col("entity_type") == "PER")
    part = naming.written.select(part=_without_nickname(pl.col("key")))["part"]
    is_full = person & naming.of_meaning(_without_nickname(pl.col("full_key")).str.contains(" ", literal=True))
    blanks = part.str.count_matches(" ", literal=True)
    is_part = person & blanks.is_between(words[0] - 1, words[1] - 1).to_numpy()[naming.written_no]
    full = naming.rows(is_full).select(
        "article_no", "full_key", full_start="start_char", new_id="known_id", new_name=pl.coalesce("known_name", "name")
    )
    wanted = naming.rows(is_part).select(
        "row", "article_no", "start_char", own_id="known_id", part=part.gather(naming.written_no[is_part])
    )
    means = _people_meant(wanted.select("article_no", "part").unique(), full.select("article_no", "full_key").unique())
    places = means.join(full, on=["article_no", "full_key"]).sort("full_start")
    wanted = wanted.join(means.select("article_no", "part"), on=["article_no", "part"], how="semi").sort("start_char")
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


def _without_nickname(key: pl.Expr) -> pl.Expr:
    """The key of a person's name without the word of address before it: ``mbah tupon`` says no more than ``tupon``."""
    address = "|".join(word_kinds().filter(pl.col("kind").is_in(["nickname", "courtesy"]))["word"])
    return key.str.replace(rf"^(?:{address}) ", "")


def _people_meant(parts: pl.DataFrame, full: pl.DataFrame) -> pl.DataFrame:
    """``article_no``, ``part``, ``full_key``: the full names of an article that hold a shorter one word for word.

    Of two words the shorter may also have the first and the last: ``Rico Waas`` of ``Rico Bayu Waas``.
    """
    by_word = full.with_columns(word=pl.col("full_key").str.split(" ")).explode("word")
    pairs = parts.with_columns(word=pl.col("part").str.split(" ").list.first()).join(by_word, on=["article_no", "word"])
    spaced = pl.concat_str(pl.lit(" "), "full_key", pl.lit(" "))
    inside = spaced.str.contains(pl.concat_str(pl.lit(" "), "part", pl.lit(" ")), literal=True)
    longer = pl.col("full_key").str.len_chars() > pl.col("part").str.len_chars()
    ends = pl.col("full_key").str.replace(r"^(\S+)\s.*\s(\S+)$", "${1} ${2}") == pl.col("part")
    son = pl.col("full_key").str.contains(r" (?:jr|junior)$") & pl.col("part").str.contains(" ", literal=True)
    means = (
        pairs.filter((inside | ends) & longer & ~son)
        .select("article_no", "part", "full_key", only_ends=~inside)
        .unique()
    )
    onward = means.filter("only_ends").select("article_no", full_key="part", longer="full_key")
    onward = onward.sort("longer").unique(["article_no", "full_key"], keep="last")
    means = means.join(onward, on=["article_no", "full_key"], how="left")
    return means.select("article_no", "part", full_key=pl.coalesce("longer", "full_key")).unique()


def _by_clipped_name(naming: Naming) -> pl.DataFrame:
    """A single name means the one person before it in whose name a word begins or ends with it.

    ``Truno`` is Trunoyudo Wisnu Andiko, ``Tiwi`` Amalia Cahya Pratiwi. A name that is fused with other words of the
    text (``Enriquefrustrasi``) has no short form.
    """
    person = naming.of_written(pl.col("entity_type") == "PER")
    is_clipped = ~pl.col("full_key").str.contains(" ", literal=True) & (
        pl.col("full_key").str.len_chars() >= LEAST_CLIPPED
    )
    unknown = naming.of_meaning(pl.col("known_id").is_null() & is_clipped)
    clipped = naming.rows(person & unknown).select("row", "article_no", "start_char", part="full_key")
    whole = person & naming.of_written(~pl.col("plain").str.contains(r"\p{Ll}\p{Lu}"))
    full = naming.rows(whole & naming.of_meaning(pl.col("full_key").str.contains(" ", literal=True))).select(
        "article_no", "full_key", full_start="start_char", new_id="known_id", new_name=pl.coalesce("known_name", "name")
    )
    words = full.sort("full_start").unique(["article_no", "full_key"], keep="first", maintain_order=True)
    words = words.with_columns(word=pl.col("full_key").str.split(" ")).explode("word")
    pairs = clipped.join(words, on="article_no").filter(pl.col("full_start") < pl.col("start_char"))
    begins = pairs.with_columns(rest=pl.col("word").str.strip_prefix(pl.col("part")))
    begins = begins.filter(~pl.col("rest").str.contains(NO_SHORT_FORM))
    ends = pairs.with_columns(rest=pl.col("word").str.strip_suffix(pl.col("part")))
    pairs = pl.concat([begins, ends]).filter((pl.col("rest") != pl.col("word")) & (pl.col("rest") != ""))
    is_word = tagger().lexicon.look_up(pairs["rest"])["known"] & (pairs["rest"].str.len_chars() > LEAST_CLIPPED)
    pairs = pairs.filter(~is_word)
    return pairs.filter(pl.len().over("row") == 1).select("row", "new_id", "new_name")


def _by_longer_name(naming: Naming) -> pl.DataFrame:
    """A body or place unknown to the reference means the one longer name of its type that ends or begins with it."""
    key = pl.col("key")
    single = naming.of_written(
        (pl.col("entity_type") != "PER")
        & ~key.str.contains(" ", literal=True)
        & ~key.is_in(word_kinds()["word"].implode())
        & ~key.is_in(sure_types()["key"].implode())
    )
    short = naming.rows(single & naming.of_meaning(pl.col("known_id").is_null()))
    is_long = naming.of_written(pl.col("entity_type") != "PER")
    is_long &= naming.of_meaning(pl.col("full_key").str.contains(" ", literal=True))
    words = pl.col("full_key").str.split(" ")
    longer = (
        naming.rows(is_long)
        .select("article_no", "entity_type", "full_key", "start_char", new_id="known_id",
                new_name=pl.coalesce("known_name", "name"))
        .unique(["article_no", "entity_type", "full_key"], keep="first", maintain_order=True)
        .with_columns(key=pl.concat_list(words.list.first(), words.list.last()).list.unique())
        .explode("key")
    )  # fmt: skip
    pairs = short.select("row", "article_no", "entity_type", "key").join(
        longer, on=["article_no", "entity_type", "key"]
    )
    return pairs.filter(pl.len().over("row") == 1).select("row", "new_id", "new_name")


def _by_fuller_body(naming: Naming) -> pl.DataFrame:
    """A public body unknown to the reference means the one of its article that is named in full: ``Pemprov``.

    ``Dinas Kesehatan`` beside ``Dinas Kesehatan Kota Malang``, and no other.
    """
    bodies = (pl.col("entity_type") == "ORG") & pl.col("key").str.extract(r"^(\S+)").is_in(public_bodies())
    body = naming.of_written(bodies)
    short = naming.rows(body & naming.of_meaning(pl.col("known_id").is_null())).select(
        "row", "article_no", "plain", "key"
    )
    short = short.join(expansions(), left_on="plain", right_on="word", how="left", maintain_order="left")
    short = short.select("row", "article_no", begin=pl.coalesce(name_key(pl.col("long")), "key"))
    short = short.filter(pl.col("begin").str.contains(" ", literal=True))
    fuller = naming.rows(body).select(
        "article_no", "full_key", new_id="known_id", new_name=pl.coalesce("known_name", "name")
    ).unique(["article_no", "full_key"], keep="first", maintain_order=True)  # fmt: skip
    begins = pl.col("full_key").str.starts_with(pl.concat_str("begin", pl.lit(" ")))
    pairs = short.join(fuller, on="article_no").filter(begins)
    return pairs.filter(pl.len().over("row") == 1).select("row", "new_id", "new_name")


def _by_alias(naming: Naming, aliases: pl.DataFrame) -> pl.DataFrame:
    """A name that neither reference nor article explains means what the corpus taught; pins come first.

    ``aliases``: ``alias``, ``alias_key``, ``entity_type``, ``entity_id``, ``entity_name``, ``basis``. An abbreviation
    (basis ``bracket``) counts in its own capitals only.
    """
    barred = pins().filter(pl.col("pin") == "not same").select("entity_id", alias_key=name_key(pl.col("surface")))
    allowed = aliases.join(barred, on=["entity_id", "alias_key"], how="anti").select(
        "alias", "basis", pl.col("entity_type").cast(pl.Enum(ENTITY_TYPES)),
        full_key="alias_key", new_id="entity_id", new_name="entity_name",
    )  # fmt: skip
    rows = naming.rows(naming.of_meaning(pl.col("known_id").is_null()))
    found = rows.select("row", "plain", "entity_type", "full_key").join(allowed, on=["full_key", "entity_type"])
    meant = (pl.col("basis").cast(pl.String) != "bracket") | (pl.col("plain") == pl.col("alias"))
    return found.filter(meant).select("row", "new_id", "new_name")


def _identify(naming: Naming, sentences: pl.DataFrame) -> pl.DataFrame:
    """The known id, else one made from the name; a single personal name counts for its article alone."""
    article = naming.spans["article_no"].to_numpy().astype(np.int64)
    unknown = naming.of_meaning(pl.col("known_id").is_null())
    alone = naming.of_written(pl.col("entity_type") == "PER") & unknown
    alone &= naming.of_meaning(~_without_nickname(pl.col("full_key")).str.contains(" ", literal=True))
    types = naming.written["entity_type"].to_physical().to_numpy()[naming.written_no]
    owner = (naming.meaning_no * len(ENTITY_TYPES) + types) * (int(article.max(initial=0)) + 2)
    owner += np.where(alone, article + 1, 0)
    _, first, number = np.unique(owner[unknown], return_index=True, return_inverse=True)
    rows = naming.rows(np.flatnonzero(unknown)[first])
    scopes = sentences.unique("article_no", keep="first", maintain_order=True).select("article_no", scope="surface")
    scoped = rows.join(scopes, on="article_no", how="left", maintain_order="left").with_columns(
        alone=pl.Series(alone[unknown][first])
    )
    made = scoped.select(
        id_of_key(
            pl.col("entity_type"), pl.col("full_key"), pl.when("alone").then("scope").otherwise(pl.lit(""))
        ).alias("id")
    )["id"]
    made_no = np.full(len(unknown), len(made))
    made_no[unknown] = number
    made = pl.concat([made, pl.Series([None], dtype=pl.String)]).gather(made_no)
    meanings = naming.meanings.select(
        "known_id", entity_name=pl.when(pl.col("known_id").is_null()).then("name").otherwise("known_name"),
        is_learned=~is_reference(pl.col("known_id")),
    )[naming.meaning_no]  # fmt: skip
    return naming.spans.with_columns(
        entity_type=naming.written["entity_type"].gather(naming.written_no),
        entity_id=meanings["known_id"].fill_null(made) if meanings.height else made,
        entity_name=meanings["entity_name"],
        is_learned=meanings["is_learned"],
        rule_id=pl.Series(naming.rules).gather(naming.rule_no),
    )


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
