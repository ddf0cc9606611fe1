"""Every format, wrapping and encoding gives the same records, at positions that people can find."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.readers import RECORD_SCHEMA, REJECT_SCHEMA, discover, read_shards, sha256_of
from flows.readers.html_pages import title_without_site
from tests.examples import examples
from tests.reader_files import (
    ARTICLES,
    PAGE,
    as_csv,
    as_json,
    as_jsonl,
    as_parquet,
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


@examples(100)
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
