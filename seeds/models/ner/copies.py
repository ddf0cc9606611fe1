"""Copies of labelled sentences with other names in them.

The corpora are from 2013 to 2020 and know few foreign names, new ministries or full titles. A copy
keeps the sentence and puts another name of the same type in each place: names of persons from Faker
(MIT), names of places and bodies from this project's own reference tables and the forms in ``forms.csv``.
"""

from __future__ import annotations

import importlib
import random
import re

import polars as pl
from forms import WORDS

from transforms.entities.corpus import LabelledSentence
from transforms.entities.gazetteer import hints, reference_entities

COPIES = 4
PERSON_LOCALES = {
    "id_ID": 10,
    "en_US": 4,
    "en_IN": 2,
    "es_ES": 2,
    "it_IT": 1,
    "de_DE": 1,
    "fr_FR": 1,
    "nl_NL": 1,
    "pt_BR": 1,
    "tr_TR": 1,
    "vi_VN": 1,
    "pl_PL": 1,
}


class Pools:
    """Names to draw from, by kind."""

    def __init__(self, rng: random.Random, common: list[str], english: list[str]) -> None:
        self.rng = rng
        self.common = [w for w in common if len(w) > 3]
        self.english = english
        entities, names = reference_entities()
        places = entities.filter(pl.col("entity_type") == "LOC")
        by_id = places["entity_id"]
        self.countries = places.filter(by_id.str.starts_with("country:"))["name"].to_list()
        self.capitals = WORDS["capital"]
        self.provinces = places.filter(by_id.str.starts_with("region:ID-"))["name"].to_list()
        self.regencies = [
            n for n in places.filter(by_id.str.contains(r"^region:\d\d\.\d\d$"))["name"] if not n.startswith("Kota ")
        ]
        self.districts = hints()["alias"].to_list()
        self.cities = places.filter(by_id.str.starts_with("city:"))["name"].to_list()
        self.place_aliases = names.filter(
            (pl.col("entity_type") == "LOC") & (pl.col("rank") < 2) & (pl.col("tier") == "strong")
        )["alias"].to_list()
        curated = names.filter((pl.col("entity_type") == "ORG") & (pl.col("tier") == "strong"))
        self.orgs = curated["alias"].to_list()
        self.persons = names.filter(pl.col("entity_type") == "PER")["alias"].to_list()
        self.parties = [n for n in self.orgs if n.startswith("Partai ")]
        self.universities = [n for n in self.orgs if re.match(r"U[A-Z]{1,3}$|Universitas |Institut |Un[a-z]+$", n)]
        self.ministries = [n for n in self.orgs if re.match(r"Kementerian |Kemen\w+$", n)]
        self.reserved = set(names.filter((pl.col("entity_type") == "LOC") & (pl.col("tier") == "strong"))["alias"])
        own = curated.join(entities.select("entity_id", "name"), on="entity_id")
        short = own.filter(
            pl.col("alias").str.contains(r"^[A-Z]\w{1,9}$") & (pl.col("name").str.count_matches(" ") > 0)
        )
        self.defined = short.select("name", "alias").rows()
        self.foreign = (
            (WORDS["slavic_given"], WORDS["slavic_family"]),
            (WORDS["arabic_given"], WORDS["arabic_family"]),
        )
        self.locales = [
            tuple([w for w in words if w not in self.reserved] for words in _person_words(locale))
            for locale in PERSON_LOCALES
        ]

    def person(self, words: int) -> str:
        """A personal name of about so many words."""
        rng = self.rng
        if rng.random() < 0.12:
            name = rng.choice(self.persons)
            return name if words > 1 else name.split()[-1]
        if rng.random() < 0.12:
            parts = [s + rng.choice(["", rng.choice(_CODAS)]) for s in rng.choices(WORDS["syllable"], k=3)]
            name = f"{parts[0]} {parts[1]}-{parts[2].lower()}" if rng.random() < 0.6 else " ".join(parts)
            return name if words > 1 else parts[0]
        first, last = (
            rng.choices(self.locales, weights=list(PERSON_LOCALES.values()))[0]
            if rng.random() < 0.85
            else rng.choice(self.foreign)
        )
        if words <= 1:
            return rng.choice(first if rng.random() < 0.6 else last)
        middle = [rng.choice(first + last) for _ in range(words - 2)]
        if rng.random() < 0.12:
            middle.append(rng.choice("ABCDEFGHJKLMNPRSTWY") + rng.choice(["", "."]))
        if rng.random() < 0.05:
            middle.append(rng.choice(["bin", "binti", "al", "van", "de", "von"]))
        return " ".join([rng.choice(first), *middle, rng.choice(last)])

    def blend(self) -> str:
        """An abbreviation from the beginnings of two words (``Fasum``)."""
        return f"{self.rng.choice(self.common)[:3]}{self.rng.choice(self.common)[:3]}".capitalize()

    def fill(self, form: str) -> str:
        """A form with words of the right kind in its places."""
        rng = self.rng
        makers = {
            "w": lambda: rng.choice(self.locales[0][0] + self.locales[0][1] + WORDS["proper"]),
            "r": lambda: rng.choice(self.provinces + self.place_aliases),
            "k": lambda: rng.choice(self.regencies),
            "d": lambda: rng.choice(self.districts),
            "c": lambda: rng.choice(self.countries + self.cities),
            "t": lambda: rng.choice(WORDS["topic"]),
            "b": lambda: rng.choice(WORDS["body"]),
            "f": lambda: rng.choice(WORDS["field"]),
            "u": lambda: rng.choice(self.universities),
            "y": lambda: rng.choice(self.ministries),
            "p": lambda: rng.choice(self.parties),
            "e": lambda: rng.choice(self.locales[1][1]),
            "n": lambda: str(rng.randint(1, 23)),
            "m": lambda: f"{rng.randint(1, 1800):04d}",
            "o": lambda: rng.choice(self.common).capitalize(),
            "g": lambda: rng.choice(self.english).capitalize(),
            "a": self.blend,
            "x": lambda: rng.choice(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]),
        }
        return re.sub(r"\{(\w)\}", lambda m: makers[m.group(1)](), form)

    def name(self, kind: str, words: int) -> str:
        rng = self.rng
        if kind == "PER":
            return self.person(words)
        if kind == "ORG":
            return (
                rng.choice(self.orgs) if rng.random() < 0.4 or words == 1 else self.fill(rng.choice(WORDS["org_form"]))
            )
        if words > 1 and rng.random() < 0.5:
            return self.fill(rng.choice(WORDS["loc_form"]))
        pool = rng.choices(
            [self.countries, self.place_aliases, self.provinces, self.regencies, self.cities, self.districts],
            weights=[5, 2, 3, 5, 4, 3],
        )[0]
        return rng.choice(pool)


