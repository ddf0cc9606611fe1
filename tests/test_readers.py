"""Every format, wrapping and encoding gives the same records, at positions that people can find."""

from __future__ import annotations

import csv
import gzip
import io
import json
import math
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.readers import RECORD_SCHEMA, REJECT_SCHEMA, discover, read_shards, sha256_of
from flows.readers.decode import utf8_chunks
from flows.readers.html_pages import title_without_site
from tests.reader_files import (
    ARTICLES,
    PAGE,
    as_csv,
    as_json,
    as_jsonl,
    as_parquet,
    as_text,
    as_zip,
    read,
    source_of,
)

TEXTS = [a["isi"] for a in ARTICLES]


@pytest.mark.parametrize(
    ("name", "data", "positions"),
    [
        ("a.jsonl", as_jsonl(), [f"line {n}" for n in (1, 2, 3, 4)]),
        ("a.json", as_json(), [f"item {n}" for n in (1, 2, 3, 4)]),
        ("a.csv", as_csv(), [f"row {n}" for n in (2, 3, 4, 5)]),
        ("a.tsv", as_csv("\t"), [f"row {n}" for n in (2, 3, 4, 5)]),
        ("b.csv", as_csv(";"), [f"row {n}" for n in (2, 3, 4, 5)]),
        ("c.csv", as_csv("|"), [f"row {n}" for n in (2, 3, 4, 5)]),
        ("a.parquet", as_parquet(), [f"row {n}" for n in (1, 2, 3, 4)]),
    ],
)
@pytest.mark.parametrize("wrap", ["plain", "gz", "zst", "zip", "gz in zip"])
def test_every_format_in_every_wrapping(
    tmp_path: Path, name: str, data: bytes, positions: list[str], wrap: str
) -> None:
    wrapped = {
        "plain": (name, data),
        "gz": (f"{name}.gz", gzip.compress(data)),
        "zst": (f"{name}.ZST", zstandard.compress(data)),
        "zip": ("x.zip", as_zip({f"isi/{name}": data})),
        "gz in zip": ("x.zip", as_zip({f"isi/{name}.gz": gzip.compress(data)})),
    }
    file_name, content = wrapped[wrap]
    shard = read(tmp_path / file_name, content)
    assert shard.rejects.height == 0
    records = shard.records
    assert records.schema == RECORD_SCHEMA
    assert records["raw"].to_list() == TEXTS
    assert records["title"].to_list() == [a["judul"] for a in ARTICLES]
    assert records["url"].to_list() == [a["link"] for a in ARTICLES]
    assert records["published_raw"].to_list() == [a["tanggal"] for a in ARTICLES]
    assert records["record_id"].to_list() == [a["id"] for a in ARTICLES]
    assert [int(json.loads(m)["dibaca"]) for m in records["metadata"]] == [a["dibaca"] for a in ARTICLES]
    member = f"member isi/{name}{'.gz' if wrap == 'gz in zip' else ''} " if "zip" in wrap else ""
    assert records["position"].to_list() == [member + p for p in positions]
    assert records["record_no"].to_list() == [1, 2, 3, 4]
    assert records["extracted"].null_count() == 4


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv", "a.txt"])
def test_encodings(tmp_path: Path, name: str, encoding: str) -> None:
    data = {"a.jsonl": as_jsonl(), "a.json": as_json(), "a.csv": as_csv(), "a.txt": as_text()}[name]
    shard = read(tmp_path / name, data.decode().encode(encoding))
    assert shard.rejects.height == 0
    expected = [as_text().decode()] if name == "a.txt" else TEXTS
    assert shard.records["raw"].to_list() == expected


def test_two_encodings_in_one_file(tmp_path: Path) -> None:
    first, second, *_ = as_jsonl().splitlines(keepends=True)
    shard = read(tmp_path / "a.jsonl", first + second.decode().encode("cp1252"))
    assert shard.records["raw"].to_list() == TEXTS[:2]


