"""Zstandard streams that begin with the dictionary of their frames, as archived web pages are packed.

The dictionary is a skippable frame of its own kind, itself compressed or not
(IIPC, "Zstandard Compression for WARC files", 1.0).
"""

from __future__ import annotations

import itertools
import struct
from collections.abc import Callable, Iterator
from typing import Any

import zstandard

MAGIC = b"\x5d\x2a\x4d\x18"
_HEADER = struct.Struct("<4sI")
_FRAME = b"\x28\xb5\x2f\xfd"
_MAX_DICTIONARY_BYTES = 16 * 2**20


def take_dictionary(chunks: Iterator[bytes]) -> tuple[Callable[[], Any], Iterator[bytes]]:
    """What makes decoders that know the dictionary, and the stream after it.

    A dictionary that cannot be read is none: the frames then fail one by one, as damaged ones do.
    """
    head = b""
    size = _HEADER.size
    while len(head) < size and (chunk := next(chunks, b"")):
        head += chunk
        if len(head) >= _HEADER.size:
            size = _HEADER.size + min(_HEADER.unpack_from(head)[1], _MAX_DICTIONARY_BYTES)
    data, rest = head[_HEADER.size : size], itertools.chain([head[size:]], chunks)
    try:
        if data.startswith(_FRAME):
            data = zstandard.ZstdDecompressor().decompress(data, max_output_size=_MAX_DICTIONARY_BYTES)
        dictionary = zstandard.ZstdCompressionDict(data) if data else None
        zstandard.ZstdDecompressor(dict_data=dictionary)
    except (zstandard.ZstdError, ValueError, MemoryError):
        dictionary = None
    return lambda: zstandard.ZstdDecompressor(dict_data=dictionary).decompressobj(), rest
