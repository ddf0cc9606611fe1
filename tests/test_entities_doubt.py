"""Persons that the tagger found and nothing in their article speaks for."""

from __future__ import annotations

import re

import numpy as np
import polars as pl
import pytest

from transforms.entities.doubt import settle_doubtful, type_by_last_word
from transforms.entities.observe import code_types
from transforms.entities.spread import spread
from transforms.entities.tokens import tokenise
from transforms.entities.words import describe
from transforms.schemas import ENTITY_TYPES

COMMON = pl.Series(["terakhir", "serigala", "hutan", "besar", "anda", "rapat", "harga", "warga", "turun", "pagi"])
ENGLISH = pl.Series(["dimming", "mirror", "sleep"])
FILLER = "Harga beras turun. Warga senang. Hujan reda. Pasar ramai."


def settled(
    text: str, *, confidence: float = 0.9, role: str | None = None, entity_type: str = "PER"
) -> list[tuple[str, str]]:
    """Names and types that remain of the names ``[…]`` of a text, each sentence after a full stop."""
    pieces = re.split(r"(?<=[.]) ", text)
    bare = [re.sub(r"[\[\]]", "", p) for p in pieces]
    tokens = tokenise(pl.Series(bare), np.zeros(len(bare), np.int64))
    types = code_types(describe(tokens.types, COMMON, ENGLISH))
    spans = []
    for number, piece in enumerate(pieces):
        for k, match in enumerate(re.finditer(r"\[(.+?)\]", piece)):
            start = match.start() - 2 * k
            own = (tokens.sentence == number) & (tokens.start >= start) & (tokens.end <= start + len(match[1]))
            spans.append((int(np.flatnonzero(own)[0]), int(np.flatnonzero(own)[-1]) + 1, match[1]))
    frame = pl.DataFrame(spans, schema=["first", "stop", "surface"], orient="row").with_columns(
        kind=pl.lit(ENTITY_TYPES.index(entity_type) + 1, pl.Int64),
        confidence=pl.lit(confidence),
        is_part=pl.lit(False),
        role=pl.lit(role, pl.String),
    )
    article, known = np.zeros(len(tokens), np.uint32), np.zeros(len(tokens), bool)
    result = settle_doubtful(type_by_last_word(frame, tokens, types), tokens, types, article, known)
    return [(surface, ENTITY_TYPES[kind - 1]) for surface, kind in result.select("surface", "kind").rows()]


@pytest.mark.parametrize(
    "text",
    [
        "Fitur [Dimming Mirror] aktif.",
        "Film [Serigala Terakhir] diputar.",
        "Silakan tanya [Anda] besok.",
        f"Kolom [Qorzam] padat. Lalu qorzam reda. {FILLER}",
        f"[Qorzam] reda. {FILLER}",
        f"Laporan [QRZ] terbit. {FILLER}",
    ],
)
def test_words_with_a_capital_are_no_persons(text: str) -> None:
    assert settled(text) == []


@pytest.mark.parametrize(
    "text",
    [
        f"Hal itu dikatakan [Qorzam]. {FILLER}",
        f"[Qorzam] mengatakan hal itu. {FILLER}",
        f"Kolom milik [Qorzam] (45) padat. {FILLER}",
        f"Seorang petani bernama [Qorzam] datang. {FILLER}",
        f"Kata Bupati [Qorzam] begitu. Lalu [Qorzam] pulang. {FILLER}",
        f"Hadir pula [Bambang], [Qorzam] dan [Vreltin]. {FILLER}",
        f"Acara dihadiri [Qorzam Vreltin]. {FILLER}",
        "Kolom [Qorzam] padat.",
    ],
)
def test_persons_that_something_speaks_for_stay(text: str) -> None:
    wanted = [(name, "PER") for name in re.findall(r"\[(.+?)\]", text)]
    assert settled(text, confidence=0.7) == wanted


def test_a_role_speaks_for_a_person() -> None:
    text = f"Kolom [Qorzam] padat. {FILLER}"
    assert settled(text, confidence=0.5) == []
    assert settled(text, confidence=0.5, role="Wakil Menteri Pertanian") == [("Qorzam", "PER")]


def test_a_word_behind_a_preposition_of_place_is_a_place() -> None:
    text = f"Banjir di [Qorzam] surut. Air [Qorzam] jernih. {FILLER}"
    assert settled(text) == [("Qorzam", "LOC"), ("Qorzam", "LOC")]


def test_a_name_that_ends_as_bodies_do_is_a_body() -> None:
    for entity_type in ("PER", "LOC"):
        found = settled("Menurut [National Sleep Foundation] begitu.", entity_type=entity_type)
        assert found == [("National Sleep Foundation", "ORG")]


