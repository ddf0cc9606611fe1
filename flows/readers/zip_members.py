"""The bytes of one member of a zip archive.

Not by ``ZipFile.open``: that withholds the last piece of a member whose checksum is wrong. The members of
an archive that lost its directory are found by their own headers.
"""

from __future__ import annotations

import bz2
import mmap
import struct
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import zstandard

from .records import ReadFault
from .streams import CHUNK, Chunks, decompressed

ENCRYPTED = 0x1
"""Flag bit of an encrypted member."""
_STORED = 0
_METHODS: dict[int, Callable[[], Any]] = {
    8: lambda: zlib.decompressobj(wbits=-15),
    12: bz2.BZ2Decompressor,
    93: lambda: zstandard.ZstdDecompressor().decompressobj(),
}
"""Compression methods by their number in the format's specification (APPNOTE 4.4.5)."""
_LOCAL_HEADER = struct.Struct("<4s22xHH")
_LOCAL_MAGIC = b"PK\x03\x04"
_LOCAL_FIELDS = struct.Struct("<4s2xHH4xIIIHH")
_DESCRIPTOR = struct.Struct("<4sIII")
_DESCRIPTOR_MAGIC = b"PK\x07\x08"
_SIZES_FOLLOW = 0x8
"""Flag bit of a member whose sizes and checksum stand after it."""
_UTF8_NAME = 0x800


def why_unreadable(member: zipfile.ZipInfo) -> str | None:
    """What keeps a member from being read; None where nothing does."""
    if member.compress_type == _STORED or member.compress_type in _METHODS:
        return None
    return f"compression method {member.compress_type} is not supported"


def member_chunks(path: Path, member: zipfile.ZipInfo) -> Chunks:
    """A member's bytes, with a fault after them where they are not those that were packed."""
    chunks = packed_chunks(path, member)
    if member.compress_type != _STORED:
        chunks = decompressed(chunks, _METHODS[member.compress_type], "packed")
    checksum = 0
    for chunk in chunks:
        checksum = zlib.crc32(chunk, checksum)
        yield chunk
    if checksum != member.CRC:
        raise ReadFault("corrupt", "the member's checksum is wrong: its bytes are damaged")


def packed_chunks(path: Path, member: zipfile.ZipInfo) -> Chunks:
    """A member's bytes as they stand in the archive."""
    left = member.compress_size
    try:
        with path.open("rb") as file:
            file.seek(member.header_offset)
            magic, name_length, extra_length = _LOCAL_HEADER.unpack(file.read(_LOCAL_HEADER.size))
            if magic != _LOCAL_MAGIC:
                raise ReadFault("corrupt", "the member is not where the archive says")
            file.seek(name_length + extra_length, 1)
            while left and (chunk := file.read(min(CHUNK, left))):
                left -= len(chunk)
                yield chunk
    except (OSError, ValueError, struct.error) as error:
        raise ReadFault("corrupt", f"the member cannot be read: {error}") from error
    if left:
        raise ReadFault("truncated", f"the archive ends {left:,} bytes before the member does")


def find_members(path: Path, limit: int) -> list[zipfile.ZipInfo]:
    """The members of an archive without directory, by their headers, at most ``limit`` + 1."""
    found: list[zipfile.ZipInfo] = []
    try:
        with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            start = data.find(_LOCAL_MAGIC)
            while 0 <= start <= len(data) - _LOCAL_FIELDS.size and len(found) <= limit:
                member, end = _member_at(data, start)
                found.append(member)
                start = data.find(_LOCAL_MAGIC, end)
    except (OSError, ValueError):  # it vanished, or is empty
        return []
    return found


def _member_at(data: mmap.mmap, start: int) -> tuple[zipfile.ZipInfo, int]:
    """The member whose header begins at ``start``, and where the search for the next one goes on."""
    _, flags, method, checksum, packed, unpacked, name_length, extra_length = _LOCAL_FIELDS.unpack_from(data, start)
    name_start = start + _LOCAL_FIELDS.size
    name = data[name_start : name_start + name_length].decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
    first = name_start + name_length + extra_length
    if flags & _SIZES_FOLLOW:
        following = data.find(_LOCAL_MAGIC, first)
        end = following if following >= 0 else len(data)
        descriptor = data.rfind(_DESCRIPTOR_MAGIC, first, end)
        packed = (descriptor if descriptor >= 0 else end) - first
        if 0 <= descriptor <= len(data) - _DESCRIPTOR.size:
            _, checksum, _, unpacked = _DESCRIPTOR.unpack_from(data, descriptor)
    member = zipfile.ZipInfo(name or "nameless")
    member.header_offset, member.compress_size, member.file_size = start, packed, unpacked or packed
    member.CRC, member.compress_type, member.flag_bits = checksum, method, flags
    return member, max(first, min(first + packed, len(data)))
