"""Byte streams: files and what their compression hides, in chunks of about a megabyte.

A stream raises :class:`ReadFault` after its last readable byte, so what comes before the damage is never
lost. What is compressed is told by its first bytes; the name only loses its suffix. A new compression
is a row of ``CODECS``.
"""

from __future__ import annotations

import bz2
import contextlib
import itertools
import lzma
import re
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import zstandard

from . import zstd_dictionary
from .records import MAX_FILE_ORIGINAL_BYTES, ReadFault, Reject

CHUNK = 2**20
_LONGEST_MAGIC = 16
_PIECE = 4096
"""Compressed bytes fed at a time: one piece of a hostile file expands to some hundred MB at most."""
_MAX_LAYERS = 3
MAX_EXPANSION = 250
"""Text shrinks 3 to 10 times, the most repetitive dumps perhaps 100 times."""
EXPANSION_MATTERS_ABOVE = 256 * 2**20
"""Below so many bytes any expansion is harmless."""
_DECODER_MEMORY_BYTES = 256 * 2**20
_DECODE_ERRORS = (zlib.error, zstandard.ZstdError, lzma.LZMAError, OSError, EOFError, ValueError)

Chunks = Iterator[bytes]


class Meter:
    """How far a file has been read."""

    def __init__(self) -> None:
        self.bytes = 0

    def reached(self, position: int) -> None:
        """Note that all before ``position`` has been read, or passed over."""
        self.bytes = max(self.bytes, position)


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
    meter: Meter = field(default_factory=Meter)
    """Of the file; one that is read by a path of its own (a zip archive inside another) has its own."""

    def at(self, place: str = "") -> str:
        """The position of ``place`` (``line 12``) in the whole file."""
        if self.member is None:
            return place or "file"
        return f"member {self.member} {place}".rstrip()


@dataclass(frozen=True)
class Codec:
    """A compression."""

    magic: re.Pattern[bytes]
    suffixes: tuple[str, ...]
    decoder: Callable[[], Any]
    member: re.Pattern[bytes] | None = None
    """How a member or frame begins, where that is more than ``magic``."""


CODECS = (
    Codec(
        re.compile(rb"\x1f\x8b"),
        (".gz", ".gzip"),
        lambda: zlib.decompressobj(wbits=31),
        re.compile(rb"\x1f\x8b\x08[\0-\x1f]"),
    ),
    Codec(
        re.compile(rb"\x28\xb5\x2f\xfd|[\x50-\x5f]\x2a\x4d\x18"),  # a frame, or one to be skipped
        (".zst", ".zstd"),
        lambda: zstandard.ZstdDecompressor().decompressobj(),
    ),
    Codec(re.compile(rb"BZh[1-9]1AY&SY"), (".bz2",), bz2.BZ2Decompressor),
    Codec(
        re.compile(rb"\xfd7zXZ\0"),
        (".xz",),
        lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_DECODER_MEMORY_BYTES),
    ),
)
COMPRESSED_SUFFIXES = tuple(s for codec in CODECS for s in codec.suffixes)
_SHORT_SUFFIXES = {".tgz": ".tar", ".tbz": ".tar", ".tbz2": ".tar", ".txz": ".tar", ".tzst": ".tar"}


def bare_name(name: str) -> str:
    """The name without compression suffixes.

    >>> bare_name("berita.JSONL.gz"), bare_name("berita.tgz")
    ('berita.JSONL', 'berita.tar')
    """
    while name.lower().endswith(COMPRESSED_SUFFIXES):
        name = name.rpartition(".")[0]
    stem, dot, suffix = name.rpartition(".")
    short = _SHORT_SUFFIXES.get((dot + suffix).lower())
    return stem + short if short else name


def file_chunks(path: Path, meter: Meter | None = None) -> Chunks:
    """The bytes of a file; ``meter`` is told how far it was read."""
    try:
        with path.open("rb") as file:
            while chunk := file.read(CHUNK):
                if meter:
                    meter.reached(file.tell())
                yield chunk
    except OSError as error:
        raise ReadFault("unreadable", str(error.strerror or error)) from error


