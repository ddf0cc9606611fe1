"""``.csv`` and ``.tsv``: separator and quoting found, records with line ends in quotes, ragged rows.

The standard library's parser reads, line by line, so that each record keeps its own bytes.
"""

from __future__ import annotations

import csv
import itertools
from collections.abc import Iterator
from typing import NamedTuple

from .columns import is_known_column
from .decode import UndecodableError, decode, utf8_chunks
from .lines import Line, split_lines
from .open import Content, peek
from .records import MAX_RECORD_BYTES, Items, ReadFault, Record, Reject
from .row_lines import Dialect, RowLines

_SEPARATORS = ",;\t|"
_SAMPLE_BYTES = 2**18
_SAMPLE_ROWS = 50
csv.field_size_limit(2 * MAX_RECORD_BYTES)


class _Row(NamedTuple):
    cells: list[str]
    lines: list[Line]
    fault: ReadFault | None

    def original(self) -> bytes:
        return b"\n".join(line.data for line in self.lines)


def read_delimited(content: Content) -> Items:
    """The rows below the header; the header is row 1. Blank lines are no rows."""
    head, chunks = peek(utf8_chunks(content.chunks))
    dialect, offset = sniff(head[:_SAMPLE_BYTES], content.name)
    lines = RowLines(itertools.islice(split_lines(chunks), offset, None))
    header: list[str] = []
    for number, row in enumerate(_rows(lines, dialect), start=offset + 1):
        position = content.at(f"row {number}")
        if row.fault:
            lines.resume(row.lines, dialect, len(header))
            yield Reject(position, row.fault.reason, row.fault.what, row.original())
        elif not header:
            header = _names(row.cells)
        elif not _fit(row.cells, len(header)):
            what = f"{len(row.cells)} fields, the header has {len(header)}"
            yield Reject(position, "ragged_row", what, row.original())
        else:
            yield _record(position, header, row)


def sniff(sample: bytes, name: str = "") -> tuple[Dialect, int]:
    """The dialect, and the number of lines before the header (Excel's ``sep=;``).

    The dialect that finds the most known column names wins, then the one under which the most rows
    have the header's width, then the widest.

    >>> sniff("judul;isi\\nHarga beras naik;\\"Beras, gula; naik.\\"\\n".encode())[0].delimiter
    ';'
    """
    text = sample.decode("utf-8", "replace").replace("\0", "")
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return Dialect(first[4], True, None), 1
    separators = "\t" + _SEPARATORS.replace("\t", "") if name.lower().endswith(".tsv") else _SEPARATORS
    dialects = [Dialect(s, True, None) for s in separators]
    if '\\"' in text:
        dialects += [Dialect(s, False, "\\") for s in separators]
    return max(dialects, key=lambda d: _score(text, d)), 0


def _score(text: str, dialect: Dialect) -> tuple[int, float, int]:
    reader = csv.reader(text.splitlines(keepends=True), **dialect._asdict())
    try:
        rows = [row for row in itertools.islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return (-1, 0.0, 0)
    if not rows:
        return (0, 0.0, 0)
    width = len(rows[0])
    same = sum(len(row) == width for row in rows) / len(rows)
    return (sum(map(is_known_column, rows[0])), same, width)


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
        if fault and not stream_fault and len(taken) == 1:
            cells, fault = _leniently(taken[0].data, dialect), None
        if not taken:
            return
        if cells or fault or stream_fault:
            yield _Row(cells, taken, stream_fault or fault)


def _leniently(line: bytes, dialect: Dialect) -> list[str]:
    """The cells of a single line whose quotes are not as they should be, as a spreadsheet reads them."""
    return next(csv.reader([line.decode("utf-8", "surrogateescape")], **dialect._asdict()), [])


def _fit(cells: list[str], width: int) -> bool:
    """Whether the row has the header's width; empty cells after the last column (``a;b;;``) are dropped."""
    if len(cells) > width and not any(cells[width:]):
        del cells[width:]
    return len(cells) == width


def _names(cells: list[str]) -> list[str]:
    """Column names; an empty or repeated one gets its number, so that no value is lost."""
    names: list[str] = []
    for number, cell in enumerate(cells, start=1):
        name = decode_cell(cell).strip()
        names.append(name if name and name not in names else f"{name}_{number}")
    return names


def _record(position: str, header: list[str], row: _Row) -> Record | Reject:
    original = row.original()
    cells = row.cells
    if not original.isascii() and not _is_utf8(original):
        try:
            decode(original)
            cells = [decode(cell.encode("utf-8", "surrogateescape")) for cell in cells]
        except UndecodableError as error:
            return Reject(position, "undecodable", str(error), original)
    return Record(position, dict(zip(header, cells, strict=True)), original)


def decode_cell(cell: str) -> str:
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
