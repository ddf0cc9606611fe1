"""Tables: separators and quotes as programs write them, columns by the names that people give them."""

from __future__ import annotations

import csv
import io
import json
import math
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.examples import examples
from tests.reader_files import (
    ARTICLES,
    as_csv,
    read,
)

TEXTS = [a["isi"] for a in ARTICLES]


def test_excel_names_its_separator(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", "sep=;\njudul;isi\nSatu, dua;Isi, juga.\n")
    assert shard.records.select("title", "raw", "position").rows() == [("Satu, dua", "Isi, juga.", "row 3")]


def test_spaces_after_the_separator(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", 'judul, isi\n"Satu", "Ia berkata, ""ya"", lalu pergi."\n')
    assert shard.records.select("title", "raw").rows() == [("Satu", 'Ia berkata, "ya", lalu pergi.')]
    shard = read(tmp_path / "b.csv", 'judul,isi\n"Satu"," Kata Ani, ""ya"", lalu pergi."\n')
    assert shard.records["raw"].to_list() == [' Kata Ani, "ya", lalu pergi.']


def test_single_quotes(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", "'judul';'isi'\n'Jum''at; sore';'Kata Ani, \"ya\";\nlalu pergi.'\n")
    assert shard.records.select("title", "raw").rows() == [("Jum'at; sore", 'Kata Ani, "ya";\nlalu pergi.')]
    rows = [("Jum'at", "'Aisyah' naik."), ("'Ied", "Isi, 'dua'"), ("'Sabtu'", "Isi tiga 'lagi'")]
    table = "judul;isi\n" + "".join(f"{title};{text}\n" for title, text in rows)
    assert read(tmp_path / "b.csv", table).records.select("title", "raw").rows() == rows


def test_quotes_escaped_by_backslashes(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", 'judul,isi\n"Satu","Ia berkata, \\"ya\\",\nlalu pergi."\n')
    assert shard.records["raw"].to_list() == ['Ia berkata, "ya",\nlalu pergi.']


def test_columns_are_found_by_usual_names(tmp_path: Path) -> None:
    records = [
        {"text": "T"}, {"Isi Berita": "T", "ringkasan": "r"}, {"ISI_ARTIKEL": "T"}, {"paragraphs": ["T"]},
        {"id": 1, "kategori": "k", "berita": "T"}, {"content": "T", "description": "d"}, {"articleBody": "T"},
    ]  # fmt: skip
    for record in records:
        assert read(tmp_path / "a.jsonl", json.dumps(record)).records["raw"].to_list() == ["T"]


def test_first_column_that_has_a_value_wins_and_nothing_is_lost(tmp_path: Path) -> None:
    lines = [
        {"text": None, "content": "Isi dari content.", "title": "No Title", "judul": "Judul asli"},
        {
            "text": "Isi dari text.",
            "content": "Lain.",
            "title": "nan",
            "tags": ["a", {"name": "b"}],
            "author": [],
        },
    ]
    records = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines))).records
    assert records["raw"].to_list() == ["Isi dari content.", "Isi dari text."]
    assert records["title"].to_list() == ["Judul asli", None]
    assert records["tags_raw"].to_list() == [None, "a, b"]
    assert [json.loads(m) for m in records["metadata"]] == [
        {"text": None, "title": "No Title"}, {"content": "Lain.", "title": "nan", "author": []},
    ]  # fmt: skip


def test_source_is_an_address_or_it_is_metadata(tmp_path: Path) -> None:
    lines = ['{"text": "A", "source": "https://warta.example/a"}', '{"text": "B", "source": "Antara"}']
    records = read(tmp_path / "a.jsonl", "\n".join(lines)).records
    assert records["url"].to_list() == ["https://warta.example/a", None]
    assert json.loads(records["metadata"][1]) == {"source": "Antara"}


def test_mapping_overrides_names(tmp_path: Path) -> None:
    line = json.dumps({"text": "ringkasan", "Naskah Penuh": "Isi.", "meta": {"terbit": "2025-06-01"}})
    mapping = {"text": "naskah_penuh", "published": "meta.terbit"}
    record = read(tmp_path / "a.jsonl", line, mapping=mapping).records.row(0, named=True)
    assert (record["raw"], record["published_raw"]) == ("Isi.", "2025-06-01")
    assert json.loads(record["metadata"])["text"] == "ringkasan"
    with pytest.raises(ValueError, match="unknown field 'teks'"):
        read(tmp_path / "a.jsonl", line, mapping={"teks": "isi"})


def test_parquet_types_become_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "id": [7], "text": ["Isi."], "date": [datetime(2025, 6, 1, 8, 30)], "skor": [math.nan],
            "authors": [["Ani", "Budi"]], "kode": [b"\x00\xff"],
        }
    )  # fmt: skip
    buffer = io.BytesIO()
    frame.write_parquet(buffer)
    record = read(tmp_path / "a.parquet", buffer.getvalue()).records.row(0, named=True)
    assert (record["record_id"], record["published_raw"]) == ("7", "2025-06-01T08:30:00")
    assert record["authors_raw"] == "Ani, Budi"
    assert set(json.loads(record["metadata"])) == {"skor", "kode"}


CELLS = st.lists(
    st.sampled_from([*",;|\t\"'\n\\", "\r\n", '""', "isi", "Harga naik", " ", "é", "–", "5", "👍", "\x00"]),
    min_size=1,
    max_size=12,
).map(lambda parts: "x" + "".join(parts))


@examples(150)
@given(
    st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=6),
    st.sampled_from(",;|\t"),
    st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    st.sampled_from(["\n", "\r\n"]),
)
def test_any_table_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, str, str]], separator: str, quoting: int, end: str
) -> None:
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, delimiter=separator, quoting=quoting, lineterminator=end)  # type: ignore[arg-type]
    writer.writerows([("judul", "isi", "tanggal"), *rows])
    path = tmp_path_factory.getbasetemp() / "tabel.csv"
    shard = read(path, buffer.getvalue())
    assert shard.rejects.height == 0
    assert shard.records.select("title", "raw", "published_raw").rows() == rows


def test_header_again_where_tables_were_pasted_together_is_no_record(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", as_csv() + b"\xef\xbb\xbf" + as_csv())
    assert shard.rejects.height == 0
    assert shard.records["raw"].to_list() == TEXTS * 2
    assert shard.records["position"].to_list()[4] == "row 7"
