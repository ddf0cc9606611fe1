"""What mentions are called: one type and one usual name for each distinct name, worked out once for all of them."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import polars as pl
import pyarrow as pa

from transforms.entities.gazetteer import reference_entities
from transforms.entities.known import acronyms, called_like_places, known_names, sure_types
from transforms.entities.names import expand, name_key, usual_spelling
from transforms.entities.words import name_words
from transforms.schemas import ENTITY_TYPES

_BODY, _PLACE = (ENTITY_TYPES.index(t) + 1 for t in ("ORG", "LOC"))
DEFINED_WEIGHT = 12
"""Mentions against which a definition in brackets holds its type."""
_IDENTITY = ("name", "full_key", "known_id", "known_name")


@dataclass
class Naming:
    """Mentions by number: how each is written, and what it is taken to mean so far."""

    spans: pl.DataFrame
    """The located spans, in order."""
    written: pl.DataFrame
    """Distinct written names: ``entity_type``, ``plain``, ``key``."""
    written_no: np.ndarray
    meanings: pl.DataFrame
    """Distinct meanings: ``name`` (abbreviations written out, case mended), ``full_key``, and the entity, ``known_id``
    and ``known_name``, null where only the name is known."""
    meaning_no: np.ndarray
    rules: list[str] = field(default_factory=lambda: ["entities:tagger", "entities:reference"])
    """What decided, by ``rule_no``."""
    rule_no: np.ndarray = field(init=False)

    def __post_init__(self) -> None:
        self.rule_no = self.of_meaning(pl.col("known_id").is_not_null()).astype(np.int64)

    def of_written(self, test: pl.Expr) -> np.ndarray:
        """A property of the written name, for every mention."""
        return self.written.select(test.fill_null(False)).to_series().to_numpy()[self.written_no]

    def of_meaning(self, test: pl.Expr) -> np.ndarray:
        return self.meanings.select(test.fill_null(False)).to_series().to_numpy()[self.meaning_no]

    def rows(self, chosen: np.ndarray) -> pl.DataFrame:
        """``row``, ``article_no``, ``start_char`` and all that is known of the chosen mentions (a mask or indices)."""
        row = np.flatnonzero(chosen) if chosen.dtype == bool else chosen
        own = self.spans.select("article_no", "start_char")[row].with_columns(row=pl.Series(row, dtype=pl.Int64))
        parts = [own, self.written[self.written_no[row]], self.meanings[self.meaning_no[row]]]
        return pl.concat(parts, how="horizontal")

    def take_over(self, found: pl.DataFrame, rule: str) -> None:
        """Let mentions take over another meaning: ``row`` → ``new_id``, ``new_name``."""
        if not found.height:
            return
        new = found.select("new_id", "new_name").unique(maintain_order=True).with_row_index("new_no")
        numbered = found.join(new, on=["new_id", "new_name"], nulls_equal=True)
        row = numbered["row"].to_numpy()
        self.meaning_no[row] = self.meanings.height + numbered["new_no"].to_numpy()
        self.rule_no[row] = len(self.rules)
        self.rules.append(rule)
        meanings = new.select(
            name="new_name", full_key=name_key(pl.col("new_name")), known_id="new_id",
            known_name=pl.when(pl.col("new_id").is_not_null()).then("new_name"),
        )  # fmt: skip
        self.meanings = pl.concat([self.meanings, meanings])


def name_mentions(spans: pl.DataFrame) -> Naming:
    """Give located spans (in order) a type that their article agrees on, and their usual names."""
    surfaces = pa.array(spans["spelled"].to_arrow()).dictionary_encode()
    surface_no = surfaces.indices.to_numpy().astype(np.int64)
    distinct = pl.DataFrame({"surface": surfaces.dictionary}).select(
        plain=pl.col("surface").str.replace_all(r"\s+", " ")
    )
    distinct = distinct.with_columns(key=name_key(pl.col("plain")))
    kind = _agree_on_type(spans, distinct, surface_no)
    count = len(ENTITY_TYPES) + 1
    code = surface_no * count + kind
    seen = np.zeros(distinct.height * count, bool)
    seen[code] = True
    number = (np.cumsum(seen) - 1)[code]
    codes = np.flatnonzero(seen)
    written = distinct[codes // count].with_columns(
        entity_type=pl.Series(codes % count - 1).replace_strict(
            dict(enumerate(ENTITY_TYPES)), return_dtype=pl.Enum(ENTITY_TYPES)
        )
    )
    return Naming(spans, written, number, _usual_names(written), number.copy())


def _agree_on_type(spans: pl.DataFrame, written: pl.DataFrame, surface_no: np.ndarray) -> np.ndarray:
    """Within an article one name has one type (from 1), its most certain one. ``written``: the distinct surfaces."""
    keys = written["key"]
    key_code = keys.to_arrow().dictionary_encode()
    distinct = pl.DataFrame({"key": key_code.dictionary})
    sure = sure_types().join(distinct.with_row_index("key_no"), on="key")
    sure_kind = np.zeros(distinct.height, np.int64)
    sure_kind[sure["key_no"].to_numpy()] = sure["sure_kind"].to_numpy()
    key_no = key_code.indices.to_numpy().astype(np.int64)[surface_no]
    sure = (sure_kind[key_no] > 0) & ~spans["is_part"].to_numpy() & ~_is_name(written)[surface_no]
    kind = np.where(sure, sure_kind[key_no], spans["kind"].to_numpy())
    pair = spans["article_no"].to_numpy().astype(np.int64) * max(distinct.height, 1) + key_no
    order = np.argsort(pair, kind="stable")
    other = (np.diff(pair[order]) == 0) & (np.diff(kind[order]) != 0)
    torn = np.flatnonzero(np.isin(pair, pair[order[1:][other]]))
    votes = spans[torn].select(
        "start_char", pair=pl.Series(pair[torn]), kind=pl.Series(kind[torn]),
        vote=pl.col("confidence").cast(pl.Float64) + DEFINED_WEIGHT * pl.col("is_defined"),
    ).group_by("pair", "kind").agg(pl.col("vote").sum().round(3), pl.col("start_char").min())  # fmt: skip
    best = votes.sort("pair", -pl.col("vote"), "start_char").unique("pair", keep="first", maintain_order=True)
    chosen = pl.DataFrame({"pair": pair[torn]}).join(best, on="pair", how="left", maintain_order="left")
    kind[torn] = chosen["kind"].to_numpy()
    return _as_clubs(spans, distinct["key"], key_no, kind)


def _is_name(written: pl.DataFrame) -> np.ndarray:
    """Which distinct surfaces are words of persons' names although an acronym has their letters: ``Aji`` is no AJI."""
    word = pl.col("plain").str.contains(r"^\p{Lu}\p{Ll}+$") & pl.col("key").is_in(name_words()["word"].implode())
    return written.select(word & pl.col("key").is_in(acronyms().implode())).to_series().to_numpy()


