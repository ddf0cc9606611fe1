"""Exact spans: the finder against Python's own ``re`` on any text."""

from __future__ import annotations

import re

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from transforms.spans import MARK, as_sentences, find_spans

texts = st.lists(st.text(alphabet=st.characters(blacklist_characters=MARK, blacklist_categories=["Cs"])), max_size=6)


@given(texts)
def test_spans_are_those_of_re(values: list[str]) -> None:
    frame = pl.DataFrame(
        {"article_no": range(len(values)), "text": values}, schema={"article_no": pl.UInt32, "text": pl.String}
    )
    found = find_spans(frame, "[0-9a-c]+").rows()
    expected = [(k, m.start(), m.end(), m.group()) for k, v in enumerate(values) for m in re.finditer("[0-9a-c]+", v)]
    assert found == expected


@given(texts)
def test_every_span_yields_its_surface(values: list[str]) -> None:
    frame = pl.DataFrame(
        {"article_no": range(len(values)), "text": values}, schema={"article_no": pl.UInt32, "text": pl.String}
    )
    for article_no, start, end, surface in find_spans(frame, r"\w+").rows():
        assert values[article_no][start:end] == surface


def test_offset_column_is_added_to_both_ends() -> None:
    frame = pl.DataFrame({"article_no": [3], "start_char": [100], "surface": ["ada 12 orang"]})
    found = find_spans(frame, "[0-9]+", text="surface", offset="start_char")
    assert found.rows() == [(3, 104, 106, "12")]


def test_matches_at_the_borders_and_side_by_side() -> None:
    frame = pl.DataFrame({"article_no": [0], "text": ["1 2,3"]})
    assert find_spans(frame, "[0-9],?").rows() == [(0, 0, 1, "1"), (0, 2, 4, "2,"), (0, 4, 5, "3")]


def test_no_article_and_no_match() -> None:
    empty = pl.DataFrame(schema={"article_no": pl.UInt32, "text": pl.String})
    assert find_spans(empty, "x").height == 0
    assert find_spans(pl.DataFrame({"article_no": [1], "text": [""]}), "x").height == 0
    assert find_spans(empty, "x").schema == {
        "article_no": pl.UInt32, "start_char": pl.UInt32, "end_char": pl.UInt32, "surface": pl.String,
    }  # fmt: skip


def test_texts_as_sentences_fit_the_schema() -> None:
    from transforms.schemas import Sentence

    assert Sentence.validate(as_sentences(["Ada 12 ribu tentara.", ""])).height == 2
