"""Labels of ``news_dev.conll`` laid on this product's conventions, one function a convention.

Only what the definitions of the annotated articles (``../shared/gold/GUIDELINES.md``) settle otherwise than those
annotators did, wherever it occurs; a label that is merely wrong stays as it is, and so counts against us. The labels
change without a look at what was found, but for :func:`without_unlabelled_places`.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import polars as pl

from transforms.entities.corpus import Found, LabelledSentence, Name, small_lead, trim, type_by_first_word
from transforms.entities.known import known_names
from transforms.entities.names import name_key
from transforms.entities.words import word_kinds


def lay_on_ours(sentence: LabelledSentence) -> LabelledSentence:
    """The sentence with its labels as our definitions have them."""
    for convention in CONVENTIONS:
        sentence = LabelledSentence(sentence.text, convention(sentence.text, sentence.names))
    return sentence


def split_brackets(text: str, names: list[Name]) -> list[Name]:
    """A name and its abbreviation (``Mahkamah Konstitusi (MK)``) are two surfaces of one entity; there they are one."""
    result: list[Name] = []
    for start, end, kind in names:
        parts = re.fullmatch(r"(.+?) ?\(([^()]+)\)?", text[start:end])
        if parts and "Persero" not in parts[2]:
            spans = [(start + parts.start(n), start + parts.end(n)) for n in (1, 2)]
            result += [trim(text, a, b, kind) for a, b in spans]
        else:
            result.append((start, end, kind))
    return result


def without_class_nouns(text: str, names: list[Name]) -> list[Name]:
    """Class nouns in small letters are outside (``wilayah Gaza``, ``Inggris timur``), and one alone is no entity,
    because it names no particular one: ``pengadilan``, ``Gedung``, and the abbreviations ``SPBU`` and ``TPS``."""
    kinds = word_kinds().filter(pl.col("kind").is_in(["thing", "loc_head"]))["word"].to_list()
    result = []
    for start, end, kind in names:
        begin = start + small_lead(text[start:end])
        stop = end - len((re.search(r" (?:utara|selatan|timur|barat|tengah)$", text[begin:end]) or [""])[0])
        surface = text[begin:stop]
        if re.search(r"[A-Z0-9]", surface) and surface.lower() not in kinds:
            result.append((begin, stop, kind))
    return result


def without_titles(text: str, names: list[Name]) -> list[Name]:
    """Titles and degrees are no part of a person (``Ir. Soprijanto``, ``Maju Daryono Pakpahan SH``)."""
    titles = word_kinds().filter(pl.col("kind").is_in(["office", "rank", "academic", "courtesy"]))["word"].to_list()
    degrees = word_kinds().filter(pl.col("kind") == "degree")["word"].to_list()
    result = []
    for start, end, kind in names:
        words = list(re.finditer(r"\w+", text[start:end])) if kind == "PER" else []
        while len(words) > 1 and words[0][0].lower() in titles:
            words.pop(0)
        while len(words) > 1 and words[-1][0].lower() in degrees and words[-1][0].isupper():
            words.pop()
        result.append((start + words[0].start(), start + words[-1].end(), kind) if words else (start, end, kind))
    return result


def typed_by_first_word(text: str, names: list[Name]) -> list[Name]:
    """Hospitals, schools and courts are bodies, streets and venues places, whatever happens there."""
    return [(start, end, type_by_first_word(text[start:end], kind)) for start, end, kind in names]


CONVENTIONS: tuple[Callable[[str, list[Name]], list[Name]], ...] = (
    split_brackets,
    without_class_nouns,
    without_titles,
    typed_by_first_word,
)


def without_unlabelled_places(found: set[Found], sentences: list[LabelledSentence]) -> set[Found]:
    """What was found but for known places that bear no label there at all.

    For us a state or city is an entity whatever it does (``tentara Jepang``, ``Israel membom``); there most such are
    unlabelled, some are labelled, so that these places can be counted neither as right nor as wrong. Only places of
    the reference (countries, regions, cities) are passed over, and only where no label overlaps.
    """
    known = set(known_names().filter(pl.col("entity_type") == "LOC")["key"])
    places = sorted(f for f in found if f[3] == "LOC")
    surfaces = pl.DataFrame({"name": [sentences[n].text[a:b] for n, a, b, _ in places]}, schema={"name": pl.String})
    keys = surfaces.select(name_key(pl.col("name"))).to_series()
    free = {
        (number, start, end, kind)
        for (number, start, end, kind), key in zip(places, keys, strict=True)
        if key in known and all(end <= a or start >= b for a, b, _ in sentences[number].names)
    }
    return found - free
