"""Known entities and their names: reference tables, and a matcher over coded tokens.

Two tables hold the entities: ``places.csv``, made from packages by ``make_places.py``, and the curated
``entities.csv``, which may also give a place its usual Indonesian name. ``entity_aliases.csv`` adds
names. A ``weak`` name needs context: the tagger must have decided for the type. A ``cited`` one is an ordinary
word or initials besides: it also needs to be cited (see ``cited.py``). A ``hint`` only tells the tagger that something
is called so; it resolves to no entity.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass

import dataframely as dy
import numpy as np
import polars as pl

from transforms.entities.tokens import Tokens, tokenise
from transforms.reference import ReferenceError, load_table
from transforms.schemas import ENTITY_TYPES

TIERS = ("strong", "weak", "cited", "hint")
_HASH_FACTOR = np.uint64(0x9E3779B97F4A7C15)


class PlaceRow(dy.Schema):
    entity_id = dy.String(regex=r"^[a-z]+:[\w.-]+$")
    name = dy.String()
    name_en = dy.String(nullable=True)
    country_code = dy.String(nullable=True)
    external_ids = dy.String()
    tier = dy.Enum(TIERS)
    aliases = dy.String(nullable=True)
    hints = dy.String(nullable=True)


class EntityRow(dy.Schema):
    entity_id = dy.String(regex=r"^[a-z]+:[\w.-]+$")
    entity_type = dy.Enum(ENTITY_TYPES)
    name = dy.String()
    name_en = dy.String(nullable=True)
    country_code = dy.String(nullable=True)


class AliasRow(dy.Schema):
    alias = dy.String()
    entity_id = dy.String()
    tier = dy.Enum(TIERS)


@functools.cache
def reference_entities() -> tuple[pl.DataFrame, pl.DataFrame]:
    """Every reference entity and every name of one, for ``dim_entity`` and ``dim_entity_alias``.

    The first frame: ``entity_id``, ``entity_type``, ``name`` (usual Indonesian), ``name_en``,
    ``country_code``, ``external_ids`` (JSON), ``basis`` (``reference``). The second: ``alias``,
    ``entity_id``, ``basis``, ``tier``, ``rank``; an entity's own name is among its aliases. Raises
    :class:`transforms.reference.ReferenceError`.

    >>> reference_entities()[0].filter(pl.col("entity_id") == "country:KP")["name"].item()
    'Korea Utara'
    """
    places = load_table("places", PlaceRow, unique=["entity_id"])
    curated = load_table("entities", EntityRow, unique=["entity_id"])
    aliases = load_table("entity_aliases", AliasRow, unique=["alias", "entity_id"])
    typed = places.select(
        "entity_id", pl.lit("LOC", pl.Enum(ENTITY_TYPES)).alias("entity_type"), "name", "name_en", "country_code"
    )
    entities = (
        pl.concat([curated, typed.join(curated, on="entity_id", how="anti")])
        .join(places.select("entity_id", "external_ids"), on="entity_id", how="left")
        .with_columns(pl.col("external_ids").fill_null("{}"), basis=pl.lit("reference"))
        .sort("entity_id")
    )
    if (lost := aliases.join(entities, on="entity_id", how="anti")).height:
        raise ReferenceError(
            f"entity_aliases.csv: alias {lost['alias'][0]!r}: no entity {lost['entity_id'][0]!r}; add it or mend the id"
        )
    return entities, _all_names(entities, places, aliases)


@functools.cache
def hints() -> pl.DataFrame:
    """Names that point the tagger to a type without meaning an entity: ``alias``, ``entity_type``, ``tier``."""
    places = load_table("places", PlaceRow, unique=["entity_id"])
    kind, tier = pl.lit("LOC", pl.Enum(ENTITY_TYPES)), pl.lit("hint", pl.Enum(TIERS))
    return places.select(alias="hints", entity_type=kind, tier=tier).drop_nulls()


def _all_names(entities: pl.DataFrame, places: pl.DataFrame, aliases: pl.DataFrame) -> pl.DataFrame:
    tiers = entities.join(places.select("entity_id", "tier"), on="entity_id", how="left")
    own = tiers.select(alias="name", entity_id="entity_id", tier=pl.col("tier").fill_null("strong"), rank=pl.lit(0))
    of_place = places.select(pl.col("aliases").str.split(";").alias("alias"), "entity_id", "tier", rank=pl.lit(2))
    listed = aliases.select("alias", "entity_id", pl.col("tier").cast(pl.Enum(TIERS)), rank=pl.lit(1))
    return (
        pl.concat([listed, own, of_place.explode("alias").drop_nulls("alias")])
        .unique(["alias", "entity_id"], keep="first", maintain_order=True)
        .with_columns(basis=pl.lit("reference"))
        .join(entities.select("entity_id", "entity_type"), on="entity_id")
        .sort("alias", "rank", "entity_id")
    )


@dataclass(frozen=True)
class Matches:
    """Names found in a run of tokens: first token, token after the last, and what the name may be."""

    first: np.ndarray
    stop: np.ndarray
    kind: np.ndarray
    """Index into :data:`KINDS`."""


KINDS = tuple(f"{t}{tier}" for t in (*ENTITY_TYPES, "ANY") for tier in ("", "?"))
"""What a name may be: a type, ``ANY`` where it names entities of several types, ``?`` where weak."""


class Matcher:
    """A trie over word numbers, walked for all tokens of a shard at once."""

    def __init__(self, names: pl.DataFrame) -> None:
        tokens = tokenise(names["alias"], np.zeros(names.height, np.int64))
        folded = tokens.types.str.to_lowercase()
        words = pl.DataFrame({"word": folded.unique().sort()}).with_row_index("number")
        self._words = words.with_columns(pl.col("number").cast(pl.Int64))
        self._size = words.height
        number = _numbers(folded, self._words)[tokens.code]
        exact = _word_hashes(tokens.types)[tokens.code]
        begins = np.searchsorted(tokens.sentence, np.arange(names.height))
        lengths = np.searchsorted(tokens.sentence, np.arange(names.height), side="right") - begins
        self._build(names, number, exact, begins, lengths, tokens)

    def _build(
        self,
        names: pl.DataFrame,
        number: np.ndarray,
        exact: np.ndarray,
        begins: np.ndarray,
        lengths: np.ndarray,
        tokens: Tokens,
    ) -> None:
        node = np.zeros(names.height, np.int64)
        digest = np.zeros(names.height, np.uint64)
        keys, targets, nodes = [], [], 1
        for depth in range(int(lengths.max(initial=0))):  # one pass a word of the longest name
            live = np.flatnonzero(lengths > depth)
            at = begins[live] + depth
            edge, inverse = np.unique(node[live] * self._size + number[at], return_inverse=True)
            keys.append(edge)
            targets.append(nodes + np.arange(len(edge)))
            node[live] = nodes + inverse
            digest[live] = digest[live] * _HASH_FACTOR + exact[at]
            nodes += len(edge)
        order = np.argsort(np.concatenate(keys))
        self._keys, self._targets = np.concatenate(keys)[order], np.concatenate(targets)[order]
        self._goes_on = np.zeros(nodes, bool)
        self._goes_on[self._keys // self._size] = True
        self._root = np.full(self._size + 1, -1, np.int64)
        self._root[keys[0]] = targets[0]
        self._digests = np.unique(digest)
        kinds = _kinds(names.with_columns(node=pl.Series(node)))
        self._kind = np.full(nodes, -1, np.int8)
        self._kind[kinds["node"].to_numpy()] = kinds["kind"].to_numpy()
        surface = names["alias"]
        acronym = surface.str.contains(r"^[A-Z0-9&.\-/]{2,6}$").to_numpy() | (surface.str.len_chars() <= 3).to_numpy()
        self._only_exact = np.zeros(nodes, bool)
        self._only_exact[node[acronym]] = True

    def find(self, tokens: Tokens, capital: np.ndarray) -> Matches:
        """The longest names that start at each token, leftmost first, without overlap.

        ``capital``: whether each token begins with a capital or digit. A name in other than its
        own capitals counts where its first word has one or it is two words or longer, and never for an acronym.
        """
        folded = tokens.types.str.to_lowercase()
        number = _numbers(folded, self._words)
        exact = _word_hashes(tokens.types)
        root = np.where(number >= 0, self._root[np.maximum(number, 0)], -1)
        at = np.flatnonzero(root[tokens.code] >= 0)
        node, first = root[tokens.code[at]], at
        digest = exact[tokens.code[at]]
        found_first, found_stop, found_kind = [], [], []
        depth = 1
        while len(at):
            fits = np.flatnonzero(self._kind[node] >= 0)
            body = self._kind[node[fits]] // 2 == ENTITY_TYPES.index("ORG")
            loose = ~self._only_exact[node[fits]] & (capital[first[fits]] | ((depth > 1) & (capital[at[fits]] | body)))
            loose[~loose] = _contains(self._digests, digest[fits[~loose]])
            hit = fits[loose]
            found_first.append(first[hit])
            found_stop.append(at[hit] + 1)
            found_kind.append(self._kind[node[hit]])
            node, first, at, digest = self._step(tokens, number, exact, node, first, at, digest)
            depth += 1
        return _longest(
            np.concatenate(found_first or [at]), np.concatenate(found_stop or [at]), np.concatenate(found_kind or [at])
        )

    def _step(
        self,
        tokens: Tokens,
        number: np.ndarray,
        exact: np.ndarray,
        node: np.ndarray,
        first: np.ndarray,
        at: np.ndarray,
        digest: np.ndarray,
    ) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
        live = np.flatnonzero(self._goes_on[node] & (at + 1 < len(tokens)))
        live = live[~tokens.opens[at[live] + 1]]
        word = number[tokens.code[at[live] + 1]]
        live, word = live[word >= 0], word[word >= 0]
        key = node[live] * self._size + word
        place = np.searchsorted(self._keys, key)
        place[place == len(self._keys)] = 0
        keep = self._keys[place] == key
        live = live[keep]
        behind = at[live] + 1
        return (
            self._targets[place[keep]], first[live], behind,
            digest[live] * _HASH_FACTOR + exact[tokens.code[behind]],
        )  # fmt: skip


def _kinds(names: pl.DataFrame) -> pl.DataFrame:
    """What each final node may be; where strong and weak names meet, the strong decide."""
    best = names.with_columns(weak=~pl.col("tier").is_in(["strong", "cited"])).filter(
        pl.col("weak") == pl.col("weak").min().over("node")
    )
    return best.group_by("node").agg(
        kind=pl.when(pl.col("entity_type").n_unique() > 1)
        .then(3)
        .otherwise(pl.col("entity_type").first().to_physical().cast(pl.Int8))
        * 2
        + pl.col("weak").first().cast(pl.Int8)
    )


def _numbers(folded: pl.Series, words: pl.DataFrame) -> np.ndarray:
    joined = pl.DataFrame({"word": folded}).join(words, on="word", how="left", maintain_order="left")
    return joined["number"].fill_null(-1).to_numpy()


def _word_hashes(types: pl.Series) -> np.ndarray:
    return types.hash(seed=7).to_numpy()


def _contains(ordered: np.ndarray, values: np.ndarray) -> np.ndarray:
    place = np.searchsorted(ordered, values)
    place[place == len(ordered)] = 0
    return ordered[place] == values


def _longest(first: np.ndarray, stop: np.ndarray, kind: np.ndarray) -> Matches:
    order = np.lexsort((-stop, first))
    first, stop, kind = first[order], stop[order], kind[order]
    lead = np.ones(len(first), bool)
    lead[1:] = first[1:] != first[:-1]
    first, stop, kind = first[lead], stop[lead], kind[lead]
    reach = np.maximum.accumulate(stop) if len(stop) else stop
    free = np.ones(len(first), bool)
    free[1:] = first[1:] >= reach[:-1]
    return Matches(first[free], stop[free], kind[free].astype(np.int8))


@functools.cache
def matcher() -> Matcher:
    """The matcher over all reference names and hints, built once a process."""
    names = reference_entities()[1].select("alias", "entity_type", pl.col("tier").cast(pl.Enum(TIERS)))
    return Matcher(pl.concat([names, hints()]))
