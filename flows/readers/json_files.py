"""``.json``, ``.jsonl``, ``.ndjson``: what is in them is told by how they begin.

An array of objects, one object a line, objects one after the other, or an array inside an object
(``{"articles": [ … ]}``); the suffixes promise less than people believe.
"""

from __future__ import annotations

import json
import re

import orjson

from .columns import ColumnMap
from .decode import utf8_chunks
from .json_text import parse_record
from .json_values import Value, salvage, split_values
from .lines import Line, split_lines
from .records import Item, Items, Record, Reject
from .streams import Chunks, Content, peek

_WRAPPER = re.compile(rb'\s*\{\s*"[^"\\]{1,100}"\s*:\s*\[\s*(?=\{)')


def read_json(content: Content, columns: ColumnMap) -> Items:
    """The records of a JSON file of any shape."""
    head, chunks = peek(utf8_chunks(content.chunks))
    start = head.lstrip()
    if start.startswith(b"["):
        offset = len(head) - len(start) + 1
        yield from _read_values(content, _after(chunks, offset), in_array=True)
    elif offset := _wrapped_array(head, columns):
        yield from _read_values(content, _after(chunks, offset), in_array=True, in_object=True)
    elif _has_lines(content.name, start):
        yield from _read_lines(content, chunks)
    else:
        yield from _read_values(content, chunks, in_array=False)


def _has_lines(name: str, start: bytes) -> bool:
    first_line = start.partition(b"\n")[0].strip()
    if not name.lower().endswith(".json"):
        return first_line != b"{"
    try:
        return isinstance(orjson.loads(first_line), dict)
    except orjson.JSONDecodeError:
        return False


def _wrapped_array(head: bytes, columns: ColumnMap) -> int:
    """Where the array of articles inside an object begins; 0 where there is none."""
    if not (found := _WRAPPER.match(head)):
        return 0
    try:
        first, _ = json.JSONDecoder(strict=False).raw_decode(head[found.end() :].decode("utf-8", "ignore"))
    except (ValueError, RecursionError):
        return 0
    return found.end() if columns.text_columns(first) else 0


def _after(chunks: Chunks, offset: int) -> Chunks:
    yield next(chunks)[offset:]
    yield from chunks


def _read_lines(content: Content, chunks: Chunks) -> Items:
    """Each line that is not blank is a record or a reject of its own."""
    for line in split_lines(chunks):
        if line.fault:
            yield from _faulty_line(content, line)
        elif line.data and not line.data.isspace():
            yield parse_record(content.at(f"line {line.number}"), line.data)


def _faulty_line(content: Content, line: Line) -> Items:
    """A line over the limit, or the last of a broken stream, which may be complete by chance."""
    assert line.fault
    position, tail = content.at(f"line {line.number}"), line.data
    if line.fault.reason != "record_too_large" and tail.strip():
        item = parse_record(position, tail)
        if isinstance(item, Record):
            yield item
            position, tail = content.at(f"line {line.number + 1}"), b""
    yield Reject(position, line.fault.reason, line.fault.what, tail)


def _read_values(content: Content, chunks: Chunks, *, in_array: bool, in_object: bool = False) -> Items:
    number = 0
    for value in split_values(chunks, in_array=in_array, in_object=in_object):
        for item in _items(value):
            number += 1
            yield item._replace(position=content.at(f"item {number}"))


def _items(value: Value) -> list[Item]:
    if value.fault:
        return [Reject("", value.fault.reason, value.fault.what, value.data)]
    item = parse_record("", value.data)
    pieces = salvage(value.data) if isinstance(item, Reject) else []
    if len(pieces) < 2:
        return [item]
    return [parse_record("", piece) for piece in pieces]
