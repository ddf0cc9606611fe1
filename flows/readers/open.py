"""From a file to the texts in it: decompressed, archives taken apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from .archives import ARCHIVE_SUFFIXES, zip_members
from .records import Reject
from .streams import ZIP_MAGIC, Content, file_chunks, head_of, peel


def open_contents(path: Path) -> Iterator[Content | Reject]:
    """The texts in a file. A stream must be used up before the next one is asked for."""
    try:
        with path.open("rb") as file:
            head = file.read(8)
    except OSError as error:
        yield Reject("file", "unreadable", str(error.strerror or error), b"")
        return
    if head.startswith(ZIP_MAGIC):
        yield from zip_members(path)
    elif not head:
        yield Reject("file", "empty_file", "0 bytes", b"")
    elif path.suffix.lower() in ARCHIVE_SUFFIXES:
        yield Reject("file", "wrong_format", "named .zip but not a zip archive", head_of(file_chunks(path)))
    else:
        yield peel(Content(path.name, None, file_chunks(path), path))
