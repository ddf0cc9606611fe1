"""Spelled and written numbers come back with their value."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import num2words

from tests.examples import examples
from transforms.numbers import find_quantities
from transforms.numbers.values import parse_numbers
from transforms.spans import as_sentences

INTEGERS = st.integers(min_value=0, max_value=10**15)


def value_of(surface: str) -> tuple[float, float] | None:
    frame = parse_numbers(pl.Series([surface]))
    return None if frame.is_empty() else (frame["low"].item(), frame["high"].item())


@examples(150)
@given(st.lists(INTEGERS, min_size=1, max_size=20, unique=True))
def test_every_spelled_integer_comes_back(numbers: list[int]) -> None:
    spelled = [num2words(n, lang="id") for n in numbers]
    frame = parse_numbers(pl.Series(spelled))
    back = dict(zip(frame["core"], frame["low"], strict=True))
    assert back == {s: float(n) for s, n in zip(spelled, numbers, strict=True)}


@examples(150)
@given(st.lists(INTEGERS, min_size=1, max_size=20, unique=True))
def test_every_spelled_integer_comes_back_from_a_sentence(numbers: list[int]) -> None:
    sentences = [f"Gudang itu menyimpan {num2words(n, lang='id')} ekor ikan untuk dijual." for n in numbers]
    found = find_quantities(as_sentences(sentences))
    assert found.select("low", "high", "unit").rows() == [(float(n), float(n), "ikan") for n in numbers]


@examples(100)
@given(st.lists(st.integers(min_value=0, max_value=10**12), min_size=1, max_size=20, unique=True))
def test_digits_come_back_in_both_conventions(numbers: list[int]) -> None:
    indonesian = [f"{n:,}".replace(",", ".") for n in numbers]
    frame = parse_numbers(pl.Series(indonesian))
    assert dict(zip(frame["core"], frame["low"], strict=True)) == {
        s: float(n) for s, n in zip(indonesian, numbers, strict=True)
    }
    english = [f"{n:,}.50" for n in numbers if n >= 1000]
    frame = parse_numbers(pl.Series(english, dtype=pl.String))
    assert dict(zip(frame["core"], frame["low"], strict=True)) == {
        s: n + 0.5 for s, n in zip(english, [n for n in numbers if n >= 1000], strict=True)
    }


@pytest.mark.parametrize(
    ("surface", "low", "high"),
    [
        ("setengah", 0.5, 0.5),
        ("sepertiga", 1 / 3, 1 / 3),
        ("dua pertiga", 2 / 3, 2 / 3),
        ("tiga perempat", 0.75, 0.75),
        ("satu setengah juta", 1.5e6, 1.5e6),
        ("setengah juta", 5e5, 5e5),
        ("dua koma lima", 2.5, 2.5),
        ("tiga koma satu empat", 3.14, 3.14),
        ("seribu seratus", 1100, 1100),
        ("sepuluh ribu triliun", 1e16, 1e16),
        ("2 juta 500 ribu", 2.5e6, 2.5e6),
        ("5 (lima)", 5, 5),
        ("lima (5)", 5, 5),
        ("1x24", 24, 24),
        ("belasan", 11, 19),
        ("puluhan", 20, 99),
        ("ratusan", 200, 999),
        ("ribuan", 2000, 9999),
        ("belasan ribu", 11_000, 19_999),
        ("puluhan ribu", 20_000, 99_999),
        ("ratusan ribu", 200_000, 999_999),
        ("jutaan", 2_000_000, 9_999_999),
        ("ratusan juta", 200_000_000, 999_999_999),
        ("miliaran", 2e9, 1e10 - 1),
        ("dua tiga", 2, 3),
        ("lima enam juta", 5e6, 6e6),
        ("Rp1.234.567,89", 1234567.89, 1234567.89),
        ("Rp 1,2 T", 1.2e12, 1.2e12),
        ("Rp 5 M", 5e9, 5e9),
        ("US$ 5M", 5e6, 5e6),
        ("$10K", 10_000, 10_000),
        ("0,125", 0.125, 0.125),
        ("10,000,000", 1e7, 1e7),
    ],
)
def test_value(surface: str, low: float, high: float) -> None:
    assert value_of(surface) == pytest.approx((low, high))


@pytest.mark.parametrize(
    "surface",
    [
        "28/10/2024",
        "08123456789",
        "KN-23",
        "4-3-3",
        "20.000.00",
        "satu tiga lima",
        "puluh",
        "juta",
        "salah satu",
        "12:30",
    ],
)
def test_no_value(surface: str) -> None:
    assert value_of(surface) is None
