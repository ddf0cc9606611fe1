"""The language of articles: own examples, properties, and the public sentences where they are at hand."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.language import detect_language
from transforms.language.screen import FIRST, settle
from transforms.language.weigh import plain_tokens, sample, weigh
from transforms.schemas import Language

CORPUS = Path(__file__).parent / "corpus" / "language" / "texts.csv"
SHARED = Path(__file__).resolve().parents[2] / "shared" / "data"
REAL = SHARED / "language" / "dev.csv"
NEWS_SENTENCES = SHARED / "ner" / "news_train.conll"
NEWS = (
    "Warga desa itu mengatakan bahwa panen tahun ini lebih baik karena hujan turun lebih awal. "
    "Pemerintah kabupaten akan membeli gabah mereka dengan harga yang sudah ditetapkan. "
)


def bodies(texts: list[str]) -> pl.DataFrame:
    return pl.DataFrame(
        {"article_no": range(len(texts)), "body": texts}, schema={"article_no": pl.UInt32, "body": pl.String}
    )


@pytest.mark.parametrize(("language", "text"), pl.read_csv(CORPUS, infer_schema=False).drop("note").rows())
def test_each_text_has_its_language(language: str | None, text: str | None) -> None:
    found = detect_language(bodies([text or ""])).row(0, named=True)
    assert found["language"] == language
    assert (found["language_confidence"] is None) == (language is None)


def test_a_text_has_the_same_language_alone_and_among_others() -> None:
    texts = [text or "" for text in pl.read_csv(CORPUS, infer_schema=False)["text"]]
    together = detect_language(bodies(texts))
    alone = pl.concat([detect_language(bodies([text])) for text in texts])
    assert together["language"].to_list() == alone["language"].to_list()
    assert together["language_confidence"].to_list() == alone["language_confidence"].to_list()


@settings(deadline=None)
@given(st.lists(st.text(max_size=200), max_size=5))
def test_any_text_gives_one_row_and_a_confidence_in_its_range(texts: list[str]) -> None:
    found = detect_language(bodies(texts))
    Language.validate(found)
    assert found["article_no"].to_list() == list(range(len(texts)))
    assert found["language_confidence"].drop_nulls().is_between(0, 1).all()
    assert (found["language"].is_null() == found["language_confidence"].is_null()).all()


def test_more_of_the_same_text_makes_more_certain() -> None:
    found = detect_language(bodies(["Harga beras naik tajam hari ini.", NEWS, NEWS * 5]))
    assert found["language"].to_list() == ["id"] * 3
    assert found["language_confidence"].is_sorted()


def test_long_and_empty_input() -> None:
    assert detect_language(bodies([])).height == 0
    assert detect_language(bodies([NEWS * 6_000]))["language"].to_list() == ["id"]
    assert detect_language(bodies(["x" * 1_000_000]))["article_no"].to_list() == [0]


def test_the_first_screen_settles_plain_news() -> None:
    texts = bodies([NEWS * 2, NEWS * 9]).with_row_index("_row")
    first = settle(weigh(plain_tokens(sample(texts))), FIRST)
    assert first.select("language", "settled").rows() == [("id", True)] * 2


@pytest.mark.skipif(not REAL.exists(), reason="the public sentences of ../shared are not at hand")
def test_public_texts_of_five_sentences() -> None:
    texts = pl.read_csv(REAL, infer_schema=False).filter(pl.col("sentences") == "5")
    found = detect_language(bodies(texts["text"].to_list()))["language"]
    right = texts.with_columns(right=(pl.col("language") == found).fill_null(False))
    recall = dict(right.group_by("language").agg(pl.col("right").mean()).rows())
    assert right["right"].mean() >= 0.99
    assert recall["id"] >= 0.99
    assert recall["ms"] >= 0.97
    assert min(recall.values()) >= 0.95


@pytest.mark.skipif(not NEWS_SENTENCES.exists(), reason="the public news sentences of ../shared are not at hand")
def test_public_news_sentences_are_indonesian() -> None:
    sentences = [
        " ".join(line.split()[0] for line in block.splitlines() if line.strip())
        for block in NEWS_SENTENCES.read_text(encoding="utf-8").split("\n\n")
    ]
    fives = [" ".join(sentences[i : i + 5]) for i in range(0, len(sentences) - 4, 5)]
    assert (detect_language(bodies(fives))["language"] == "id").all()
    single = detect_language(bodies(sentences))["language"].drop_nulls()
    assert (single == "id").mean() >= 0.99
