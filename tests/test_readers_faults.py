"""Each fault costs exactly the records it touches: one reject each, with position, reason and bytes."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import random
import re
import tarfile
import zipfile
from pathlib import Path
from typing import Any, cast

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.readers import archives
from flows.readers.columns import ColumnMap
from flows.readers.records import MAX_RECORD_BYTES, reject_reasons
from flows.readers.shards import read_items
from tests.reader_files import (
    ARTICLES,
    SAMPLES,
    as_csv,
    as_json,
    as_jsonl,
    as_parquet,
    as_tar,
    as_text,
    as_zip,
    mutated,
    read,
    source_of,
)

GOOD = b'{"text": "Isi baik."}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "Terpotong', "broken_json"),
        (b"ini bukan JSON", "broken_json"),
        (b'["daftar"]', "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"text": "\xe2\x80\x93 baik, \xe2\x80 rusak"}', "undecodable"),
        (b'{"text": "a \x81 b"}', "undecodable"),
        (b'{"text": null}', "empty_text"),
        (b'{"text": " \\n\\t "}', "empty_text"),
        (b'{"text": "NaN"}', "empty_text"),
        (b'{"judul": "Tanpa isi"}', "no_text_column"),
        (b"{}", "no_text_column"),
        (b'{"text": "' + b"panjang " * 20 + b'"}', "text_too_long"),
        (b"[" * 100_000, "broken_json"),
    ],
)
def test_bad_line_between_good_ones(tmp_path: Path, line: bytes, reason: str) -> None:
    shard = read(tmp_path / "a.jsonl", GOOD + b"\n" + line + b"\n\n" + GOOD, max_text_chars=100)
    assert shard.records["position"].to_list() == ["line 1", "line 4"]
    assert shard.rejects.select("position", "record_no", "stage", "reason", "original").rows() == [
        ("line 2", 2, "read", reason, line)
    ]
    detail = shard.rejects["detail"].item()
    assert detail.startswith("line 2: ")
    assert detail.endswith(reject_reasons()[reason][1])


@pytest.mark.parametrize(
    ("items", "good", "reasons"),
    [
        ([GOOD, b'{"text": "A" "b": 1}', GOOD], 2, ["broken_json"]),
        ([GOOD, b'{"text": "tanpa tutup}', GOOD, GOOD], 3, ["broken_json"]),
        ([GOOD, b'{"text": "kurang", "tag": ["a"}', GOOD], 2, ["broken_json"]),
        ([GOOD, b"12", b'"kata"', b"null", GOOD], 2, ["not_an_object"] * 3),
        ([GOOD, b'{"text": "kurung ] } [ { dan \\" kutip \\\\"}', GOOD], 3, []),
        ([GOOD, b'{"text": "a", "x": [{"b": [1, {"c": "}"}]}, {"d": 1}]}', GOOD], 3, []),
    ],
)
def test_bad_item_of_an_array(tmp_path: Path, items: list[bytes], good: int, reasons: list[str]) -> None:
    data = b"[\n" + b",\n".join(items) + b"\n]\n"
    shard = read(tmp_path / "a.json", data)
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (good, reasons)


@pytest.mark.parametrize("cut", [1, 7, 100, 250])
def test_truncated_array_keeps_the_items_before(tmp_path: Path, cut: int) -> None:
    shard = read(tmp_path / "a.json", as_json()[:-cut])
    assert shard.rejects["reason"].to_list() == ["truncated"]
    assert shard.records["raw"].to_list() == [a["isi"] for a in ARTICLES][: shard.records.height]
    assert shard.records.height >= 2
    assert (shard.rejects["original"].item() == b"") == (cut == 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", as_jsonl()), ("a.csv", as_csv()), ("a.json", as_json()), ("a.jsonl", as_jsonl()[:-1])],
)
@pytest.mark.parametrize("wrap", ["gz", "zst"])
def test_truncated_compression_keeps_the_records_before(tmp_path: Path, name: str, data: bytes, wrap: str) -> None:
    data = data * 1 if name == "a.json" else data
    packed = gzip.compress(data) if wrap == "gz" else zstandard.compress(data * 1)
    packed = packed[:-5]
    shard = read(tmp_path / f"{name}.{wrap}", packed)
    assert shard.rejects["reason"].to_list() == ["truncated"]
    if wrap == "gz":  # all data are there, only the end mark is not
        assert shard.records.height == 4


def test_truncated_gzip_in_the_middle(tmp_path: Path) -> None:
    rng = random.Random(5)
    rows = [{"text": f"Isi {number} " + "".join(rng.choices("abcdefghijklmnop ", k=200))} for number in range(500)]
    packed = gzip.compress(as_jsonl(rows))
    shard = read(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2])
    assert shard.rejects["reason"].to_list() == ["truncated"]
    assert 200 < shard.records.height < 300
    assert shard.records["raw"].to_list() == [r["text"] for r in rows][: shard.records.height]
    last = shard.rejects["original"].item()
    assert as_jsonl(rows).split(b"\n")[shard.records.height].startswith(last)


def test_damaged_gzip_keeps_what_it_can(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(as_jsonl() * 200, compresslevel=1))
    packed[-8] ^= 0xFF  # the checksum
    shard = read(tmp_path / "a.jsonl.gz", bytes(packed))
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (800, ["corrupt"])


def test_half_an_article_is_no_article(tmp_path: Path) -> None:
    for name, data in (("a.txt.gz", as_text()), ("a.html.gz", SAMPLES["a.html"])):
        shard = read(tmp_path / name, gzip.compress(data)[:-30])
        assert (shard.records.height, shard.rejects["reason"].to_list()) == (0, ["truncated"])
        assert data.startswith(shard.rejects["original"].item())


@pytest.mark.parametrize(
    ("rows", "good", "rejected"),
    [
        (["1,A,Isi.", "2,B", "3,C,Isi."], 2, {"row 3": b"2,B"}),
        (["1,A,Isi, dua, tiga.", "2,B,Isi."], 1, {"row 2": b"1,A,Isi, dua, tiga."}),
        (["1,A,Isi.,,", "2,B,Isi."], 2, {}),
        (['1,A,"Isi', 'dua baris."', "", "2,B,Isi."], 2, {}),
        (['1,A,"Kata ""ya"" ini."'], 1, {}),
        (['1,A,"Kata "ya" ini."', "2,B,Isi."], 2, {}),
        (['1,A,"Kata "ya, ini."', "2,B,Isi."], 1, {"row 2": b'1,A,"Kata "ya, ini."'}),
        (['1,A,"tak ditutup', '2,B,"Isi baik."', '3,C,"Isi."'], 2, {"row 2": b'1,A,"tak ditutup'}),
        (
            ['1,A,"Isi."', '2,B,"tak ditutup', "lagi, dan lagi"],
            1,
            {"row 3": b'2,B,"tak ditutup\nlagi, dan lagi'},
        ),
        (["1,A,Isi \ud800 rusak.".encode("utf-8", "surrogatepass").decode("latin-1")], 0, None),
    ],
)
def test_csv_rows(tmp_path: Path, rows: list[str], good: int, rejected: dict[str, bytes] | None) -> None:
    data = "\n".join(["id,judul,isi", *rows]).encode("latin-1")
    shard = read(tmp_path / "a.csv", data)
    assert shard.records.height == good
    if rejected is not None:
        assert dict(shard.rejects.select("position", "original").rows()) == rejected


def test_table_whose_line_ends_are_lost_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    shifted = as_csv().decode().encode("utf-16")
    shifted = shifted[:60] + b"\x80" + shifted[60:]
    shard = read(tmp_path / "a.csv", shifted)
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (0, ["undecodable"])
    assert read(tmp_path / "b.csv", as_csv().partition(b"\n")[0]).rejects.height == 0


def test_csv_header_whose_quote_is_not_closed(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", 'id,"judul,isi\n1,A,Isi satu.\n2,B,Isi dua.\n')
    assert shard.records.height + shard.rejects.height > 0


def test_table_without_text_is_one_reject(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", "kota,jumlah\n" + "Solo,3\n" * 100)
    assert shard.rejects.select("position", "reason").rows() == [("file", "no_text_column")]
    assert "'kota', 'jumlah'" in shard.rejects["detail"].item()
    assert "--map text=COLUMN" in shard.rejects["detail"].item()
    assert read(tmp_path / "a.csv", "kota,jumlah\nSolo,3\n", mapping={"text": "kota"}).records.height == 1
    wrong = read(tmp_path / "a.csv", as_csv(), mapping={"text": "naskah"})
    assert wrong.rejects["detail"].item().startswith("file: no column 'naskah' among 'id', 'judul', 'link'")
    no_text = as_parquet([{"kota": "Solo"}])
    assert read(tmp_path / "a.parquet", no_text).rejects["reason"].to_list() == ["no_text_column"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", as_json(), "wrong_format"),
        ("a.csv", as_jsonl(), "wrong_format"),
        ("a.txt", as_json(), "wrong_format"),
        ("a.txt", SAMPLES["a.html"], "wrong_format"),
        ("a.json", SAMPLES["a.html"], "wrong_format"),
        ("a.csv.gz", gzip.compress(as_json()), "wrong_format"),
        ("a.jsonl", b"PAR1" + bytes(100), "wrong_format"),
        ("a.parquet", as_csv(), "wrong_format"),
        ("a.txt", b"%PDF-1.7 ...", "wrong_format"),
        ("a.zip", as_text(), "wrong_format"),
        ("a.docx", b"PK", "unknown_format"),
        ("catatan", b"isi", "unknown_format"),
        ("a.txt", b"", "empty_file"),
        ("a.jsonl", b"", "empty_file"),
        ("a.parquet", as_parquet()[:-10], "corrupt"),
        ("a.parquet", b"PAR1" + bytes(40) + b"PAR1", "corrupt"),
        ("a.html", b"<html><body></body></html>", "no_article"),
        ("a.zip", as_zip({"a.txt": as_text()})[:20], "corrupt"),
        ("a.txt", b"\x00\x01\x02\x03 biner", "undecodable"),
    ],
)
def test_whole_file_rejected(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    shard = read(tmp_path / name, data)
    assert shard.records.height == 0
    assert shard.rejects["reason"].to_list() == [reason]
    assert shard.rejects["original"].item() in (
        data,
        gzip.decompress(data) if name.endswith(".gz") else data,
        b"",
    )


def test_compression_is_told_by_bytes_not_by_name(tmp_path: Path) -> None:
    assert read(tmp_path / "a.jsonl", gzip.compress(as_jsonl())).records.height == 4
    assert read(tmp_path / "a.jsonl.gz", as_jsonl()).records.height == 4
    assert (
        read(tmp_path / "b.jsonl.gz", gzip.compress(as_jsonl()[:50]) + gzip.compress(as_jsonl()[50:])).records.height
        == 4
    )
    frames = zstandard.compress(as_jsonl()[:50]) + zstandard.compress(as_jsonl()[50:])
    assert read(tmp_path / "b.jsonl.zst", frames).records.height == 4


MEMBERS = {
    "baik.txt": as_text(),
    "dalam.zip": as_zip({"a/b.txt": as_text()}),
    "kosong.txt": b"",
    "data.xlsx": as_zip({"xl/a.xml": b"<a/>"}),
    "__MACOSX/._baik.txt": b"x",
    "rusak.jsonl": GOOD + b"\nrusak\n" + GOOD,
    "salah.csv": as_json(),
    "../../etc/luar.txt": as_text(),
    "/mutlak.txt": as_text(),
    "palsu.zip": as_text(),
}


@pytest.mark.parametrize("kind", ["zip", "tar", "tar.gz", "tgz", "tar.zst", "tar.xz", "tar.bz2", "zip.gz"])
def test_members_of_an_archive_stand_each_for_itself(tmp_path: Path, kind: str) -> None:
    pack = {"gz": gzip.compress, "zst": zstandard.compress, "xz": lzma.compress, "bz2": bz2.compress}
    data = as_zip(MEMBERS) if "zip" in kind else as_tar(MEMBERS)
    data = pack["gz"](data) if kind == "tgz" else pack.get(kind.rpartition(".")[2], bytes)(data)
    shard = read(tmp_path / f"a.{kind}", data)
    assert shard.records["position"].to_list() == [
        "member baik.txt", "member dalam.zip/a/b.txt",
        "member rusak.jsonl line 1", "member rusak.jsonl line 3",
    ]  # fmt: skip
    assert shard.rejects.select("position", "reason").rows() == [
        ("member kosong.txt", "empty_file"), ("member data.xlsx", "unknown_format"),
        ("member rusak.jsonl line 2", "broken_json"), ("member salah.csv", "wrong_format"),
        ("member ../../etc/luar.txt", "unsafe_member"), ("member /mutlak.txt", "unsafe_member"),
        ("member palsu.zip", "wrong_format"),
    ]  # fmt: skip


def test_links_are_not_followed(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for kind in (tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.FIFOTYPE):
            info = tarfile.TarInfo(f"{kind.decode()}.txt")
            info.type, info.linkname = kind, "/etc/passwd"
            archive.addfile(info)
    shard = read(tmp_path / "a.tar", buffer.getvalue())
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (0, ["unsafe_member"] * 3)
    link = zipfile.ZipInfo("tautan.txt")
    link.external_attr = 0o120777 << 16
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        zipped.writestr(link, "/etc/passwd")
    assert read(tmp_path / "a.zip", buffer.getvalue()).rejects["reason"].to_list() == ["unsafe_member"]


def test_truncated_tar_keeps_the_files_before(tmp_path: Path) -> None:
    members = {"a.txt": as_text(), "b.jsonl": as_jsonl() * 20, "c.txt": as_text()}
    data = as_tar(members)
    cut = data.index(as_jsonl()) + 2 * len(as_jsonl()) + 5
    shard = read(tmp_path / "a.tar", data[:cut])
    assert shard.records.height == 1 + 8
    assert shard.rejects.select("position", "reason").rows() == [("member b.jsonl line 9", "truncated")]
    shard = read(tmp_path / "a.tar.gz", gzip.compress(data[:cut])[:-4])
    assert shard.records.height == 9
    assert shard.rejects.select("position", "reason").rows() == [("member b.jsonl line 9", "truncated")]


def test_archives_in_archives_have_an_end(tmp_path: Path) -> None:
    data = as_zip({"a.txt": as_text()})
    for _ in range(3):
        data = as_zip({"x.zip": data})
    shard = read(tmp_path / "a.zip", data)
    assert shard.rejects.select("position", "reason").rows() == [("member x.zip/x.zip/x.zip", "nested_archive")]
    assert (
        read(tmp_path / "b.zip", as_zip({"a.tar.gz": gzip.compress(as_tar({"a.txt": as_text()}))})).records.height == 1
    )


def test_bombs_do_not_go_off(tmp_path: Path) -> None:
    zeros = bytes(2**20)
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    bomb = b"".join(packer.compress(zeros) for _ in range(300)) + packer.flush()
    shard = read(tmp_path / "a.jsonl.zst", bomb)
    assert shard.rejects["reason"].to_list() == ["expansion"]
    assert len(shard.rejects["original"].item()) <= MAX_RECORD_BYTES
    data = bytearray(as_zip({"a.txt": as_text()}))
    central = data.index(b"PK\x01\x02")
    data[central + 24 : central + 28] = (2**31).to_bytes(4, "little")  # the size it claims
    assert read(tmp_path / "a.zip", bytes(data)).rejects["reason"].to_list() == ["expansion"]


def test_archives_of_too_many_files_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 5)
    members = {f"{number}.txt": as_text() for number in range(6)}
    assert read(tmp_path / "a.zip", as_zip(members)).rejects["reason"].to_list() == ["too_many_members"]
    shard = read(tmp_path / "a.tar", as_tar(members))
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (5, ["too_many_members"])


def test_encrypted_member(tmp_path: Path) -> None:
    data = bytearray(as_zip({"a.txt": as_text(), "b.txt": as_text()}))
    central = data.index(b"PK\x01\x02")
    data[central + 8] |= 1
    shard = read(tmp_path / "a.zip", bytes(data))
    assert shard.rejects.select("position", "reason").rows() == [("member a.txt", "encrypted")]
    assert shard.records["position"].to_list() == ["member b.txt"]


def test_damaged_member_keeps_its_readable_records(tmp_path: Path) -> None:
    data = bytearray(as_zip({"a.jsonl": as_jsonl(), "b.txt": as_text()}))
    central = data.index(b"PK\x01\x02")
    data[central + 16] ^= 0xFF  # the checksum
    shard = read(tmp_path / "a.zip", bytes(data))
    assert shard.rejects.select("position", "reason").rows() == [("member a.jsonl line 5", "corrupt")]
    assert shard.records.height == 5


@pytest.mark.parametrize("is_streamed", [False, True])
def test_zip_without_directory_gives_its_members(tmp_path: Path, is_streamed: bool) -> None:
    """An interrupted copy; members of a streamed archive have their sizes behind them."""
    inner = as_zip({"dalam.txt": as_text()})
    members = {"a.txt": as_text(), "b.jsonl": as_jsonl(), "c.zip": inner, "d.csv": as_csv()}
    buffer = io.BytesIO()
    target = cast("Any", _Unseekable(buffer)) if is_streamed else buffer
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    data = buffer.getvalue()
    shard = read(tmp_path / "a.zip", data[: data.index(b"PK\x01\x02", data.index(b"d.csv"))])
    assert shard.records.height == 1 + 4 + 1 + 4
    assert shard.rejects.select("position", "reason").rows() == [("file", "truncated")]
    assert "4 members were found without it" in shard.rejects["detail"].item()
    shard = read(tmp_path / "b.zip", data[: data.index(b"d.csv") + 100])
    assert shard.records["position"].to_list()[:6] == [
        "member a.txt", *(f"member b.jsonl line {n}" for n in (1, 2, 3, 4)), "member c.zip/dalam.txt",
    ]  # fmt: skip
    assert set(shard.rejects["reason"]) == {"truncated"}


def test_member_without_a_name(tmp_path: Path) -> None:
    data = as_zip({"a.txt": as_text(), "b.txt": as_text()}).replace(b"a.txt", b"\0.txt")
    shard = read(tmp_path / "a.zip", data)
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (1, ["unknown_format"])


class _Unseekable(io.RawIOBase):
    """A file that can only be written on, as a pipe."""

    def __init__(self, target: io.BytesIO) -> None:
        self.target = target

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        return self.target.write(data)


def test_one_endless_record_does_not_fill_memory(tmp_path: Path) -> None:
    over = b"x" * (MAX_RECORD_BYTES + 2**20)
    long = b'{"text": "' + over + b'"}'
    shard = read(tmp_path / "a.jsonl", GOOD + b"\n" + long + b"\n" + GOOD)
    assert (shard.records["position"].to_list(), shard.rejects["reason"].item()) == (
        ["line 1", "line 3"],
        "record_too_large",
    )
    assert shard.rejects["original"].item() == long[:MAX_RECORD_BYTES]
    shard = read(tmp_path / "a.json", b"[" + GOOD + b"," + long + b"," + GOOD + b"]")
    assert (shard.records["position"].to_list(), shard.rejects["reason"].item()) == (
        ["item 1", "item 3"],
        "record_too_large",
    )
    many = (b"baris lagi " * 1000 + b"\n") * (MAX_RECORD_BYTES // 10_000)
    shard = read(tmp_path / "a.csv", b'id,isi\n1,"baik"\n2,"tak ditutup\n' + many + b'3,"baik"\n')
    assert shard.records["raw"].to_list() == ["baik", "baik"]
    assert "record_too_large" in shard.rejects["reason"].to_list()
    assert read(tmp_path / "a.txt", over).rejects["reason"].item() == "record_too_large"


def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    shard = read(tmp_path / "a.txt")
    assert shard.rejects["reason"].to_list() == ["unreadable"]


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_files_never_raise_and_lose_no_record(tmp_path: Path, name: str) -> None:
    for seed in range(60):
        data = mutated(SAMPLES[name], random.Random(f"{name} {seed}"))
        shard = read(tmp_path / name, data)
        assert set(shard.rejects["reason"]) <= set(reject_reasons())
        if not data:
            assert shard.rejects["reason"].to_list() == ["empty_file"]


@pytest.mark.parametrize("seed", range(40))
def test_every_line_of_a_mutated_jsonl_is_accounted_for(tmp_path: Path, seed: int) -> None:
    data = mutated(as_jsonl() * 3, random.Random(seed))
    if data.lstrip()[:1] != b"{" or data.split(b"\n")[0] == b"{" or data[:4] == b"PK\x03\x04":
        return  # told by its beginning to be something else
    shard = read(tmp_path / "a.jsonl", data)
    kept = {int(p.removeprefix("line ")): None for p in shard.records["position"]}
    kept |= {int(p.removeprefix("line ")): o for p, o in shard.rejects.select("position", "original").rows()}
    numbered = {number: line for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()}
    assert sorted(kept) == sorted(numbered)
    assert all(original is None or original == numbered[number] for number, original in kept.items())


def _originals(path: Path) -> list[bytes]:
    """The bytes of every record and reject of a file, in order."""
    items = read_items(source_of(path), ColumnMap())
    return [item.original or b"" for item in items]


@pytest.mark.parametrize("seed", range(60))
def test_every_byte_of_a_mutated_array_is_in_some_record(tmp_path: Path, seed: int) -> None:
    data = mutated(as_json() * 2, random.Random(seed))
    (tmp_path / "a.json").write_bytes(data)
    if data.lstrip()[:1] != b"[" or any(c in data for c in (b"\0", b"PK\x03\x04")):
        return  # told by its beginning to be something else
    between = re.compile(rb"[\s,\[\]]+")
    assert between.sub(b"", b"".join(_originals(tmp_path / "a.json"))) == between.sub(b"", data)


@pytest.mark.parametrize("seed", range(60))
def test_every_line_of_a_mutated_csv_is_in_some_record(tmp_path: Path, seed: int) -> None:
    header, _, rows = (as_csv() + as_csv().partition(b"\n")[2] * 2).partition(b"\n")
    data = header + b"\n" + mutated(rows, random.Random(seed))
    (tmp_path / "a.csv").write_bytes(data)
    if b"\0" in data:
        return  # may pass for UTF-16
    kept = b"\n".join(_originals(tmp_path / "a.csv")).split(b"\n")
    assert [line for line in kept if line.strip()] == [line for line in data.split(b"\n")[1:] if line.strip()]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "judul", "url", "x", "isi", "tanggal", "", "a.b"]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=20)
            | st.lists(st.text(max_size=5)),
            max_size=4,
        ),
        max_size=6,
    ),
    st.sampled_from(["a.jsonl", "a.json"]),
)
def test_any_json_records_in_equals_records_out(
    tmp_path_factory: pytest.TempPathFactory, items: list, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    as_lines = "".join(json.dumps(item) + "\n" for item in items) or "\n"
    data = json.dumps(items) if name == "a.json" else as_lines
    shard = read(path, data)
    assert shard.records.height + shard.rejects.height == len(items)
