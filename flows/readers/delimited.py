"""``.csv`` and ``.tsv``: separator and quoting found, records with line ends in quotes, ragged rows.

The standard library's parser reads, line by line, so that each record keeps its own bytes.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from .columns import ColumnMap
from .decode import UndecodableError, decode, is_utf16, utf8_chunks
from .dialects import Dialect, sniff
from .lines import Line, split_lines
from .records import MAX_FILE_ORIGINAL_BYTES, MAX_RECORD_BYTES, Items, ReadFault, Record, Reject
from .row_lines import RowLines
from .streams import Content, peek

_SAMPLE_BYTES = 2**18
_LONGEST_NAME = 60

csv.field_size_limit(2 * MAX_RECORD_BYTES)  # of the process; the standard library has no other way


class _Row(NamedTuple):
    cells: list[str]
    lines: list[Line]
    fault: ReadFault | None
    """What is wrong with its bytes or its quotes; then there are no cells."""

    def original(self) -> bytes:
        return b"\n".join(line.data for line in self.lines)


def read_delimited(content: Content, columns: ColumnMap) -> Items:
    """The rows below the header; the header is row 1. Blank lines and the header once more (files that were
    pasted together) are no records.

    Without a text column no row can be read: one reject for the file, with its first bytes.
    """
    head, chunks = peek(utf8_chunks(content.chunks))
    dialect, offset = sniff(head[:_SAMPLE_BYTES], content.name)
    lines = RowLines(itertools.islice(split_lines(chunks), offset, None))
    header: list[str] = []
    written: list[str] = []
    number = 0
    for number, row in enumerate(_rows(lines, dialect), start=offset + 1):
        position = content.at(f"row {number}")
        if not header and not row.lines[-1].fault:
            header, written = _header(row, lines, dialect), row.cells
            if not columns.text_columns(header):
                yield Reject(
                    content.at(), "no_text_column", columns.no_text_among(header), head[:MAX_FILE_ORIGINAL_BYTES]
                )
                return
        elif row.cells and row.cells == written:
            continue
        elif row.fault:
            lines.resume(row.lines, dialect, len(header))
            yield Reject(position, row.fault.reason, row.fault.what, row.original())
        elif not _fit(row.cells, len(header)):
            what = f"{len(row.cells)} fields, the header has {len(header)}"
            yield Reject(position, "ragged_row", what, row.original())
        else:
            yield _record(position, header, row)
    if number == offset + 1 and not all(map(_is_name, header)):
        what = "no row follows the header, and it does not read like one"
        yield Reject(content.at(f"row {number}"), "undecodable", what, head[:MAX_FILE_ORIGINAL_BYTES])


def _is_name(column: str) -> bool:
    """Whether a column name reads like one: where line ends are damaged, the whole table is the header."""
    return len(column) <= _LONGEST_NAME and column.isprintable() and "\ufffd" not in column


def _rows(lines: RowLines, dialect: Dialect) -> Iterator[_Row]:
    """Rows with cells; a row that the parser cannot read has a fault."""
    while True:
        fault = None
        try:
            cells = next(csv.reader(lines, strict=True, **dialect._asdict()))
        except StopIteration:
            cells = []
        except csv.Error as error:
            cells = []
            fault = ReadFault("bad_quoting", f"a quote is not closed or not doubled ({error})")
        taken, stream_fault = lines.take()
        if fault and len(taken) == 1 and (cells := _leniently(taken[0].data, dialect)):
            fault = None
        if not taken:
            return
        if cells or fault or stream_fault:
            yield _Row(cells, taken, stream_fault or fault)


def _leniently(line: bytes, dialect: Dialect) -> list[str]:
    """The cells of one line whose quotes are not as they should be, as a spreadsheet reads them."""
    text = line.decode("utf-8", "surrogateescape").replace("\r", "")
    try:
        return next(csv.reader([text], **dialect._asdict()), [])
    except csv.Error:
        return []


def _header(row: _Row, lines: RowLines, dialect: Dialect) -> list[str]:
    """Column names; an empty or repeated one gets its number, so that no value is lost.

    A header whose quotes are wrong is its first line alone: the next lines are rows.
    """
    cells = row.cells
    if row.fault:
        lines.give_back(row.lines[1:])
        cells = _leniently(row.lines[0].data, dialect)
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = _decode_cell(cell).strip()
        names.append(name if name and name not in names else f"{name}_{number}")
    return names


def _fit(cells: list[str], width: int) -> bool:
    """Whether the row has the header's width; empty cells after the last column (``a;b;;``) are dropped."""
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]
    return len(cells) == width


def _record(position: str, header: list[str], row: _Row) -> Record | Reject:
    original = row.original()
    cells = row.cells
    if is_utf16(original):
        return Reject(position, "undecodable", "UTF-16 in a file of another encoding", original)
    if not original.isascii() and not _is_utf8(original):
        try:
            decode(original)
            cells = [decode(cell.encode("utf-8", "surrogateescape")) for cell in cells]
        except UndecodableError as error:
            return Reject(position, "undecodable", str(error), original)
    return Record(position, dict(zip(header, cells, strict=True)), original)


def _decode_cell(cell: str) -> str:
    """A cell whose undecoded bytes are surrogates, in whatever encoding fits."""
    data = cell.encode("utf-8", "surrogateescape")
    try:
        return decode(data)
    except UndecodableError:
        return data.decode("utf-8", "replace")


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
