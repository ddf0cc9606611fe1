"""Make ``name_words.csv``, words of personal names: run by hand when the package changes.

    pip install faker==40.63.0
    python seeds/reference/make_name_words.py

Source: the name lists of Faker (MIT). ``kind``: ``local`` for Indonesian names, ``world`` for others.
A word in lower case; titles and words shorter than three letters are left out.
"""

from __future__ import annotations

import csv
import importlib
import re
from pathlib import Path

TARGET = Path(__file__).with_name("name_words.csv")
LOCAL = ("id_ID",)
WORLD = (
    "en_US", "en_GB", "en_IN", "en_TH", "es_ES", "es_MX", "it_IT", "de_DE", "fr_FR", "nl_NL", "pt_PT", "pt_BR", "tr_TR",
    "vi_VN", "pl_PL", "cs_CZ", "hr_HR", "sv_SE", "no_NO", "da_DK", "fi_FI", "ro_RO", "hu_HU", "az_AZ",
)  # fmt: skip


def words(locales: tuple[str, ...]) -> set[str]:
    """Lower-case words of the given and family names of some locales."""
    found: set[str] = set()
    for locale in locales:
        provider = importlib.import_module(f"faker.providers.person.{locale}").Provider
        lists = [
            v for k, v in vars(provider).items() if re.match(r"(first|last|middle)_names?", k) and "prefix" not in k
        ]
        for names in lists:
            for name in names if not callable(names) else ():
                found |= {w.lower() for w in re.split(r"[\s-]+", str(name)) if re.fullmatch(r"[^\W\d_]{3,}", w)}
    return found


def main() -> None:
    local = words(LOCAL)
    rows = [(w, "local") for w in sorted(local)] + [(w, "world") for w in sorted(words(WORLD) - local)]
    with TARGET.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("word", "kind"))
        writer.writerows(rows)


if __name__ == "__main__":
    main()
