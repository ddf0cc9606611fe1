"""The files inside archives, read in place: nothing is unpacked to disk, so no path can lead astray."""

from __future__ import annotations

import bz2
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import zstandard

from .records import ReadFault, Reject
from .streams import CHUNK, Chunks, Content, decompressed, file_chunks, head_of, peel

ARCHIVE_SUFFIXES = (".zip",)
_ENCRYPTED, _STORED = 0x1, 0
_METHODS: dict[int, Callable[[], Any]] = {
    8: lambda: zlib.decompressobj(wbits=-15),
    12: bz2.BZ2Decompressor,
    93: lambda: zstandard.ZstdDecompressor().decompressobj(),
}
"""Compression methods of zip members by their number in the format's specification (APPNOTE 4.4.5)."""
_LOCAL_HEADER = struct.Struct("<4s22xHH")


def zip_members(path: Path) -> Iterator[Content | Reject]:
    """The files of a zip archive in archive order."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = [
                m for m in archive.infolist() if not m.is_dir() and not m.filename.startswith("__MACOSX/")
            ]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as error:
        yield Reject("file", "corrupt", f"not a readable zip archive: {error}", head_of(file_chunks(path)))
        return
    for member in members:
        yield _open_member(path, member)


def _open_member(path: Path, member: zipfile.ZipInfo) -> Content | Reject:
    name = member.filename
    content = Content(name.rpartition("/")[2], name, _member_chunks(path, member))
    if member.flag_bits & _ENCRYPTED:
        return Reject(
            content.at(), "encrypted", "the member is encrypted", head_of(_packed_chunks(path, member))
        )
    if member.compress_type != _STORED and member.compress_type not in _METHODS:
        what = f"compression method {member.compress_type} is not supported"
        return Reject(content.at(), "corrupt", what, head_of(_packed_chunks(path, member)))
    if member.file_size == 0:
        return Reject(content.at(), "empty_file", "0 bytes", b"")
    return peel(content)


def _member_chunks(path: Path, member: zipfile.ZipInfo) -> Chunks:
    """A member's bytes, with a fault after them where they are not those that were packed.

    Not by ``ZipFile.open``: that withholds the last piece of a member whose checksum is wrong.
    """
    chunks = _packed_chunks(path, member)
    if member.compress_type != _STORED:
        chunks = decompressed(chunks, _METHODS[member.compress_type], "packed")
    checksum = 0
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if checksum != member.CRC:
        raise ReadFault("corrupt", "the member's checksum is wrong: its bytes are damaged")


def _packed_chunks(path: Path, member: zipfile.ZipInfo) -> Chunks:
    left = member.compress_size
    try:
        with path.open("rb") as file:
            file.seek(member.header_offset)
            magic, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
            if magic != b"PK\x03\x04":
                raise ReadFault("corrupt", "the member is not where the archive says")
            file.seek(name_length + extra_length, 1)
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
    except (OSError, ValueError, struct.error) as error:
        raise ReadFault("corrupt", f"the member cannot be read: {error}") from error
    if left:
        raise ReadFault("truncated", f"the archive ends {left:,} bytes before the member does")