def _as_clubs(spans: pl.DataFrame, keys: pl.Series, key_no: np.ndarray, kind: np.ndarray) -> np.ndarray:
    """The types, where a city's name is a club's or company's in an article that also names that body otherwise.

    Beside ``AC Milan``, ``gol Milan`` is the club; a mention with ``is_place`` (``di Milan``) stays the city.
    """
    bodies = called_like_places().join(pl.DataFrame({"key": keys}).with_row_index("key_no"), on="key")
    bare = np.zeros(len(keys), bool)
    bare[bodies["key_no"].to_numpy()] = True
    row = np.flatnonzero(bare[key_no] & (kind == _PLACE) & ~spans["is_place"].to_numpy())
    if not len(row):
        return kind
    known = known_names().filter(
        pl.col("known_id").is_in(bodies["known_id"].implode()) & (pl.col("entity_type") == "ORG")
    )
    others = known.join(pl.DataFrame({"key": keys}).with_row_index("key_no"), on="key")
    numbers = pl.DataFrame({"article_no": spans["article_no"], "key_no": key_no, "kind": kind})
    beside = numbers.filter(~pl.Series(bare[key_no]) & (pl.col("kind") == _BODY)).join(
        others.select("known_id", pl.col("key_no").cast(pl.Int64)), on="key_no"
    )
    asked = (
        numbers[row]
        .with_columns(row=pl.Series(row))
        .join(bodies.select("known_id", pl.col("key_no").cast(pl.Int64)), on="key_no")
    )
    kind = kind.copy()
    kind[asked.join(beside, on=["article_no", "known_id"], how="semi")["row"].to_numpy()] = _BODY
    return kind


def _usual_names(written: pl.DataFrame) -> pl.DataFrame:
    """The meanings of written names by the reference: see :class:`Naming`."""
    named = written.with_columns(name=expand(written)).with_columns(name=usual_spelling(pl.col("name")))
    named = named.with_columns(
        full_key=name_key(pl.col("name")),
        bare_key=pl.when(pl.col("entity_type") == "LOC").then(
            pl.col("key").str.replace(r"^(?:kota|provinsi|propinsi|negara|pulau) ", "")
        ),
    )
    for column in ("key", "full_key", "bare_key"):
        hit = known_names().rename({"key": column, "known_id": f"{column}_id", "known_name": f"{column}_name"})
        named = named.join(hit, on=[column, "entity_type"], how="left", maintain_order="left")
    return named.select(
        "name", "full_key",
        known_id=pl.coalesce("key_id", "full_key_id", "bare_key_id"),
        known_name=pl.coalesce("key_name", "full_key_name", "bare_key_name"),
    )  # fmt: skip


def is_reference(entity_id: pl.Expr) -> pl.Expr:
    """Whether an id is one of the reference's."""
    return entity_id.is_in(reference_entities()[0]["entity_id"].implode()).fill_null(False)