def test_line_ends_of_windows_and_old_macintosh(tmp_path: Path) -> None:
    csv = b"judul;isi\nSatu;Isi satu.\nDua;Isi dua.\n"
    for end in (b"\n", b"\r\n", b"\r"):
        assert read(tmp_path / "a.csv", csv.replace(b"\n", end)).records["raw"].to_list() == [
            "Isi satu.",
            "Isi dua.",
        ]
    assert read(tmp_path / "a.jsonl", as_jsonl().replace(b"\n", b"\r\n")).records.height == 4


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Jalan Tol Dibuka Kembali\n\nBREBES - Jalan tol dibuka.", "Jalan Tol Dibuka Kembali"),
        ("\r\n  Jalan Tol Dibuka Kembali  \r\n\r\nBREBES - Jalan tol dibuka.", "Jalan Tol Dibuka Kembali"),
        ("Jalan Tol Dibuka Kembali\nBREBES - Jalan tol dibuka.", None),
        ("Penulis: Rahma Wati,\n\nBREBES - Jalan tol dibuka.", None),
        ("Jalan tol di Brebes dibuka pagi ini.\n\nWarga senang.", None),
        ("Jalan Tol Dibuka Kembali", None),
    ],
)
def test_first_line_of_a_text_file_may_be_its_title(tmp_path: Path, text: str, title: str | None) -> None:
    record = read(tmp_path / "a.txt", text).records.row(0, named=True)
    assert record["title"] == title
    assert record["raw"] == text
    assert record["position"] == "file"


def test_html_page(tmp_path: Path) -> None:
    record = read(tmp_path / "a.html", PAGE).records.row(0, named=True)
    assert record["raw"] == PAGE
    assert record["extracted"].splitlines()[-2].startswith("NGAWI - Petani")
    assert record["extracted"].splitlines()[-1].startswith("Kepala dinas")
    assert "Beranda" not in record["extracted"]
    assert record["title"] == "Panen raya di Ngawi"
    assert record["url"] == "https://warta.example/tani/panen-raya"
    assert record["published_raw"] == "2025-03-04T08:30:00+07:00"


@pytest.mark.parametrize(
    ("title", "trimmed"),
    [
        ("Panen raya di Ngawi - Warta Desa", "Panen raya di Ngawi"),
        ("Panen raya di Ngawi | WARTA DESA Jawa Timur", "Panen raya di Ngawi"),
        ("Panen raya – awal musim — warta.example", "Panen raya – awal musim"),
        ("Warta Desa: Panen raya", "Panen raya"),
        ("Panen raya - awal musim", "Panen raya - awal musim"),
        ("Bupati: Panen raya", "Bupati: Panen raya"),
        ("Warta Desa", "Warta Desa"),
        (" - Warta Desa", " - Warta Desa"),
        ("", ""),
    ],
)
def test_title_without_the_name_of_the_site(title: str, trimmed: str) -> None:
    assert title_without_site(title, ["Warta Desa", "warta.example"]) == trimmed
    assert title_without_site(title, ["", "tv"]) == title


def test_pages_in_a_column(tmp_path: Path) -> None:
    lines = [
        {"html": PAGE, "title": "Judul sendiri", "id": 1},
        {"html": "<html><head><title>Masuk</title></head><body></body></html>", "id": 2},
        {"isi": "<p>Bukan halaman, hanya <b>cuplikan</b>.</p>", "id": 3},
    ]
    shard = read(tmp_path / "a.jsonl", "\n".join(map(json.dumps, lines)))
    page, snippet = shard.records.rows(named=True)
    assert (page["raw"], page["title"], page["published_raw"]) == (
        PAGE,
        "Judul sendiri",
        "2025-03-04T08:30:00+07:00",
    )
    assert "NGAWI - Petani" in page["extracted"]
    assert (snippet["extracted"], snippet["record_id"]) == (None, "3")
    assert shard.rejects.select("position", "reason").rows() == [("line 2", "no_article")]


