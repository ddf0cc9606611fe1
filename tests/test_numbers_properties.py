"""What holds for any text, however odd: exact spans in order, sound bounds, no effect across sentences."""

from __future__ import annotations

import polars as pl
from hypothesis import example, given
from hypothesis import strategies as st

from tests.examples import examples
from transforms.numbers import find_quantities
from transforms.numbers.currencies import currencies
from transforms.numbers.measure import unit_lookup
from transforms.schemas import Quantity
from transforms.spans import as_sentences

PIECES = (
    "12", "3.000", "1,5", "0,25", "4.97", "2024", "007", "08123456789", "1.234.567,89", "dua", "sebelas", "seratus",
    "ribu", "juta", "puluh", "belas", "belasan", "puluhan", "ratusan", "setengah", "sepertiga", "setahun", "ke-32",
    "Rp", "US$", "persen", "%", "orang", "ekor", "sapi", "km/jam", "derajat Celsius", "tahun", "lalu", "lebih",
    "lebih dari", "hingga", "sampai", "antara", "dan", "atau", "sekitar", "minus", "-", "–", "(", ")", ",", ".", "/",
    "x", "kali", "-an", "++", "pukul", "WIB", "Pasal", "ayat", "Juni", "berusia", "Rudi", "“", "”", "🙂", "é", "\u00a0",
    "\n", "magnitudo", "ke atas", "menjadi", "dari", "1x24", "jam", "3/4", "KN-23", "http://a.id/5",
)  # fmt: skip
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map(" ".join) | st.lists(
    st.sampled_from(PIECES), max_size=14
).map("".join)


@examples(200)
@given(st.lists(TEXTS | st.text(max_size=40).filter(lambda t: "\ufdd0" not in t), max_size=12))
def test_any_text_gives_sound_quantities(texts: list[str]) -> None:
    found = find_quantities(as_sentences(texts))
    Quantity.validate(found)
    end_before: dict[int, int] = {}
    for row in found.iter_rows(named=True):
        text = texts[row["article_no"]]
        assert text[row["start_char"] : row["end_char"]] == row["surface"] != ""
        assert row["start_char"] >= end_before.get(row["article_no"], 0)
        end_before[row["article_no"]] = row["end_char"]
        low, high = row["low"], row["high"]
        assert low is not None or high is not None
        assert low is None or high is None or low <= high
        assert (low is None) == (row["precision"] == "at_most")
        assert (high is None) == (row["precision"] == "at_least")
        assert row["kind"] != "money" or len(row["unit"]) == 3


@examples(60)
@given(st.lists(TEXTS, min_size=2, max_size=8))
@example(["", "12orangWIB12"])
def test_articles_do_not_touch_each_other(texts: list[str]) -> None:
    columns = ["surface", "start_char", "low", "high", "precision", "kind", "unit"]
    together = find_quantities(as_sentences(texts))
    apart = [find_quantities(as_sentences([text])).select(columns).rows() for text in texts]
    assert [together.filter(pl.col("article_no") == n).select(columns).rows() for n in range(len(texts))] == apart


def test_a_spelling_has_one_meaning() -> None:
    assert unit_lookup()["_spelling"].is_unique().all()
    assert currencies().select("spelling", "place").is_unique().all()