_CODAS = ["", "", "", "n", "ng"]


def _person_words(locale: str) -> tuple[list[str], list[str]]:
    provider = importlib.import_module(f"faker.providers.person.{locale}").Provider

    def words(prefix: str) -> list[str]:
        lists = [
            v for k, v in vars(provider).items() if re.match(prefix + r"_names?(?!.*suffix)", k) and not callable(v)
        ]
        return sorted(
            {str(n) for names in lists for n in names if re.fullmatch(r"[^\W\d_'-]{3,}( [^\W\d_]+)?", str(n))}
        )

    first, last = words("first"), words("last")
    return first or last, last or first


def copies(
    sentences: list[LabelledSentence], seed: int, common: list[str], english: list[str]
) -> list[list[LabelledSentence]]:
    """:data:`COPIES` sets of the sentences that hold a name, with other names in place of theirs.

    ``common`` and ``english``: ordinary words, for things with capitals that are no names.
    """
    pools = Pools(random.Random(seed), common, english)
    return [[_copy(s, pools) for s in sentences if s.names] for _ in range(COPIES)]


def _copy(sentence: LabelledSentence, pools: Pools) -> LabelledSentence:
    text, at = "", 0
    names: list[tuple[int, int, str]] = []
    for start, end, kind in sentence.names:
        text += sentence.text[at:start]
        text = _put(text, names, sentence.text[start:end], kind, pools)
        at = end
    return _surround(text + sentence.text[at:], names, pools)


def _put(text: str, names: list[tuple[int, int, str]], surface: str, kind: str, pools: Pools) -> str:
    """The text with a name put behind it (and into ``names``), perhaps with its abbreviation, a title or a degree."""
    rng = pools.rng
    words = surface.count(" ") + 1
    if rng.random() < 0.15:
        new = surface
    elif kind == "PER" and words == 1 and rng.random() < 0.06:  # a capital or a state speaks
        kind, new = "LOC", rng.choice(pools.countries + pools.capitals * 3)
    elif kind == "ORG" and rng.random() < 0.12:
        long, short = rng.choice(pools.defined)
        at = len(text) + len(long) + 2
        names += [(len(text), len(text) + len(long), kind), (at, at + len(short), kind)]
        return f"{text}{long} ({short})"
    else:
        new = pools.name(kind, words)
    if kind == "PER" and " " in new and rng.random() < 0.25:
        text += rng.choice(WORDS["title"]) + " "
    names.append((len(text), len(text) + len(new), kind))
    text += new
    if kind == "PER" and " " in new and rng.random() < 0.05:
        text += ", " + rng.choice(WORDS["degree"])
    elif kind == "PER" and rng.random() < 0.05:
        text += f" ({rng.randint(17, 78)})"
    return text


def _surround(text: str, names: list[tuple[int, int, str]], pools: Pools) -> LabelledSentence:
    """Perhaps add the outlet that reported it, or a thing with capitals that is no person, body or place."""
    rng = pools.rng
    if rng.random() < 0.12 and text.endswith(".") and not text.endswith(("..", "!.", "?.")):
        lead = rng.choice(WORDS["source_lead"])
        outlet = pools.fill(rng.choice(WORDS["outlet_form"]))
        start = len(text) - 1 + lead.index("{}")
        names = [*names, (start, start + len(outlet), "ORG")]
        return LabelledSentence(text[:-1] + lead.format(outlet) + ".", names)
    if rng.random() >= 0.3:
        return LabelledSentence(text, names)
    other = rng.choice(WORDS["other"]) if rng.random() < 0.5 else pools.fill(rng.choice(WORDS["other_form"]))
    if rng.random() < 0.6 and text.endswith("."):
        return LabelledSentence(f"{text[:-1]} {rng.choice(WORDS['other_lead'])} {other}.", names)
    named = any(start == 0 for start, _, _ in names)
    shift = len(other) + 1
    opening = text[:1] if named else text[:1].lower()
    return LabelledSentence(f"{other} {opening}{text[1:]}", [(a + shift, b + shift, k) for a, b, k in names])
