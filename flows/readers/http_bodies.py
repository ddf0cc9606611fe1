"""The body of an archived HTTP response: encodings of transfer and content undone.

Crawlers often store a decoded body under headers that still call it encoded, so a body is decoded only
where it is what the header says.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import zstandard

from .records import MAX_RECORD_BYTES, ReadFault
from .streams import decompressed

_CHUNK_HEADER = re.compile(rb"(?:\r?\n)?([0-9A-Fa-f]{1,8})[ \t]*(?:;[^\n]{0,1000})?\r?\n")


class _Brotli:
    """Brotli with the interface of the other decoders."""

    unused_data = b""

    def __init__(self) -> None:
        self._decoder = brotli.Decompressor()

    @property
    def eof(self) -> bool:
        """Whether the end mark has been read."""
        return bool(self._decoder.is_finished())

    def decompress(self, data: bytes) -> bytes:
        """The decoded bytes. Raises ValueError for damaged data."""
        try:
            return bytes(self._decoder.process(data))
        except brotli.error as error:
            raise ValueError(str(error)) from error


_DECODERS: dict[str, tuple[Callable[[], Any], ...]] = {
    "gzip": (lambda: zlib.decompressobj(wbits=31),),
    "x-gzip": (lambda: zlib.decompressobj(wbits=31),),
    "deflate": (zlib.decompressobj, lambda: zlib.decompressobj(wbits=-15)),
    "br": (_Brotli,),
    "zstd": (lambda: zstandard.ZstdDecompressor().decompressobj(),),
}


def decode_content(body: bytes, encodings: str, limit: int = MAX_RECORD_BYTES) -> bytes:
    """Undo a ``Content-Encoding``, the last named first.

    Raises ReadFault where the body breaks off, or expands to more than ``limit`` bytes.

    >>> decode_content(zlib.compress(b"Harga beras naik."), "deflate")
    b'Harga beras naik.'
    >>> decode_content(b"<html>tidak dipadatkan</html>", "gzip")
    b'<html>tidak dipadatkan</html>'
    """
    for encoding in reversed(encodings.lower().split(",")):
        decoders = _DECODERS.get(encoding.strip(), ())
        decoded = (_decoded(body, decoder, encoding.strip(), limit) for decoder in decoders)
        body = next((data for data in decoded if data is not None), body)
    return body


def decode_chunked(body: bytes) -> bytes:
    """Undo ``Transfer-Encoding: chunked``; a body that is not chunked passes unchanged.

    Raises ReadFault where a chunk is missing.

    >>> decode_chunked(b"5\\r\\nHarga\\r\\n0\\r\\n\\r\\n"), decode_chunked(b"<html>")
    (b'Harga', b'<html>')
    """
    parts: list[bytes] = []
    position = 0
    while header := _CHUNK_HEADER.match(body, position):
        size, position = int(header[1], 16), header.end()
        if size == 0:
            return b"".join(parts)
        parts.append(body[position : position + size])
        position += size
    if not position:
        return body
    raise ReadFault("truncated", "the answer breaks off between its chunks")


def _decoded(body: bytes, decoder: Callable[[], Any], kind: str, limit: int) -> bytes | None:
    """The decoded body; None where it is not of this encoding at all."""
    kept: list[bytes] = []
    size = 0
    try:
        for chunk in decompressed(iter([body]), decoder, kind):
            kept.append(chunk)
            size += len(chunk)
            if size > limit:
                raise ReadFault("record_too_large", f"the body expands to more than {limit:,} bytes")
    except ReadFault as fault:
        if size == 0 and fault.reason == "corrupt":
            return None
        raise
    return b"".join(kept)
