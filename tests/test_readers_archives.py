"""Compression and archives: members stand each for itself, hostile ones are refused, bombs do not go off."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import tarfile
import zipfile
from pathlib import Path
from typing import Any, cast

import pytest
import zstandard

from flows.readers import archives
from flows.readers.records import MAX_RECORD_BYTES
from tests.reader_files import (
    as_csv,
    as_json,
    as_jsonl,
    as_tar,
    as_text,
    as_zip,
    read,
)

GOOD = b'{"text": "Isi baik."}'


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
