"""Byte streams: files and what their compression hides, in chunks of about a megabyte.

A stream raises :class:`ReadFault` after its last readable byte, so what comes before the damage is never
lost. What is compressed is told by its first bytes; the name only loses its suffix. A new compression
is a row of ``CODECS``.
"""

from __future__ import annotations

import contextlib
import itertools
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
ZIP_MAGIC = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
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
    path: Path | None = None
    """The file itself where the stream is all of it, for formats that must seek."""

    def at(self, place: str = "") -> str:
        """The position of ``place`` (``line 12``) in the whole file."""
        if self.member is None:
            return place or "file"
        return f"member {self.member} {place}".rstrip()


@dataclass(frozen=True)
class Codec:
    """A compression."""

    magic: bytes
    suffixes: tuple[str, ...]
    decoder: Callable[[], Any]


CODECS = (
    Codec(b"\x1f\x8b", (".gz", ".gzip"), lambda: zlib.decompressobj(wbits=31)),
    Codec(b"\x28\xb5\x2f\xfd", (".zst", ".zstd"), lambda: zstandard.ZstdDecompressor().decompressobj()),
)
COMPRESSED_SUFFIXES = tuple(s for codec in CODECS for s in codec.suffixes)


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


def peel(content: Content) -> Content | Reject:
    """Undo compression, at most three layers; refuse an archive inside."""
    chunks, path = content.chunks, content.path
    for _ in range(_MAX_LAYERS):
        head, chunks = peek(chunks)
        codec = next((c for c in CODECS if head.startswith(c.magic)), None)
        if codec is None:
            break
        chunks, path = decompressed(chunks, codec.decoder, codec.suffixes[0]), None
    head, chunks = peek(chunks)
    if head.startswith(ZIP_MAGIC):
        return Reject(content.at(), "nested_archive", "a zip archive inside", head_of(chunks))
    return Content(bare_name(content.name), content.member, chunks, path)


def decompressed(chunks: Chunks, new_decoder: Callable[[], Any], kind: str) -> Chunks:
    """Decompress; several frames or members one after the other are one stream."""
    decoder = new_decoder()
    ready: list[bytes] = []
    size = 0
    fault: ReadFault | None = None
    try:
        for piece in _pieces(chunks):
            data = piece
            while data:
                size += _feed(decoder, data, ready)
                data = decoder.unused_data.lstrip(b"\0") if decoder.eof else b""
                if data:
                    decoder = new_decoder()
            if size >= CHUNK:
                yield b"".join(ready)
                ready, size = [], 0
        if not decoder.eof:
            fault = ReadFault("truncated", f"the {kind} data end before their end mark")
    except ReadFault as error:
        fault = error
    except _DECODE_ERRORS as error:
        fault = ReadFault("corrupt", f"the {kind} data are damaged: {error}")
    if any(ready):
        yield b"".join(ready)
    if fault:
        raise fault


def _feed(decoder: Any, data: bytes, ready: list[bytes]) -> int:
    """Decompress into ``ready``, damaged data byte by byte up to the damage. Returns the size."""
    before = decoder.copy() if hasattr(decoder, "copy") else None
    try:
        ready.append(decoder.decompress(data))
    except _DECODE_ERRORS:
        if before:
            with contextlib.suppress(*_DECODE_ERRORS):
                for start in range(len(data)):
                    ready.append(before.decompress(data[start : start + 1]))
        raise
    return len(ready[-1])


def _pieces(chunks: Chunks) -> Chunks:
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE):
            yield chunk[start : start + _PIECE]
