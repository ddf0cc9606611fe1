"""Cut a web archive into its records, and go on at the next one after damage.

A record is as long as its header says; where no record ends there, it is cut before the next header.
What is in a record is read by fastwarc.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from .buffers import Buffer
from .records import MAX_FILE_ORIGINAL_BYTES, MAX_RECORD_BYTES, ReadFault
from .streams import Chunks

_START = rb"WARC/\d\.\d[ \t]*\r?\n[A-Za-z-]+[ \t]*:"
RECORD_START = re.compile(_START)
_NEXT = re.compile(rb"(?=" + _START + rb")")
_BLANK = re.compile(rb"[\r\n]+")
_HEADER_END = re.compile(rb"\n\r?\n")
_LENGTH = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
_GAP = re.compile(rb"\r?\n\r?\n|[\r\n]*(?=WARC/)")
_MAX_HEADER_BYTES = 2**16


class Cut(NamedTuple):
    """One record's bytes."""

    number: int
    """From 1, all kinds counted."""
    header: bytes
    """The WARC header with its blank line; empty where none is recognised."""
    block: bytes
    """What follows the header; of a record over the limit the first bytes."""
    fault: ReadFault | None = None


def split_records(chunks: Chunks, limit: int = MAX_RECORD_BYTES) -> Iterator[Cut]:
    """The records of a stream; each damaged stretch is one record with a fault.

    Where compressed data are damaged, reading goes on with the next compressed member, if there is one.
    """
    number = 0
    rest: Chunks | None = chunks
    while rest is not None:
        buffer = Buffer(rest)
        told = False
        is_new = number == 0  # damage right after damage is the same damage
        while buffer.skip(_BLANK):
            number += 1
            cut = _take(buffer, limit)
            told = cut.fault is not None and cut.fault is buffer.fault
            is_new = True
            yield cut._replace(number=number)
        if buffer.fault and not told and (is_new or buffer.fault.reason != "corrupt"):
            number += 1
            yield Cut(number, b"", b"", buffer.fault)
        rest = buffer.fault.rest if buffer.fault else None


def _take(buffer: Buffer, limit: int) -> Cut:
    header_length = _header_length(buffer)
    length = _LENGTH.search(buffer.data, buffer.start, buffer.start + header_length)
    if not header_length or not length:
        return _take_damaged(buffer, 0, ReadFault("corrupt", "no WARC record begins here"))
    size = int(length[1])
    if size > limit:
        return _take_large(buffer, header_length, size, limit)
    end = header_length + size
    complete = buffer.require(end)
    buffer.require(end + 4)
    if complete and (buffer.size() < end + 4 or _GAP.match(buffer.data, buffer.start + end)):
        return Cut(0, buffer.take(header_length), buffer.take(size))
    return _take_damaged(buffer, header_length, _wrong_length(size))


def _header_length(buffer: Buffer) -> int:
    """Length of the WARC header at the read position; 0 where there is none."""
    buffer.require(_MAX_HEADER_BYTES)
    if not RECORD_START.match(buffer.data, buffer.start):
        return 0
    found = _HEADER_END.search(buffer.data, buffer.start, buffer.start + _MAX_HEADER_BYTES)
    if not found or _NEXT.search(buffer.data, buffer.start + 1, found.end()):  # a header cut short, then another
        return 0
    return found.end() - buffer.start


def _take_large(buffer: Buffer, header_length: int, size: int, limit: int) -> Cut:
    """Of a record over the limit its beginning; the rest is passed over without being kept.

    A record that begins before this one ends shows that the size is wrong.
    """
    header = buffer.take(header_length)
    buffer.require(_MAX_HEADER_BYTES)
    block = buffer.data[buffer.start : buffer.start + _MAX_HEADER_BYTES]
    left = size
    while left and (buffer.size() > _MAX_HEADER_BYTES or buffer.fill() or buffer.size()):
        found = _NEXT.search(buffer.data, buffer.start, buffer.start + left)
        if found:
            taken = size - left + len(buffer.take(found.end() - buffer.start))
            return Cut(0, header, block[:taken], _wrong_length(size))
        kept = 0 if buffer.ended else _MAX_HEADER_BYTES  # a beginning may be cut by the end of the buffer
        left -= len(buffer.take(max(0, min(left, buffer.size() - kept))))
    if left:
        return Cut(0, header, block, buffer.fault or _cut_short())
    return Cut(0, header, block, ReadFault("record_too_large", f"{size:,} bytes, the limit is {limit:,}"))


def _take_damaged(buffer: Buffer, header_length: int, fault: ReadFault) -> Cut:
    """Everything before the next record, or all that is left."""
    is_record = RECORD_START.match(buffer.data, buffer.start)
    while not (found := _NEXT.search(buffer.data, buffer.start + 1)):
        if buffer.size() > MAX_RECORD_BYTES:
            data = buffer.take(MAX_FILE_ORIGINAL_BYTES)
            buffer.skip_until(_NEXT)
            return _damaged(data, header_length, fault)
        if not buffer.fill():
            data = buffer.take(buffer.size())
            return _damaged(data, header_length, buffer.fault or (_cut_short() if is_record else fault))
    return _damaged(buffer.take(found.end() - buffer.start), header_length, fault)


def _damaged(data: bytes, header_length: int, fault: ReadFault) -> Cut:
    return Cut(0, data[:header_length], data[header_length:MAX_FILE_ORIGINAL_BYTES], fault)


def _cut_short() -> ReadFault:
    return ReadFault("truncated", "the archive ends in the middle of a record")


def _wrong_length(size: int) -> ReadFault:
    return ReadFault("corrupt", f"the record does not end after the {size:,} bytes that it names")
