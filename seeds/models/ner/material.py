"""Training material made fit: labels mended where the annotators left or mistyped a name, and copies
of the sentences with other names in them.

The corpora are from 2013 to 2020 and know few foreign names, new ministries or full titles. A copy
keeps the sentence and puts another name of the same type in each place: names of persons from Faker
(MIT), names of places and bodies from this project's own reference tables and the forms in
``forms.csv`` (``{w}`` a name word, ``{r}`` a province, ``{k}`` a regency, ``{d}`` a district, ``{c}`` a country or city, …).
"""

from __future__ import annotations

import csv
import functools
import importlib
import random
import re
from pathlib import Path

import numpy as np
import polars as pl

from transforms.entities.corpus import LabelledSentence
from transforms.entities.gazetteer import KINDS, hints, matcher, reference_entities
from transforms.entities.tokens import tokenise
from transforms.entities.words import word_kinds

COPIES = 4


def _read_words() -> dict[str, list[str]]:
    with Path(__file__).with_name("forms.csv").open(encoding="utf-8", newline="") as file:
        words: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            words.setdefault(row["kind"], []).append(row["text"])
    return words


WORDS = _read_words()
"""Word lists and forms of names, by kind."""
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
ORG_WORDS = re.compile(
    r"^(?:s[dm][apk]?n?|mts|man|tk|madrasah|sekolah|universitas|institut|akademi|politeknik|fakultas|pesantren|ponpes|pondok pesantren|"
    r"rsud|rsup|rsu|rs|rumah sakit|puskesmas|klinik|pengadilan|mahkamah|gereja|kejaksaan|polda|polres|polsek|timnas)\b",
    re.IGNORECASE,
)  # fmt: skip
LOC_WORDS = re.compile(
    r"^(?:stadion|bandara|bandar udara|jalan|jl|gedung|taman|hotel|pelabuhan|stasiun|terminal|pasar|kampung|desa)\b",
    re.IGNORECASE,
)


class Pools:
    """Names to draw from, by kind."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
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

    def fill(self, form: str) -> str:
        """A form with words of the right kind in its places."""
        rng = self.rng
        makers = {
            "w": lambda: rng.choice(self.locales[0][0] + self.locales[0][1] + WORDS["proper"]),
            "r": lambda: rng.choice(self.provinces + self.place_aliases), "k": lambda: rng.choice(self.regencies), "d": lambda: rng.choice(self.districts),
            "c": lambda: rng.choice(self.countries + self.cities), "t": lambda: rng.choice(WORDS["topic"]), "b": lambda: rng.choice(WORDS["body"]), "n": lambda: str(rng.randint(1, 23)),
            "m": lambda: f"{rng.randint(1, 1800):04d}", "x": lambda: rng.choice(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI"]),
            "p": lambda: rng.choice(self.parties), "u": lambda: rng.choice(self.universities), "y": lambda: rng.choice(self.ministries), "f": lambda: rng.choice(WORDS["field"]), "e": lambda: rng.choice(self.locales[1][1]),
        }  # fmt: skip
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


def mend(sentences: list[LabelledSentence]) -> list[LabelledSentence]:
    """Give schools, courts and hospitals the type ``ORG`` and streets and venues ``LOC``; label missed strong names."""
    tokens = tokenise(pl.Series([s.text for s in sentences]), np.zeros(len(sentences), np.int64))
    capital = tokens.types.str.contains(r"^[\p{Lu}0-9]").to_numpy()[tokens.code]
    found = matcher().find(tokens, capital)
    before = tokens.types.str.to_lowercase().gather(tokens.code[np.maximum(found.first - 1, 0)]).to_list()
    extra: dict[int, list[tuple[int, int, str]]] = {}
    for first, stop, kind, word in zip(found.first, found.stop, found.kind, before, strict=True):
        name = KINDS[kind]
        strong = not name.endswith("?") and not name.startswith("ANY")
        if strong and word not in WORDS["not_after"]:
            extra.setdefault(int(tokens.sentence[first]), []).append(
                (int(tokens.start[first]), int(tokens.end[stop - 1]), name)
            )
    return [_mend_one(s, extra.get(i, [])) for i, s in enumerate(sentences)]


def _small_lead(surface: str) -> int:
    """Length of the class nouns in lower case before a name (``wilayah Gaza``), which are no part of it."""
    lead = re.match(r"(?:(?!(?:%s)\b)[a-z]+ )+(?=[A-Z])" % "|".join(_keeping_words()), surface)
    return lead.end() if lead else 0


@functools.cache
def _keeping_words() -> list[str]:
    return word_kinds().filter("keeps")["word"].to_list()


def _mend_one(sentence: LabelledSentence, extra: list[tuple[int, int, str]]) -> LabelledSentence:
    names = []
    for start, end, kind in sentence.names:
        start += _small_lead(sentence.text[start:end])
        surface = sentence.text[start:end]
        names.append((start, end, "ORG" if ORG_WORDS.match(surface) else "LOC" if LOC_WORDS.match(surface) else kind))
    for start, end, kind in extra:
        free = all(end <= a or start >= b for a, b, _ in names)
        if free and sentence.text[start:end] not in WORDS["not_missed"]:
            names.append((start, end, kind))
    return LabelledSentence(sentence.text, sorted(names))


def copies(sentences: list[LabelledSentence], seed: int) -> list[LabelledSentence]:
    """Sentences with other names in place of theirs, :data:`COPIES` for each that holds a name."""
    pools = Pools(random.Random(seed))
    return [_copy(s, pools) for _ in range(COPIES) for s in sentences if s.names]


def _copy(sentence: LabelledSentence, pools: Pools) -> LabelledSentence:
    rng, text, at, names = pools.rng, "", 0, []
    for start, end, kind in sentence.names:
        text += sentence.text[at:start]
        surface = sentence.text[start:end]
        words = surface.count(" ") + 1
        if rng.random() < 0.15:
            new = surface
        elif kind == "PER" and words == 1 and rng.random() < 0.06:  # a capital or a state speaks
            kind, new = "LOC", rng.choice(pools.countries + pools.capitals * 3)
        elif kind == "ORG" and rng.random() < 0.12:
            long, short = rng.choice(pools.defined)
            names += [
                (len(text), len(text) + len(long), kind),
                (len(text) + len(long) + 2, len(text) + len(long) + 2 + len(short), kind),
            ]
            text += f"{long} ({short})"
            at = end
            continue
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
        at = end
    text += sentence.text[at:]
    if (
        rng.random() < 0.12 and text.endswith(".") and not text.endswith(("..", "!.", "?."))
    ):  # the outlet that reported it
        lead = rng.choice(WORDS["source_lead"])
        outlet = pools.fill(rng.choice(WORDS["outlet_form"]))
        start = len(text) - 1 + lead.index("{}")
        text = text[:-1] + lead.format(outlet) + "."
        names.append((start, start + len(outlet), "ORG"))
    elif rng.random() < 0.3:  # things with capitals that are no person, body or place
        other = rng.choice(WORDS["other"])
        if rng.random() < 0.6 and text.endswith("."):
            text = f"{text[:-1]} {rng.choice(WORDS['other_lead'])} {other}."
        else:
            names = [(a + len(other) + 1, b + len(other) + 1, k) for a, b, k in names]
            text = f"{other} {text[:1].lower() if not any(a == len(other) + 1 for a, _, _ in names) else text[:1]}{text[1:]}"
    return LabelledSentence(text, names)
