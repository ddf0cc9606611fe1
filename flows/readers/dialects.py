"""How a delimited file is written: its separator and the way it escapes quotes."""

from __future__ import annotations

import csv
import itertools
import re
from typing import NamedTuple

from .columns import is_known_column

_SEPARATORS = ",;\t|"
_SAMPLE_ROWS = 50
_SINGLE_QUOTED = re.compile(r"^'[^'\n]*'[,;\t|]|[,;\t|] ?'[^'\n]*'$", re.MULTILINE)
"""A cell in single quotes, first or last of its line; an apostrophe elsewhere is no quote."""


class Dialect(NamedTuple):
    """Keyword arguments of :func:`csv.reader`."""

    delimiter: str
    doublequote: bool
    escapechar: str | None
    skipinitialspace: bool = False
    quotechar: str = '"'


def sniff(sample: bytes, name: str = "") -> tuple[Dialect, int]:
    """The dialect, and the number of lines before the header (Excel's ``sep=;``).

    The dialect that finds the most known column names wins, then the one under which the most rows
    have the header's width, then the widest.

    >>> sniff("judul;isi\\nHarga beras naik;\\"Beras, gula; naik.\\"\\n".encode())[0].delimiter
    ';'
    """
    text = sample.decode("utf-8", "replace").replace("\0", "")
    if "\n" not in text:  # old Macintosh files
        text = text.replace("\r", "\n")
    first = text.partition("\n")[0].strip()
    if first.lower().startswith("sep=") and len(first) == 5:
        return Dialect(first[4], True, None), 1
    separators = "\t" + _SEPARATORS.replace("\t", "") if name.lower().endswith(".tsv") else _SEPARATORS
    dialects = [Dialect(s, True, None) for s in separators]
    if '\\"' in text:
        dialects += [Dialect(s, False, "\\") for s in separators]
    if re.search(r'[,;\t|] "', text):
        dialects += [dialect._replace(skipinitialspace=True) for dialect in dialects]
    if _SINGLE_QUOTED.search(text):
        dialects += [dialect._replace(quotechar="'") for dialect in dialects]
    return max(dialects, key=lambda d: _score(text, d)), 0


def _score(text: str, dialect: Dialect) -> tuple[int, float, int]:
    reader = csv.reader((line + "\n" for line in text.split("\n")), **dialect._asdict())
    try:
        rows = [row for row in itertools.islice(reader, _SAMPLE_ROWS) if row]
    except csv.Error:
        return (-1, 0.0, 0)
    if not rows:
        return (0, 0.0, 0)
    width = len(rows[0])
    same = sum(len(row) == width for row in rows) / len(rows)
    return (sum(map(is_known_column, rows[0])), same, width)
