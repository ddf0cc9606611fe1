"""What a reader yields: one record, or one reject with its reason. Nothing in between.

Reason codes with their remedies are data: ``seeds/reference/reject_reasons.csv``.
"""

from __future__ import annotations

import functools
from collections.abc import Iterator
from typing import NamedTuple

import dataframely as dy

from transforms.reference import load_table

MAX_RECORD_BYTES = 32 * 2**20
"""Greatest size of one record (a line, a row, an array item, a text file) that is read into memory."""

MAX_FILE_ORIGINAL_BYTES = 2**20
"""Of a whole file that is rejected so many first bytes are kept: the file itself is what is read again."""


class Record(NamedTuple):
    """One article as its format gave it."""

    position: str
    """Where in the file, for people: ``line 12``, ``row 5``, ``member regional/000.txt``."""
    fields: dict[str, object]
    """Column name as found → value."""
    original: bytes | None
    """The record's bytes in the file; None where the format has none (Parquet): then fields as JSON."""
    extracted: str | None = None
    """The article's text where ``fields`` holds a page's source."""


class Reject(NamedTuple):
    """One record, or one whole file, that cannot be loaded."""

    position: str
    reason: str
    """A code of ``reject_reasons.csv``."""
    what: str
    """What exactly was found, without position and remedy."""
    original: bytes


Item = Record | Reject
Items = Iterator[Item]


class ReadFault(Exception):
    """A byte stream ended early or cannot be read on; all bytes before it have been yielded."""

    def __init__(self, reason: str, what: str, rest: Iterator[bytes] | None = None) -> None:
        super().__init__(what)
        self.reason = reason
        self.what = what
        self.rest = rest
        """The bytes after the damage, where the stream goes on; for formats whose records can be found again."""


class _Reason(dy.Schema):
    code = dy.String(primary_key=True, regex=r"^[a-z_]+$")
    stage = dy.String()
    description = dy.String()
    remedy = dy.String()


@functools.cache
def reject_reasons() -> dict[str, tuple[str, str]]:
    """Reason code → (description, remedy).

    >>> reject_reasons()["empty_text"][0]
    'The text field is missing, null, empty or only white space'
    """
    table = load_table("reject_reasons", _Reason, unique=["code"])
    return {code: (description, remedy) for code, _, description, remedy in table.iter_rows()}


def explain_reject(reject: Reject) -> str:
    """One sentence with position, finding and remedy, for ``etl_rejected_record.detail``.

    >>> explain_reject(Reject("line 3", "empty_text", "the column 'isi' is empty", b""))[:34]
    "line 3: the column 'isi' is empty."
    """
    remedy = reject_reasons()[reject.reason][1]
    return f"{reject.position}: {reject.what}. {remedy}"