def reject_all(position: str, reason: str, what: str, chunks: Chunks) -> Reject:
    """Reject a whole stream. Its first megabyte is kept: to look at it, not to replay it."""
    original = _head_of(chunks, MAX_FILE_ORIGINAL_BYTES + 1)
    if len(original) > MAX_FILE_ORIGINAL_BYTES:
        original = original[:MAX_FILE_ORIGINAL_BYTES]
        what += f" (its first {len(original):,} bytes are kept)"
    return Reject(position, reason, what, original)


def _head_of(chunks: Chunks, limit: int) -> bytes:
    """Up to ``limit`` bytes of a stream, faults ignored."""
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


def peel(content: Content) -> Content:
    """Undo compression, at most three layers of it."""
    chunks, path = content.chunks, content.path
    for _ in range(_MAX_LAYERS):
        head, chunks = peek(chunks)
        codec = next((c for c in CODECS if c.magic.match(head)), None)
        if codec is None:
            break
        decoder = codec.decoder
        if head.startswith(zstd_dictionary.MAGIC):
            decoder, chunks = zstd_dictionary.take_dictionary(chunks)
        chunks, path = decompressed(chunks, decoder, codec.suffixes[0], codec.member or codec.magic), None
    return Content(bare_name(content.name), content.member, chunks, path, content.meter)


def decompressed(
    chunks: Chunks, new_decoder: Callable[[], Any], kind: str, member: re.Pattern[bytes] | None = None
) -> Chunks:
    """Decompress; several frames or members one after the other are one stream.

    The fault of damaged data has the members after them as its ``rest``, found by how a ``member`` begins.
    """
    pieces = chunks if isinstance(chunks, _Pieces) else _Pieces(chunks)
    decoder = new_decoder()
    data = b""
    given = 0
    ready: list[bytes] = []
    size = 0
    fault: ReadFault | None = None
    try:
        for piece in pieces:
            data = piece
            while data:
                size += _feed(decoder, data, ready)
                if data := decoder.unused_data.lstrip(b"\0") if decoder.eof else b"":
                    decoder = new_decoder()
            if size >= CHUNK:
                given += size
                if given > max(EXPANSION_MATTERS_ABOVE, pieces.taken * MAX_EXPANSION):
                    fault = ReadFault("expansion", f"{pieces.taken:,} {kind} bytes expand to more than {given:,}")
                    break
                yield b"".join(ready)
                ready, size = [], 0
        if not fault and not decoder.eof:
            fault = ReadFault("truncated", f"the {kind} data end before their end mark")
    except ReadFault as error:
        fault = error
    except _DECODE_ERRORS as error:
        fault = ReadFault("corrupt", f"the {kind} data are damaged: {error}")
        if member and pieces.skip_to(member, data[1:]):
            fault.rest = decompressed(pieces, new_decoder, kind, member)
    if any(ready) and not (fault and fault.reason == "expansion"):
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


class _Pieces:
    """A stream in pieces of bounded size, which can be moved on to where a pattern begins."""

    def __init__(self, chunks: Chunks) -> None:
        self._chunks = chunks
        self._data = b""
        self._start = 0
        self.taken = 0

    def __iter__(self) -> _Pieces:
        return self

    def __next__(self) -> bytes:
        while self._start >= len(self._data):
            self._data, self._start = next(self._chunks), 0
        piece = self._data[self._start : self._start + _PIECE]
        self._start += len(piece)
        self.taken += len(piece)
        return piece

    def skip_to(self, pattern: re.Pattern[bytes], data: bytes) -> bool:
        """Go on at the next match in ``data`` (taken already) and the rest; False where there is none."""
        self._data, self._start = data + self._data[self._start :], 0
        while not (found := pattern.search(self._data)):
            tail = self._data[-_LONGEST_MAGIC:]
            try:
                self._data = tail + next(self._chunks)
            except (StopIteration, ReadFault):
                return False
        self._start = found.start()
        return True
