"""The lines that make up one CSV row, and where to go on after a row that cannot be read."""

from __future__ import annotations

import csv
import itertools
import re
from collections.abc import Iterator

from .dialects import Dialect
from .lines import Line
from .records import MAX_RECORD_BYTES, ReadFault

_RESUME_LINES = 200
"""How far into a bad row a good row is looked for: an unclosed quote swallows the rows that follow."""


class RowLines:
    """Feeds :func:`csv.reader` line by line and remembers the lines of the present row.

    Bytes that are not UTF-8 become surrogates (PEP 383). Ends where the stream breaks off or the row
    is over the limit: an unclosed quote would otherwise take the rest of the file into memory.
    """

    def __init__(self, lines: Iterator[Line]) -> None:
        self._lines = lines
        self._again: list[Line] = []
        self._row: list[Line] = []
        self._size = 0

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if self._size > MAX_RECORD_BYTES or (self._row and self._row[-1].fault):
            raise StopIteration
        line = self._again.pop() if self._again else next(self._lines)
        self._row.append(line)
        self._size += len(line.data) + 1
        if line.fault:
            raise StopIteration
        return _text(line)

    def take(self) -> tuple[list[Line], ReadFault | None]:
        """The lines read since the last call, and what is wrong with them as bytes."""
        taken, size = self._row, self._size
        self._row, self._size = [], 0
        if taken and taken[-1].fault:
            return taken, taken[-1].fault
        if size > MAX_RECORD_BYTES:
            return taken, ReadFault("record_too_large", f"{size:,} bytes without the end of a quoted field")
        return taken, None

    def give_back(self, lines: list[Line]) -> None:
        """Read these lines again."""
        self._again += reversed(lines)

    def resume(self, row: list[Line], dialect: Dialect, width: int) -> None:
        """Cut a bad row before the first line inside it that begins a good row; that is read again."""
        if width < 2 or row[-1].fault:
            return
        for start in range(1, min(len(row), _RESUME_LINES)):
            if _begins_row(row[start : start + _RESUME_LINES], dialect, width):
                self.give_back(row[start:])
                del row[start:]
                return


def _begins_row(lines: list[Line], dialect: Dialect, width: int) -> bool:
    """Whether a row of this width with a quoted field begins here; a line of prose has commas too."""
    text = _text(lines[0])
    separator = re.escape(dialect.delimiter)
    if not re.search(f"(?:^|{separator}){dialect.quotechar}", text) or dialect.delimiter not in text:
        return False
    try:
        reader = csv.reader(map(_text, itertools.chain(lines)), strict=True, **dialect._asdict())
        return len(next(reader, [])) == width
    except csv.Error:
        return False


def _text(line: Line) -> str:
    return line.data.decode("utf-8", "surrogateescape") + "\n"
