"""Encodings, byte order marks and line ends, one or several in a file."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from flows.readers.decode import utf8_chunks
from tests.reader_files import (
    ARTICLES,
    PAGE,
    as_csv,
    as_json,
    as_jsonl,
    as_text,
    read,
)

TEXTS = [a["isi"] for a in ARTICLES]


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


def test_html_in_the_encoding_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace('charset="utf-8"', 'charset="iso-8859-15"').replace("rata-rata enam ton", "café seharga 5 €")
    record = read(tmp_path / "a.html", page.encode("iso-8859-15")).records.row(0, named=True)
    assert "café seharga 5 €" in record["extracted"]


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


def test_utf16_without_its_mark_inside_another_encoding_is_told(tmp_path: Path) -> None:
    rows = as_csv().partition(b"\n")[2]
    shard = read(tmp_path / "a.csv", as_csv() + rows.decode().encode("utf-16-le"))
    assert shard.records["raw"].to_list() == TEXTS
    assert set(shard.rejects["reason"]) <= {"undecodable", "ragged_row", "bad_quoting"}
    assert shard.rejects.height > 0


@pytest.mark.parametrize("damage", [b"\x00\xd8", b"\x0a\xdc", b"\x22\xdc\x2c\xd8"])
def test_no_byte_of_damaged_utf16_is_lost(tmp_path: Path, damage: bytes) -> None:
    """Lone halves of pairs, some with bytes that are line ends and marks elsewhere: of their line alone."""
    good, bad = ('{"text": "Isi baik."}\n', '{"text": "Isi – @ rusak."}\n')
    pieces = bad.split("@")
    line = pieces[0].encode("utf-16-le") + damage + pieces[1].encode("utf-16-le")
    shard = read(tmp_path / "a.jsonl", b"\xff\xfe" + good.encode("utf-16-le") + line + good.encode("utf-16-le"))
    assert shard.records["position"].to_list() == ["line 1", "line 3"]
    kept = shard.rejects["original"].item()
    digits = [bytes.fromhex(part.decode("ascii")) for part in re.findall(rb"\x81([0-9a-f]+)\x81", kept)]
    assert b"".join(digits) == damage
    assert re.sub(rb"(?:\x81[0-9a-f]+\x81)+", b"@", kept).decode() == bad.rstrip("\n"), "the rest is as it was"
    assert f"0x{digits[0].hex().upper()} is neither UTF-16 nor UTF-32" in shard.rejects["detail"].item()


def test_a_utf16_file_cut_off_in_a_character(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.txt", "Isi baik.".encode("utf-16") + b"\x42")
    assert shard.rejects.select("reason", "original").rows() == [("undecodable", b"Isi baik.\x8142\x81")]


def test_a_byte_that_is_in_no_encoding_is_named_itself(tmp_path: Path) -> None:
    detail = read(tmp_path / "a.jsonl", b'{"text": "a \x81 b"}').rejects["detail"].item()
    assert "byte 0x81 at offset 12 is not text" in detail
