"""Cut a stream of JSON into its values: the items of an array, or objects one after the other.

Values are cut by their brackets and strings, not parsed: memory holds one value and one chunk, each
value keeps its own bytes, and after a broken one reading goes on at the next boundary ``}, {"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .records import MAX_RECORD_BYTES, ReadFault
from .streams import Chunks

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{}]', re.DOTALL)
_BOUNDARY = re.compile(rb'(?<=\})\s*,?\s*(?=\{\s*")')
_BETWEEN = re.compile(rb"[\s,]+")
_CLOSED_BY = {b"{": b"}", b"[": b"]"}
_OPENED_BY = {closing: opening for opening, closing in _CLOSED_BY.items()}
_SCALAR = re.compile(rb"[^,\[\]{}]+|[\]}]")


class Value(NamedTuple):
    """The bytes of one value."""

    data: bytes
    fault: ReadFault | None = None
    """Set where the stream ends inside the value, or the value is over the limit."""


def split_values(chunks: Chunks, *, in_array: bool, limit: int = MAX_RECORD_BYTES) -> Iterator[Value]:
    """The values of a stream whose opening ``[`` (``in_array``) has been taken off.

    What follows the end of the array is read, for its faults, and dropped.
    """
    buffer = _Buffer(chunks)
    while buffer.skip(_BETWEEN):
        if in_array and buffer.first() == b"]":
            buffer.drain()
            in_array = False
            break
        end = _end_of_container(buffer, limit) if buffer.first() in (b"{", b"[") else _end_of_scalar(buffer, limit)
        if end:
            yield Value(buffer.take(end))
            continue
        boundary = buffer.search(_BOUNDARY, limit)
        if boundary:
            yield Value(buffer.take(boundary))
        elif buffer.size() > limit:
            yield Value(buffer.take(limit), ReadFault("record_too_large", f"a value of more than {limit:,} bytes"))
            buffer.skip_until(_BOUNDARY)
        else:
            yield Value(buffer.take(buffer.size()), buffer.fault or _unfinished("in the middle of a value"))
            return
    if buffer.fault or in_array:
        yield Value(b"", buffer.fault or _unfinished("before the ']' of the array"))


def salvage(data: bytes) -> list[bytes]:
    """A value that does not parse, cut at the boundaries inside: whole objects may follow the broken one."""
    return _BOUNDARY.split(data)


def _unfinished(where: str) -> ReadFault:
    return ReadFault("truncated", f"the JSON ends {where}")


class _Buffer:
    """The unread part of a stream; ``start`` is the read position in ``data``."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.data = b""
        self.start = 0
        self.fault: ReadFault | None = None
        self.ended = False

    def fill(self) -> bool:
        """Append a chunk; False at the end of the stream."""
        if self.ended:
            return False
        try:
            chunk = next(self.chunks, None)
        except ReadFault as fault:
            self.fault, chunk = fault, None
        if chunk is None:
            self.ended = True
            return False
        self.data, self.start = self.data[self.start :] + chunk, 0
        return True

    def size(self) -> int:
        return len(self.data) - self.start

    def first(self) -> bytes:
        return self.data[self.start : self.start + 1]

    def take(self, size: int) -> bytes:
        value = self.data[self.start : self.start + size]
        self.start += size
        return value

    def skip(self, pattern: re.Pattern[bytes]) -> bool:
        """Pass over what ``pattern`` matches here; False where nothing is left."""
        while True:
            if found := pattern.match(self.data, self.start):
                self.start = found.end()
            if self.size() or not self.fill():
                return self.size() > 0

    def search(self, pattern: re.Pattern[bytes], limit: int) -> int:
        """Offset of the end of the first match that is not at the start; 0 where there is none."""
        found = pattern.search(self.data, self.start + 1, self.start + limit)
        return found.end() - self.start if found else 0

    def skip_until(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over everything up to the first match, without keeping it."""
        while not (found := pattern.search(self.data, self.start)):
            self.start = max(self.start, len(self.data) - 64)
            if not self.fill():
                self.start = len(self.data)
                return
        self.start = found.end()

    def drain(self) -> None:
        self.start = len(self.data)
        while self.fill():
            self.start = len(self.data)


def _end_of_container(buffer: _Buffer, limit: int) -> int:
    """Length of the object or array at the read position; 0 where it has no end within the limit."""
    position = 0
    open_brackets = bytearray()
    while True:
        for token in _TOKEN.finditer(buffer.data, buffer.start + position):
            kind = token[0]
            if kind == b'"':  # a string whose end is not in the buffer yet
                break
            end = token.end() - buffer.start
            if kind in _CLOSED_BY:
                open_brackets += kind
            elif kind in _OPENED_BY:
                opening = open_brackets.rfind(_OPENED_BY[kind])
                if opening < 0:  # it closes what is around the value: the value was not closed
                    return end - 1
                del open_brackets[opening:]  # with those inside it that were not closed
                if not open_brackets:
                    return end
            position = end
        if buffer.size() > limit or not buffer.fill():
            return 0


def _end_of_scalar(buffer: _Buffer, limit: int) -> int:
    """Length of a number, word, string or stray bracket at the read position."""
    pattern = _TOKEN if buffer.first() == b'"' else _SCALAR
    while True:
        found = pattern.match(buffer.data, buffer.start)
        if found and len(found[0]) > (found[0] == b'"') and (found.end() < len(buffer.data) or buffer.ended):
            return found.end() - buffer.start
        if buffer.size() > limit or not buffer.fill():
            return found.end() - buffer.start if found and found[0] != b'"' else 0