@pytest.mark.parametrize("name", ["Quezon City", "Gedung Sleep Foundation"])
def test_places_that_end_as_bodies_do(name: str) -> None:
    assert settled(f"Rapat di [{name}] usai.", entity_type="LOC") == [(name, "LOC")]


def test_a_word_that_begins_a_body_of_its_article_is_that_body() -> None:
    body = settled(f"Kata [Qorzam Foundation] begitu. Satu dari [Qorzam] hadir. {FILLER}")
    assert body == [("Qorzam Foundation", "ORG"), ("Qorzam", "ORG")]


def test_a_person_that_a_body_is_called_after_stays_one() -> None:
    found = settled(f"Kata [Qorzam Foundation] begitu. Bupati [Qorzam] hadir. Satu dari [Qorzam] reda. {FILLER}")
    assert found == [("Qorzam Foundation", "ORG"), ("Qorzam", "PER"), ("Qorzam", "PER")]


@pytest.mark.parametrize(
    "text",
    [
        "[Qorzam] adalah perusahaan teknologi. Kemarin [Qorzam] mengatakan begitu.",
        "[Qorzam] merupakan salah satu perusahaan terbesar.",
        "[Qorzam], perusahaan milik negara, merugi. Kata [Qorzam] begitu.",
        "Saham [Qorzam] (QRZ), anak usaha pabrik gula, turun.",
        "Saham [Qorzam], sebuah startup dari Bandung, naik.",
        "[Bambang Electric] adalah perusahaan terkemuka.",
        "Ujar vokalis [Qorzam] tersebut di panggung.",
    ],
)
def test_a_name_that_its_article_calls_a_body_is_one(text: str) -> None:
    assert settled(text) == [(name, "ORG") for name in re.findall(r"\[(.+?)\]", text)]


@pytest.mark.parametrize(
    "text",
    [
        "Menurut [Qorzam], perusahaan merugi.",
        "Kata [Qorzam], perusahaan itu merugi.",
        "Hujan reda bagi [Qorzam], perusahaan itu merugi.",
        "Bersama [Bambang], perusahaan merugi.",
        "[Qorzam] adalah pemilik perusahaan. Kata [Qorzam] begitu.",
        "[Qorzam] mendirikan perusahaan. Kata [Qorzam] begitu.",
        "Vokalis [Qorzam] tampil. Kata [Qorzam] begitu.",
    ],
)
def test_a_clause_about_another_body_makes_none_of_a_person(text: str) -> None:
    assert settled(text) == [(name, "PER") for name in re.findall(r"\[(.+?)\]", text)]


def test_who_has_a_title_and_a_name_of_persons_is_no_body() -> None:
    text = "[Bambang] adalah perusahaan berjalan."
    assert settled(text, role="Direktur") == [("Bambang", "PER")]
    assert settled("[Qorzam] adalah perusahaan.", role="CEO") == [("Qorzam", "ORG")]


def test_no_persons() -> None:
    assert settled("Hujan di [Qorzam].")[0][1] == "PER"  # a single sentence had no room for evidence


def test_added_words_are_not_joined_across_the_end_of_a_sentence() -> None:
    texts = ["Rahmat Subagyo menang", "lawan memuji Subagyo", "Hartawan kecewa", "lalu Bambang Hartawan pulang"]
    tokens = tokenise(pl.Series(texts), np.zeros(len(texts), np.int64))
    types = code_types(describe(tokens.types, COMMON, ENGLISH))
    names = [(0, 2), (9, 11)]  # the two full names; the single words between are added
    frame = pl.DataFrame(names, schema=["first", "stop"], orient="row").with_columns(
        kind=pl.lit(1, pl.Int64), confidence=pl.lit(0.9)
    )
    found = spread(frame, tokens, types, np.zeros(len(tokens), np.uint32))
    assert found.select("first", "stop").rows() == [(0, 2), (5, 6), (6, 7), (9, 11)]


def test_a_word_that_is_a_person_elsewhere_is_a_given_name() -> None:
    texts = [
        "direktur Terakhir Vreltin hadir",
        "kata Terakhir tadi",
        "Terakhir mengatakan begitu",
        "Terakhir hujan reda",
    ]
    tokens = tokenise(pl.Series(texts), np.zeros(len(texts), np.int64))
    types = code_types(describe(tokens.types, COMMON, ENGLISH))
    frame = pl.DataFrame([(2, 3), (5, 6)], schema=["first", "stop"], orient="row").with_columns(
        kind=pl.lit(1, pl.Int64), confidence=pl.lit(0.9)
    )
    found = spread(frame, tokens, types, np.zeros(len(tokens), np.uint32))
    assert found.select("first", "stop").rows() == [
        (1, 3),
        (5, 6),
        (7, 8),
    ]  # the last opens a sentence and says nothing
