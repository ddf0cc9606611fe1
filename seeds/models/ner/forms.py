"""Word lists and forms of names for the training material, from ``forms.csv``.

In a form ``{w}`` is a name word, ``{r}`` a province, ``{k}`` a regency, ``{d}`` a district, ``{c}`` a country or city,
``{t}`` a field of government, ``{b}`` a profession, ``{f}`` a field of study, ``{u}`` a university, ``{y}`` a ministry,
``{p}`` a party, ``{e}`` a foreign name word, ``{o}`` an ordinary word, ``{g}`` an English one, ``{a}`` a blend of two
ordinary ones, ``{n}`` and ``{m}`` numbers, ``{x}`` a Roman number.
"""

from __future__ import annotations

import csv
from pathlib import Path


def _read_words() -> dict[str, list[str]]:
    with Path(__file__).with_name("forms.csv").open(encoding="utf-8", newline="") as file:
        words: dict[str, list[str]] = {}
        for row in csv.DictReader(file):
            words.setdefault(row["kind"], []).append(row["text"])
    return words


WORDS = _read_words()
"""Word lists and forms of names, by kind."""
