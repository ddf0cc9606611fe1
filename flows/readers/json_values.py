"""Cut a stream of JSON into its values: the items of an array, or objects one after the other.

Values are cut by their brackets and strings, not parsed: memory holds one value and one chunk, each
value keeps its own bytes, and after a broken one reading goes on at the next boundary ``}, {"``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .buffers import Buffer
from .records import MAX_RECORD_BYTES, ReadFault
from .streams import Chunks

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"|["\[\]{}]', re.DOTALL)
_BOUNDARY = re.compile(rb'(?<=\})\s*,?\s*(?=\{\s*")')
_ARRAY_MEMBER = re.compile(rb'"[^"\\]{0,100}"\s*:\s*\[\s*(?=\{)')
_MEMBER = re.compile(rb'"[^"\\]{0,1000}"\s*:\s*(?=\S)')
_BETWEEN = re.compile(rb"[\s,]+")
_CLOSED_BY = {b"{": b"}", b"[": b"]"}
_OPENED_BY = {closing: opening for opening, closing in _CLOSED_BY.items()}
_SCALAR = re.compile(rb"[^,\[\]{}]+|[\]}]")


class Value(NamedTuple):
    """The bytes of one value."""

    data: bytes
    fault: ReadFault | None = None
    """Set where the stream ends inside the value, or the value is over the limit."""


def split_values(
    chunks: Chunks, *, in_array: bool, in_object: bool = False, limit: int = MAX_RECORD_BYTES
) -> Iterator[Value]:
    """The values of a stream whose opening ``[`` (``in_array``) has been taken off.

    ``in_object``: the array is a member of an object; other arrays of objects in it are read too, its
    other members are not records. Arrays one after the other are read like one.
    """
    buffer = Buffer(chunks)
    in_arrays = in_array
    while buffer.skip(_BETWEEN):
        if in_array and buffer.first() == b"]":
            buffer.take(1)
            in_array = False
        elif in_object and not in_array:
            in_array = buffer.take_match(_ARRAY_MEMBER)
            if not in_array and not buffer.take_match(_MEMBER):
                in_object = False
                buffer.take(buffer.first() == b"}")
            elif not in_array:
                buffer.take(_end_of_value(buffer, limit) or buffer.size())
        elif in_arrays and not in_array and buffer.first() == b"[":
            buffer.take(1)
            in_array = True
        else:
            value = _take_value(buffer, limit)
            yield value
            if value.fault and not buffer.size():
                return
    if buffer.fault or in_array or in_object:
        yield Value(b"", buffer.fault or _unfinished("before its end"))


def _take_value(buffer: Buffer, limit: int) -> Value:
    end = _end_of_value(buffer, limit)
    if end:
        return Value(buffer.take(end))
    boundary = buffer.search(_BOUNDARY, limit)
    if boundary:
        return Value(buffer.take(boundary))
    if buffer.size() > limit:
        value = buffer.take(limit)
        buffer.skip_until(_BOUNDARY)
        return Value(value, ReadFault("record_too_large", f"a value of more than {limit:,} bytes"))
    return Value(buffer.take(buffer.size()), buffer.fault or _unfinished("in the middle of a value"))


def salvage(data: bytes) -> list[bytes]:
    """A value that does not parse, cut at the boundaries inside: whole objects may follow the broken one."""
    return _BOUNDARY.split(data)


def _unfinished(where: str) -> ReadFault:
    return ReadFault("truncated", f"the JSON ends {where}")


def _end_of_value(buffer: Buffer, limit: int) -> int:
    scan = _end_of_container if buffer.first() in (b"{", b"[") else _end_of_scalar
    return scan(buffer, limit)


def _end_of_container(buffer: Buffer, limit: int) -> int:
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


def _end_of_scalar(buffer: Buffer, limit: int) -> int:
    """Length of a number, word, string or stray bracket at the read position."""
    pattern = _TOKEN if buffer.first() == b'"' else _SCALAR
    while True:
        found = pattern.match(buffer.data, buffer.start)
        if found and len(found[0]) > (found[0] == b'"') and (found.end() < len(buffer.data) or buffer.ended):
            return found.end() - buffer.start
        if buffer.size() > limit or not buffer.fill():
            return found.end() - buffer.start if found and found[0] != b'"' else 0
