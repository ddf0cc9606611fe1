"""The numbers stage against its corpus: every quantity found as it should be, every near miss left alone."""

from __future__ import annotations

import functools
import re
from pathlib import Path

import polars as pl
import pytest

from transforms.numbers import find_quantities
from transforms.numbers.tables import rule_kinds
from transforms.schemas import PRECISIONS, Quantity
from transforms.spans import as_sentences

CORPUS = Path(__file__).parent / "corpus" / "numbers"
MARKED = re.compile("⟦(.*?)⟧")
EXPECTED = ("low", "high", "precision", "kind", "unit")


def rows(name: str) -> list[dict[str, str]]:
    frame = pl.read_csv(CORPUS / name, infer_schema=False)
    return frame.with_columns(pl.all().fill_null("")).to_dicts()


def found(text: str) -> list[dict[str, object]]:
    return find_quantities(as_sentences([text])).to_dicts()


@functools.cache
def found_in(corpus: str) -> dict[str, list[dict[str, object]]]:
    """Of each text of a corpus what is found, without its marks; all of them are read together."""
    texts = [MARKED.sub(r"\1", row["text"]) for row in rows(corpus)]
    found = find_quantities(as_sentences(texts)).partition_by("article_no", as_dict=True)
    return {text: found[no,].to_dicts() if (no,) in found else [] for no, text in enumerate(texts)}


def number(cell: str) -> float | None:
    return float(cell) if cell else None


@pytest.mark.parametrize("row", rows("quantities.csv"), ids=lambda r: r["text"][:60])
def test_quantity(row: dict[str, str]) -> None:
    surfaces = MARKED.findall(row["text"])
    got = found_in("quantities.csv")[MARKED.sub(r"\1", row["text"])]
    columns = {c: row[c].split(";") for c in EXPECTED}
    want = [
        (
            s,
            number(columns["low"][i]),
            number(columns["high"][i]),
            columns["precision"][i],
            columns["kind"][i],
            columns["unit"][i],
        )
        for i, s in enumerate(surfaces)
    ]
    have = [(q["surface"], q["low"], q["high"], q["precision"], q["kind"], q["unit"] or "") for q in got]
    assert [w[0] for w in want] == [h[0] for h in have]
    for expected, actual in zip(want, have, strict=True):
        assert actual[1:3] == expected[1:3]
        assert actual[3:] == expected[3:]


@pytest.mark.parametrize("row", rows("not_quantities.csv"), ids=lambda r: r["text"][:60])
def test_near_miss(row: dict[str, str]) -> None:
    assert [(q["surface"], q["rule_id"]) for q in found_in("not_quantities.csv")[row["text"]]] == [], row["why"]


def test_corpus_covers_every_precision() -> None:
    precisions = pl.Series([p for r in rows("quantities.csv") for p in r["precision"].split(";")])
    counts = dict(precisions.value_counts().rows())
    assert {p: counts.get(p, 0) >= 40 for p in PRECISIONS} == dict.fromkeys(PRECISIONS, True)


def test_every_rule_is_listed_and_prompted() -> None:
    texts = [MARKED.sub(r"\1", r["text"]) for r in rows("quantities.csv")]
    texts.append("Hartanya bertambah Rp 3 triliun. Yang lain kehilangan 9 triliun kemarin.")
    used = set(find_quantities(as_sentences(texts))["rule_id"].to_list())
    assert used == set(rule_kinds()["rule_id"].to_list())


@pytest.mark.parametrize(
    ("text", "si_value", "si_unit"),
    [
        ("Jaraknya 7,5 kilometer.", 7500, "m"),
        ("Lahannya 3 hektare.", 30_000, "m2"),
        ("Beratnya 2 kuintal.", 200, "kg"),
        ("Melaju 72 km/jam.", 20, "m/s"),
        ("Suhunya 33 derajat Celsius.", 306.15, "K"),
        ("Suhunya 50 derajat Fahrenheit.", 283.15, "K"),
        ("Menunggu dua jam.", 7200, "s"),
        ("Menampung 8.000 liter.", 8, "m3"),
        ("Memakai 2 kWh.", 7_200_000, "J"),
        ("Memori 12 GB.", 12e9, "byte"),
    ],
)
def test_si_value_stands_beside_the_unit_as_written(text: str, si_value: float, si_unit: str) -> None:
    (quantity,) = found(text)
    assert quantity["si_value_low"] == pytest.approx(si_value)
    assert quantity["si_value_high"] == pytest.approx(si_value)
    assert quantity["si_unit"] == si_unit


