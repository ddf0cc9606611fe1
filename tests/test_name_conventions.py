"""Labels of other annotators laid on our conventions: what changes, and what must not."""

from __future__ import annotations

import pytest

from tests.eval import name_conventions as conventions
from transforms.entities.corpus import LabelledSentence, Name, trim


def labelled(marked: str) -> tuple[str, list[Name]]:
    """A text and its labels, which are written ``[TYPE name]``."""
    text, names = "", []
    for k, part in enumerate(marked.replace("]", "[").split("[")):
        kind, _, piece = part.partition(" ") if k % 2 else ("", "", part)
        if kind:
            names.append((len(text), len(text) + len(piece), kind))
        text += piece
    return text, names


@pytest.mark.parametrize(
    ("convention", "before", "after"),
    [
        ("split_brackets", "hakim [ORG Mahkamah Konstitusi (MK)]", "hakim [ORG Mahkamah Konstitusi] ([ORG MK])"),
        ("split_brackets", "utang [ORG PT Pelni (Persero)]", "utang [ORG PT Pelni (Persero)]"),
        ("without_class_nouns", "di [LOC wilayah Gaza]", "di wilayah [LOC Gaza]"),
        ("without_class_nouns", "di [LOC Inggris timur]", "di [LOC Inggris] timur"),
        ("without_class_nouns", "di [LOC Jawa Timur]", "di [LOC Jawa Timur]"),
        ("without_class_nouns", "di [LOC jalan Melati]", "di [LOC jalan Melati]"),
        ("without_class_nouns", "antre di [LOC SPBU] dan [LOC pengadilan]", "antre di SPBU dan pengadilan"),
        ("without_class_nouns", "antre di [LOC SPBU Cikini]", "antre di [LOC SPBU Cikini]"),
        ("without_titles", "oleh [PER Ir. Rina Astuti SH]", "oleh Ir. [PER Rina Astuti] SH"),
        ("without_titles", "oleh [PER Mahfud MD]", "oleh [PER Mahfud MD]"),
        ("without_titles", "oleh [PER Bung Tomo]", "oleh [PER Bung Tomo]"),
        ("without_titles", "oleh [ORG Presiden Taksi]", "oleh [ORG Presiden Taksi]"),
        ("typed_by_first_word", "di [LOC Pengadilan Negeri Solo]", "di [ORG Pengadilan Negeri Solo]"),
        ("typed_by_first_word", "di [ORG Stadion Manahan]", "di [LOC Stadion Manahan]"),
        ("typed_by_first_word", "di [LOC Solo]", "di [LOC Solo]"),
    ],
)
def test_conventions(convention: str, before: str, after: str) -> None:
    text, names = labelled(before)
    assert (text, getattr(conventions, convention)(text, names)) == labelled(after)


def test_only_known_places_without_any_label_are_passed_over() -> None:
    text = "Israel menyerang Gaza, kata Qorzam di Bank Indonesia"
    sentences = [LabelledSentence(text, [(17, 21, "LOC")])]

    def at(name: str, kind: str) -> tuple[int, int, int, str]:
        return (0, text.index(name), text.index(name) + len(name), kind)

    stay = {at("Gaza", "LOC"), at("Qorzam", "LOC"), at("Bank Indonesia", "ORG"), at("Israel menyerang", "LOC")}
    assert conventions.without_unlabelled_places({at("Israel", "LOC"), *stay}, sentences) == stay


@pytest.mark.parametrize(
    ("marked", "bare"),
    [("(Jokowi)", "Jokowi"), ('"Kompas",', "Kompas"), ("Pelni (Persero)", "Pelni (Persero)"), ("MK)", "MK")],
)
def test_marks_at_the_ends_of_a_label_are_no_part_of_the_name(marked: str, bare: str) -> None:
    start, end, _ = trim(marked, 0, len(marked), "ORG")
    assert marked[start:end] == bare