def test_html_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="iso-8859-15"').replace("rata-rata enam ton", "café seharga 5 €")
    record = read(tmp_path / "a.html", page.encode("iso-8859-15")).records.row(0, named=True)
    assert "café seharga 5 €" in record["extracted"]


@pytest.mark.parametrize(
    "data",
    [
        b"[" + b",".join(as_jsonl().splitlines()) + b"]",
        b'{"articles": [' + b",".join(as_jsonl().splitlines()) + b'], "total": 4, "next": ["x", {"a": "]"}]}',
        b'{ "data" :\n[' + b",\n".join(as_jsonl().splitlines()) + b"]}",
        b'{"a": ['
        + b",".join(as_jsonl().splitlines()[:2])
        + b'], "n": {"x": []}, "tag": ["y"], "b": [\n'
        + b",".join(as_jsonl().splitlines()[2:])
        + b"]}",
        as_json(ARTICLES[:1]) + b"\n" + as_json(ARTICLES[1:]),
        as_jsonl(),
        as_jsonl().replace(b"\n", b""),
        as_json()[1:-1],
        json.dumps(ARTICLES, indent=4, ensure_ascii=True).encode(),
    ],
    ids=[
        "array",
        "wrapped array",
        "wrapped, spaced",
        "two in one",
        "two arrays",
        "lines",
        "one after the other",
        "items",
        "indented",
    ],
)
@pytest.mark.parametrize("suffix", ["json", "jsonl"])
def test_shapes_of_json(tmp_path: Path, data: bytes, suffix: str) -> None:
    shard = read(tmp_path / f"a.{suffix}", data)
    if suffix == "jsonl" and data in (as_jsonl().replace(b"\n", b""), as_json()[1:-1]):
        assert shard.records.height + shard.rejects.height >= 1  # one object a line was promised
        return
    assert shard.rejects.height == 0
    assert shard.records["raw"].to_list() == TEXTS


def test_json_that_json_forbids(tmp_path: Path) -> None:
    lines = (
        b'{"text": "Harga naik.", "skor": NaN, "besar": 123456789012345678901234567890}\n'
        b'{"text": "Baris satu\tdan tab."}\n'
        b'{"text": "Separuh \\ud83d emoji."}\n'
        b'{"text": "Utuh \\ud83d\\ude00."}\n'
    )
    shard = read(tmp_path / "a.jsonl", lines)
    assert shard.records["raw"].to_list() == [
        "Harga naik.", "Baris satu\tdan tab.", "Separuh \ufffd emoji.", "Utuh 😀.",
    ]  # fmt: skip
    assert json.loads(shard.records["metadata"][0])["skor"] is None


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


