"""From a file to the byte streams of the texts in it: decompressed, archives taken apart.

What is compressed is told by its first bytes; the name only loses its suffix. A stream is an iterator
of chunks of about a megabyte that raises :class:`ReadFault` after the last readable byte, so what comes
before the damage is never lost. New compressions are a row of ``_CODECS``, new archives a function
that yields :class:`Content`.
"""

from __future__ import annotations

import itertools
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import zstandard

from .records import MAX_ORIGINAL_BYTES, ReadFault, Reject

CHUNK = 2**20
_PIECE = 4096
"""Compressed bytes fed at a time: one piece of a hostile file expands to some hundred MB at most."""
_MAX_LAYERS = 3
_ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_DECODE_ERRORS = (zlib.error, zstandard.ZstdError, OSError, EOFError)

Chunks = Iterator[bytes]


@dataclass(frozen=True)
class Content:
    """One text stream: a file, or a member of an archive."""

    name: str
    """Its file name without compression suffixes; decides the format."""
    member: str | None
    """The member's path inside its archive."""
    chunks: Chunks

    def at(self, place: str = "") -> str:
        """The position of ``place`` (``line 12``) in the whole file."""
        if self.member is None:
            return place or "file"
        return f"member {self.member} {place}".rstrip()


@dataclass(frozen=True)
class _Codec:
    magic: bytes
    suffixes: tuple[str, ...]
    decoder: Callable[[], Any]


_CODECS = (
    _Codec(b"\x1f\x8b", (".gz", ".gzip"), lambda: zlib.decompressobj(wbits=31)),
    _Codec(b"\x28\xb5\x2f\xfd", (".zst", ".zstd"), lambda: zstandard.ZstdDecompressor().decompressobj()),
)
COMPRESSED_SUFFIXES = tuple(s for codec in _CODECS for s in codec.suffixes)
ARCHIVE_SUFFIXES = (".zip",)


def open_contents(path: Path) -> Iterator[Content | Reject]:
    """The texts in a file. A stream must be used up before the next one is asked for."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        yield Reject("file", "unreadable", str(error.strerror or error), b"")
        return
    if head.startswith(_ZIP_MAGIC):
        yield from _members(path)
    elif not head:
        yield Reject("file", "empty_file", "0 bytes", b"")
    elif path.suffix.lower() in ARCHIVE_SUFFIXES:
        yield Reject("file", "wrong_format", "named .zip but not a zip archive", head_of(file_chunks(path)))
    else:
        yield _peel(Content(path.name, None, file_chunks(path)))


def bare_name(name: str) -> str:
    """The name without compression suffixes.

    >>> bare_name("berita.JSONL.gz")
    'berita.JSONL'
    """
    while name.lower().endswith(COMPRESSED_SUFFIXES):
        name = name.rpartition(".")[0]
    return name


def file_chunks(path: Path) -> Chunks:
    """The bytes of a file."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                yield chunk
    except OSError as error:
        raise ReadFault("unreadable", str(error.strerror or error)) from error


def head_of(chunks: Chunks, limit: int = MAX_ORIGINAL_BYTES) -> bytes:
    """Up to ``limit`` bytes of a stream, faults ignored: the original of a reject."""
    kept: list[bytes] = []
    size = 0
    try:
        for chunk in chunks:
            kept.append(chunk[: limit - size])
            size += len(kept[-1])
            if size >= limit:
                break
    except ReadFault:
        pass
    return b"".join(kept)


def peek(chunks: Chunks) -> tuple[bytes, Chunks]:
    """The first chunk, and the stream with it put back. A fault before it stays in the stream."""
    try:
        head = next(chunks, b"")
    except ReadFault as fault:
        return b"", _failing(fault)
    return head, itertools.chain([head] if head else [], chunks)


def _failing(fault: ReadFault) -> Chunks:
    raise fault
    yield b""


def _peel(content: Content) -> Content | Reject:
    """Undo compression, at most three layers; refuse an archive inside."""
    chunks = content.chunks
    for _ in range(_MAX_LAYERS):
        head, chunks = peek(chunks)
        codec = next((c for c in _CODECS if head.startswith(c.magic)), None)
        if codec is None:
            break
        chunks = _decompressed(chunks, codec)
    head, chunks = peek(chunks)
    if head.startswith(_ZIP_MAGIC):
        return Reject(content.at(), "nested_archive", "a zip archive inside", head_of(chunks))
    return Content(bare_name(content.name), content.member, chunks)


def _decompressed(chunks: Chunks, codec: _Codec) -> Chunks:
    """Decompress; several frames or members one after the other are one stream."""
    decoder = codec.decoder()
    ready: list[bytes] = []
    size = 0
    fault: ReadFault | None = None
    try:
        for piece in _pieces(chunks):
            data = piece
            while data:
                ready.append(decoder.decompress(data))
                size += len(ready[-1])
                data = decoder.unused_data.lstrip(b"\0") if decoder.eof else b""
                if data:
                    decoder = codec.decoder()
            if size >= CHUNK:
                yield b"".join(ready)
                ready, size = [], 0
        if not decoder.eof:
            fault = ReadFault("truncated", f"the {codec.suffixes[0]} data end before their end mark")
    except ReadFault as error:
        fault = error
    except _DECODE_ERRORS as error:
        fault = ReadFault("corrupt", f"the {codec.suffixes[0]} data are damaged: {error}")
    if size:
        yield b"".join(ready)
    if fault:
        raise fault


def _pieces(chunks: Chunks) -> Chunks:
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]


def _members(path: Path) -> Iterator[Content | Reject]:
    """The files of a zip archive in archive order."""
    try:
        with zipfile.ZipFile(path) as archive:
            for info in archive.infolist():
                if info.is_dir() or info.filename.startswith("__MACOSX/"):
                    continue
                yield _member(archive, info)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        yield Reject("file", "corrupt", f"not a readable zip archive: {error}", head_of(file_chunks(path)))


def _member(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Content | Reject:
    name = info.filename
    content = Content(name.rpartition("/")[2], name, _member_chunks(archive, info))
    if info.flag_bits & 1:
        return Reject(content.at(), "encrypted", "the member is encrypted", b"")
    if info.file_size == 0:
        return Reject(content.at(), "empty_file", "0 bytes", b"")
    return _peel(content)


def _member_chunks(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Chunks:
    try:
        with archive.open(info) as member:
            while chunk := member.read(CHUNK):
                yield chunk
    except EOFError as error:
        raise ReadFault("truncated", "the member ends before its end") from error
    except (zipfile.BadZipFile, zlib.error, OSError, NotImplementedError, RuntimeError, ValueError) as error:
        raise ReadFault(
            "corrupt", f"the member is damaged or packed by an unknown method: {error}"
        ) from error
