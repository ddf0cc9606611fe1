"""Paragraphs and sentences: worked examples, and what must hold of any text."""

from __future__ import annotations

import csv
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.schemas import Article, RemovedSpan, Sentence
from transforms.segment import segment

CORPUS = Path(__file__).parent / "corpus" / "segment" / "sentences.csv"
with CORPUS.open(encoding="utf-8", newline="") as _file:
    CASES = list(csv.DictReader(_file))


def articles(*texts: str) -> pl.DataFrame:
    frame = pl.DataFrame({"text": pl.Series(texts, dtype=pl.String)}).with_row_index("article_no")
    absent = [pl.lit(None, pl.String).alias(c) for c in ("url", "title", "published_raw", "authors_raw", "tags_raw")]
    return Article.cast(frame.with_columns(absent))


def cut(text: str, *surfaces: str) -> pl.DataFrame:
    """The given surfaces of the text as removed spans, in order."""
    rows, at = [], 0
    for surface in surfaces:
        at = text.index(surface, at)
        rows.append((0, at, at + len(surface), surface, "test", "ad"))
        at += len(surface)
    return RemovedSpan.cast(pl.DataFrame(rows, schema=RemovedSpan.column_names(), orient="row"))


NONE_REMOVED = RemovedSpan.create_empty()


@pytest.mark.parametrize("case", CASES, ids=[c["case"] for c in CASES])
def test_sentences_of_an_example(case: dict[str, str]) -> None:
    text = case["text"].replace("⏎", "\n")
    wanted = [s.replace("⏎", "\n") for s in case["sentences"].split("|") if s]
    assert segment(articles(text), NONE_REMOVED)["surface"].to_list() == wanted


def test_no_sentence_spans_a_removed_span() -> None:
    text = "Harga beras IKLAN naik. Stok aman. BACA JUGA Warga tenang."
    sentences = segment(articles(text), cut(text, "IKLAN", "BACA JUGA"))
    assert sentences["surface"].to_list() == ["Harga beras", "naik.", "Stok aman.", "Warga tenang."]
    assert sentences["start_char"].to_list() == [0, 18, 24, 45]


def test_text_removed_whole_gives_nothing() -> None:
    assert segment(articles("Iklan."), cut("Iklan.", "Iklan.")).height == 0


def test_paragraphs_follow_lines_and_removed_spans() -> None:
    text = "Satu. Dua.\nTiga, kata\nWarta,\nSenin.\n\nEmpat. IKLAN Lima."
    sentences = segment(articles(text), cut(text, "IKLAN"))
    assert sentences["paragraph_no"].to_list() == [0, 0, 1, 2, 3]
    assert sentences["sentence_no"].to_list() == [0, 1, 2, 3, 4]


def test_numbers_start_anew_in_each_article() -> None:
    sentences = segment(articles("Satu. Dua.", "", "   ", "Tiga."), NONE_REMOVED)
    assert sentences.select("article_no", "sentence_no", "paragraph_no").rows() == [
        (0, 0, 0),
        (0, 1, 0),
        (3, 0, 0),
    ]


def test_empty_frames() -> None:
    assert segment(Article.create_empty(), NONE_REMOVED).schema == Sentence.create_empty().schema


def test_a_megabyte_without_any_stop() -> None:
    text = "kata " * 200_000
    sentences = segment(articles(text), NONE_REMOVED)
    assert sentences["end_char"].to_list() == [len(text) - 1]


@pytest.mark.parametrize("articles_in_shard", [1, 3])
def test_result_does_not_depend_on_the_neighbours(articles_in_shard: int) -> None:
    texts = [c["text"].replace("⏎", "\n") for c in CASES[:6]]
    together = segment(articles(*texts), NONE_REMOVED)["surface"].to_list()
    apart = []
    for i in range(0, 6, articles_in_shard):
        apart += segment(articles(*texts[i : i + articles_in_shard]), NONE_REMOVED)["surface"].to_list()
    assert together == apart


PIECES = [*'aBc 12.,!?…"“”‘’()\n\t:;-é🎉', "Kata ", "dr. ", "Kompas.com ", '." ', "Ia pergi. "]
NEWSLIKE = st.lists(st.sampled_from(PIECES), max_size=60).map("".join)


@given(st.lists(NEWSLIKE, min_size=1, max_size=3))
def test_any_text_is_cut_into_exact_ordered_pieces(texts: list[str]) -> None:
    sentences = segment(articles(*texts), NONE_REMOVED)
    ends = dict.fromkeys(range(len(texts)), 0)
    covered = {i: set[int]() for i in ends}
    for article, _, _, start, end, surface in sentences.rows():
        assert texts[article][start:end] == surface == surface.strip()
        assert start >= ends[article]
        ends[article] = end
        covered[article] |= set(range(start, end))
    for i, text in enumerate(texts):
        lost = {c for at, c in enumerate(text) if at not in covered[i]}
        assert not any(c.isalnum() for c in lost)