def test_shards_are_bounded_and_count_on(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(as_jsonl() * 25 + b"rusak\n")
    shards = list(read_shards(source_of(path), shard_records=40))
    assert [s.records.height + s.rejects.height for s in shards] == [40, 40, 21]
    assert shards[2].rejects["record_no"].to_list() == [101]
    assert all(s.records.schema == RECORD_SCHEMA and s.rejects.schema == REJECT_SCHEMA for s in shards)


def test_discover(tmp_path: Path) -> None:
    for name in (
        "b/2.txt",
        "b/1.csv",
        "a.jsonl",
        ".rahasia/x.txt",
        "__MACOSX/._a",
        "b/.DS_Store",
        "b/catatan.docx",
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("isi")
    found = discover([tmp_path, tmp_path / "a.jsonl"])
    assert [str(s.path.relative_to(tmp_path)) for s in found] == [
        "a.jsonl",
        "b/1.csv",
        "b/2.txt",
        "b/catatan.docx",
    ]
    assert all(s.uri.startswith("/") and s.bytes == 3 for s in found)
    with pytest.raises(FileNotFoundError, match="no such file or folder"):
        discover([tmp_path / "tiada"])


def test_sha256_of(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"abc")
    assert sha256_of(tmp_path / "a").startswith("ba7816bf8f01cfea414140de5dae2223")


CELLS = st.lists(
    st.sampled_from([*",;|\t\"'\n\\", "\r\n", '""', "isi", "Harga naik", " ", "é", "–", "5", "👍", "\x00"]),
    min_size=1,
    max_size=12,
).map(lambda parts: "x" + "".join(parts))


@settings(max_examples=150, deadline=None)
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


@settings(max_examples=100, deadline=None)
@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30), min_size=1, max_size=5))
def test_any_text_is_read_back_from_json_and_parquet(
    tmp_path_factory: pytest.TempPathFactory, texts: list[str]
) -> None:
    folder = tmp_path_factory.getbasetemp()
    articles = [{"isi": "Isi: " + text, "judul": "Judul: " + text} for text in texts]
    expected = [(a["judul"], a["isi"]) for a in articles]
    for name, data in (
        ("t.jsonl", as_jsonl(articles)),
        ("t.json", as_json(articles)),
        ("t.parquet", as_parquet(articles)),
    ):
        assert read(folder / name, data).records.select("title", "raw").rows() == expected


def _pasted(first: bytes, second: bytes, size: int) -> list[bytes]:
    data = first + second
    return [data[start : start + size] for start in range(0, len(data), size)]


@pytest.mark.parametrize("size", [1, 2, 3, 5, 1000])
@pytest.mark.parametrize("mark", ["utf-8-sig", "utf-16", "utf-16-be"])
def test_files_pasted_together_bring_their_marks_along(mark: str, size: int) -> None:
    first, second = "Harga – satu\n", "Harga “dua” naik\n"
    pasted = second.encode(mark) if mark != "utf-16-be" else b"\xfe\xff" + second.encode(mark)
    for encoding in ("utf-8", "utf-8-sig", "utf-16"):
        if encoding == "utf-16" and mark != "utf-16":
            continue
        chunks = _pasted(first.encode(encoding), pasted, size if encoding != "utf-16" else max(size, 2))
        assert b"".join(utf8_chunks(chunks)).decode() == first + second
    assert b"".join(utf8_chunks(_pasted(first.encode("cp1252"), pasted, size))) == (
        first.encode("cp1252") + second.encode()
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("name", ["a.jsonl", "a.json", "a.csv"])
def test_records_of_two_encodings_in_one_file(tmp_path: Path, name: str, encoding: str) -> None:
    other = [{**a, "isi": f"Kedua – {a['isi']}"} for a in ARTICLES]
    make = {"a.jsonl": as_jsonl, "a.json": as_json, "a.csv": lambda articles: as_csv(",", articles)}[name]
    second = make(other)
    if name == "a.csv":
        second = second.partition(b"\n")[2]
    shard = read(
        tmp_path / name, make(ARTICLES) + (b"\n" if name == "a.json" else b"") + second.decode().encode(encoding)
    )
    assert shard.rejects.height == 0
    assert shard.records["raw"].to_list() == TEXTS + [str(a["isi"]) for a in other]


def test_header_again_where_tables_were_pasted_together_is_no_record(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", as_csv() + b"\xef\xbb\xbf" + as_csv())
    assert shard.rejects.height == 0
    assert shard.records["raw"].to_list() == TEXTS * 2
    assert shard.records["position"].to_list()[4] == "row 7"


def test_utf16_without_its_mark_inside_another_encoding_is_told(tmp_path: Path) -> None:
    rows = as_csv().partition(b"\n")[2]
    shard = read(tmp_path / "a.csv", as_csv() + rows.decode().encode("utf-16-le"))
    assert shard.records["raw"].to_list() == TEXTS
    assert set(shard.rejects["reason"]) <= {"undecodable", "ragged_row", "bad_quoting"}
    assert shard.rejects.height > 0
