"""From a file to the texts in it: decompressed, archives taken apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from .archives import Opened, unpack
from .records import Reject
from .streams import Content, Meter, file_chunks


def open_contents(path: Path, is_wanted: Callable[[str], bool], meter: Meter | None = None) -> Opened:
    """The texts in a file. A stream must be used up before the next one is asked for."""
    try:
        with path.open("rb") as file:
            head = file.read(1)
    except OSError as error:
        yield Reject("file", "unreadable", str(error.strerror or error), b"")
        return
    if head:
        meter = meter or Meter()
        yield from unpack(Content(path.name, None, file_chunks(path, meter), path, meter), is_wanted)
    else:
        yield Reject("file", "empty_file", "0 bytes", b"")
