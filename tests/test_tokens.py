"""Words of sentences: what stands behind a sentence has no say in how it is cut."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.entities.tokens import tokenise

PIECES = ["Tony", "tahun", "2023", "3.000", "Ma'ruf", "Ma’ruf", ".", "'", "’", ",", ":", "/", " ", "é", "“", "a"]


def words(sentences: list[str]) -> list[list[tuple[int, int, str, bool]]]:
    tokens = tokenise(pl.Series(sentences, dtype=pl.String), np.zeros(len(sentences), np.int64))
    cut: list[list[tuple[int, int, str, bool]]] = [[] for _ in sentences]
    columns = (tokens.start, tokens.end, tokens.types.gather(tokens.code), tokens.space_before)
    for sentence, *token in zip(tokens.sentence, *columns, strict=True):
        cut[sentence].append(tuple(token))
    return cut


@pytest.mark.parametrize(
    ("sentence", "follower"),
    [
        ("kata Tony.", "sudah siap"),  # no domain
        ("pada 2023.", "14 orang"),  # no number
        ("kata Tony'", "sudah siap"),
        ("kata Tony’", "sudah siap"),
        ("kata Tony", ".id adalah alamat"),
        ("kata Tony", "’ujarnya"),
    ],
)
def test_no_token_joins_two_sentences(sentence: str, follower: str) -> None:
    assert words([sentence, follower]) == words([sentence]) + words([follower])


@given(st.lists(st.lists(st.sampled_from(PIECES), max_size=5).map("".join), max_size=5))
def test_sentences_are_cut_one_by_one(sentences: list[str]) -> None:
    assert words(sentences) == [words([sentence])[0] for sentence in sentences]


def test_words_numbers_and_domains_are_whole() -> None:
    assert [token[2] for token in words(["Ma'ruf, 3.000 orang di kompas.com."])[0]] == [
        "Ma'ruf", ",", "3.000", "orang", "di", "kompas.com", ".",
    ]  # fmt: skip