def test_units_without_fixed_size_have_no_si_value() -> None:
    (quantity,) = found("Masa tugasnya tiga tahun.")
    assert (quantity["si_value_low"], quantity["si_value_high"], quantity["si_unit"]) == (None, None, None)


def test_open_bounds_stay_open_in_si() -> None:
    (quantity,) = found("Panjangnya lebih dari 2 km.")
    assert (quantity["si_value_low"], quantity["si_value_high"]) == (2000, None)


def test_separator_is_read_by_the_evidence_of_the_article() -> None:
    sentences = as_sentences(
        [
            "Ekonomi tumbuh 4.97 persen, ekspor naik 1.125 persen.",
            "Ekonomi tumbuh 4,97 persen, ekspor naik 1.125 persen.",
        ]
    )
    assert find_quantities(sentences)["low"].to_list() == [4.97, 1.125, 4.97, 1125.0]


def test_offsets_are_those_of_the_article() -> None:
    article = "Pasar ramai. Ada 40 pedagang. Hampir 12 ribu pembeli datang."
    starts = [0, 13, 30]
    ends = [12, 29, 60]
    sentences = pl.DataFrame(
        {
            "article_no": [7] * 3,
            "sentence_no": [0, 1, 2],
            "paragraph_no": [0] * 3,
            "start_char": starts,
            "end_char": ends,
            "surface": [article[a:b] for a, b in zip(starts, ends, strict=True)],
        },
        schema_overrides=dict.fromkeys(
            ["article_no", "sentence_no", "paragraph_no", "start_char", "end_char"], pl.UInt32
        ),
    )
    got = find_quantities(sentences)
    assert [article[a:b] for a, b in got.select("start_char", "end_char").rows()] == got["surface"].to_list()
    assert got["surface"].to_list() == ["40 pedagang", "Hampir 12 ribu pembeli"]
    assert got["sentence_no"].to_list() == [1, 2]


def test_nothing_spills_into_the_next_sentence() -> None:
    got = find_quantities(as_sentences(["Panitia menyiapkan 30 -", "40 kursi.", "antara 3", "dan 5 orang"]))
    assert got.filter(pl.col("precision") == "range").is_empty()


@pytest.mark.parametrize(
    "text",
    ["", "   ", "🙂🙂", "tidak ada angka di sini", "₂₃ ½ ٣", "…—“”", "0", ".", "12", "(", "Rp", "antara dan"],
)
def test_texts_without_quantities(text: str) -> None:
    assert find_quantities(as_sentences([text])).is_empty()


def test_empty_frame() -> None:
    empty = find_quantities(as_sentences([]))
    assert empty.is_empty()
    assert empty.schema == Quantity.create_empty().schema


def test_emoji_and_accents_do_not_shift_offsets() -> None:
    text = "🙂 Café é “baru” 🙂 menjual 1.250 cangkir kopi."
    (quantity,) = found(text)
    assert text[quantity["start_char"] : quantity["end_char"]] == quantity["surface"] == "1.250 cangkir"


def test_a_megabyte_of_text() -> None:
    text = "Ada 12 ribu tentara di desa. " * 36_000
    got = find_quantities(as_sentences([text]))
    assert got.height == 36_000
    assert got["low"].unique().to_list() == [12_000]


def test_order_of_appearance() -> None:
    got = find_quantities(as_sentences(["Ada 3 sapi, 4 kambing, dan 50 ayam.", "Ada 2 kuda."]))
    assert got["unit"].to_list() == ["sapi", "kambing", "ayam", "kuda"]
    assert got.select("article_no", "start_char").rows() == sorted(got.select("article_no", "start_char").rows())


@pytest.mark.parametrize(
    ("text", "surface"),
    [
        ("Mag:5.0, 09-Jun-25", "Mag:5.0"),
        ("Gempa Mag: 5,0 di laut.", "Mag: 5,0"),
        ('Gempa magnitudo "5,0" di laut.', None),
    ],
)
def test_a_unit_before_its_number_with_any_gap(text: str, surface: str | None) -> None:
    found = find_quantities(as_sentences([text])).select("start_char", "end_char", "surface").rows()
    for start, end, piece in found:
        assert text[start:end] == piece
    assert surface is None or surface in [piece for _, _, piece in found]
