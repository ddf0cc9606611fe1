"""Cut a byte stream into lines without ever holding more than one record's limit."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .records import MAX_RECORD_BYTES, ReadFault
from .streams import Chunks


class Line(NamedTuple):
    """One line without its ``\\n``."""

    number: int
    """From 1."""
    data: bytes
    fault: ReadFault | None = None
    """Set where the line is over the limit (``data`` = its first bytes) or the stream breaks off in it."""


def split_lines(chunks: Chunks, limit: int = MAX_RECORD_BYTES) -> Iterator[Line]:
    """The lines of a stream. A fault of the stream is the last line, with the unfinished bytes as data.

    Lines end with ``\\n``, or with ``\\r`` where the first chunk has that alone (old Macintosh files).
    """
    number = 1
    pending: list[bytes] = []
    size = 0
    fault: ReadFault | None = None
    end: bytes | None = None
    chunks = iter(chunks)
    while True:
        try:
            chunk = next(chunks, None)
        except ReadFault as error:
            fault = error
            break
        if chunk is None:
            break
        if end is None:
            end = b"\r" if b"\r" in chunk and b"\n" not in chunk else b"\n"
        first, *rest = chunk.split(end)
        if size <= limit:
            pending.append(first)
        size += len(first)
        if not rest:
            continue
        yield _line(number, pending, size, limit)
        number += 1
        last = rest.pop()
        for data in rest:
            yield Line(number, data)
            number += 1
        pending, size = [last], len(last)
    if fault or size:
        line = _line(number, pending, size, limit)
        yield Line(number, line.data, fault or line.fault)


def _line(number: int, pending: list[bytes], size: int, limit: int) -> Line:
    data = b"".join(pending)
    if size <= limit:
        return Line(number, data)
    what = f"{size:,} bytes without a line end; the limit is {limit:,}"
    return Line(number, data[:limit], ReadFault("record_too_large", what))
