"""The bytes of one member of a zip archive.

Not by ``ZipFile.open``: that withholds the last piece of a member whose checksum is wrong.
"""

from __future__ import annotations

import bz2
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
