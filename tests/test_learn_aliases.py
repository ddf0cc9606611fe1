"""Learned aliases: spellings in the same company and agreeing brackets merge; people who share a name part do not."""

from __future__ import annotations

import polars as pl
import pytest

from transforms.entities import find_entities
from transforms.learn import freeze
from transforms.learn.aliases import is_slip, learn_aliases
from transforms.learn.corpus import Corpus, observe_corpus
from transforms.learn.frozen import LearnedTemplate
from transforms.learn.sounds import sound_of
from transforms.schemas import RawArticle
from transforms.spans import as_sentences


def corpus_of(texts: list[str]) -> Corpus:
    empty = dict.fromkeys(("record_id", "url", "title", "published_raw", "authors_raw", "tags_raw"))
    rows = [{"article_no": n, **empty, "raw": text} for n, text in enumerate(texts)]
    raw = RawArticle.validate(pl.DataFrame(rows, schema=RawArticle.create_empty().schema))
    return observe_corpus([raw.with_columns(article_id=pl.format("{}", pl.col("article_no").cast(pl.String)))])


FILLER = [f"Nelayan desa Sidomulyo menanam {n} pohon bakau bersama Karang Taruna Tunas{n}." for n in range(10, 40)]
"""Other articles, so that company can be told from what everybody names."""


def merged(texts: list[str]) -> set[tuple[str, str]]:
    found = learn_aliases(corpus_of([*texts, *FILLER]))
    return set(found.select("alias", "entity_name").rows())


def of_company(name: str, day: int) -> str:
    return (
        f"Menteri Kelautan {name} bertemu Direktur Utama PT Samudra Lestari Jaya Bambang Hartawan di Bandar Seroja. "
        f"{name} juga menemui Gubernur Bandar Seroja Sulastri Kencana pada kunjungan ke-{day}."
    )


def test_a_spelling_in_the_same_company_is_learned() -> None:
    texts = [
        of_company("Oleksandr Markovych", 1),
        of_company("Oleksandr Markovych", 2),
        of_company("Oleksandr Markovich", 3),
    ]
    assert ("Oleksandr Markovich", "Oleksandr Markovych") in merged(texts)


def test_a_spelling_in_other_company_is_not() -> None:
    other = "Pelatih voli putri Garut Oleksandr Markovich memuji Ratna Puspita dan Wulan Sari di GOR Padasuka."
    assert not merged([of_company("Oleksandr Markovych", 1), of_company("Oleksandr Markovych", 2), other])


def test_people_who_share_a_name_part_stay_apart() -> None:
    texts = [of_company("Oleksandr Markovych", 1), of_company("Dmytro Markovych", 2), of_company("Markovych Bondar", 3)]
    assert not merged(texts)


def test_brackets_that_agree_are_learned() -> None:
    texts = [
        f"Badan Penjaga Rawa Nusantara (BPRN) memasang {n} patok di rawa. Kepala BPRN menjaga rawa." for n in (3, 4, 5)
    ]
    corpus = corpus_of([*texts, *FILLER])
    aliases = learn_aliases(corpus)
    assert ("BPRN", "Badan Penjaga Rawa Nusantara") in aliases.select("alias", "entity_name").rows()


def test_a_learned_spelling_means_its_entity() -> None:
    texts = [
        of_company("Oleksandr Markovych", 1),
        of_company("Oleksandr Markovych", 2),
        of_company("Oleksandr Markovich", 3),
    ]
    aliases = learn_aliases(corpus_of([*texts, *FILLER]))
    frozen = freeze(LearnedTemplate.create_empty().drop("rule_id"), aliases)
    meant = aliases.filter(pl.col("alias") == "Oleksandr Markovich")["entity_id"].item()
    mentions, entities = find_entities(
        as_sentences(["Oleksandr Markovich bertemu Bambang Hartawan di Jakarta."]), frozen.aliases
    )
    assert meant in mentions["entity_id"].to_list()
    assert meant in entities["entity_id"].to_list()


def test_brackets_that_disagree_are_not() -> None:
    texts = ["Badan Penjaga Rawa Nusantara (BPRN) rapat.", "Badan Pengawas Roti Nasional (BPRN) rapat."] * 2
    assert not any(alias == "BPRN" for alias, _ in merged(texts))


def test_without_aliases_nothing_changes() -> None:
    sentences = as_sentences(["Presiden Rusia Vladimir Putin tiba di Pyongyang."])
    frozen = freeze(LearnedTemplate.create_empty().drop("rule_id"), learn_aliases(corpus_of(["Hujan turun."])))
    before, after = find_entities(sentences), find_entities(sentences, frozen.aliases)
    assert before[0].equals(after[0])


@pytest.mark.parametrize(
    ("one", "other"),
    [("Zelensky", "Zelenskyy"), ("Usuriysk", "Ussuriisk"), ("Soeharto", "Suharto"), ("Djakarta", "Jakarta")],
)
def test_equal_sounds(one: str, other: str) -> None:
    first, second = sound_of(pl.Series([one.lower(), other.lower()])).to_list()
    assert first == second


@pytest.mark.parametrize(
    ("one", "other"),
    [("ayatollah khomeini", "ayatollah khamenei"), ("bob vylan", "bobby vylan"), ("siti aminah", "siti aminuh")],
)
def test_other_people_are_no_slip(one: str, other: str) -> None:
    assert not is_slip(one, other)
