"""``.txt``: one article a file; the first line may be its title."""

from __future__ import annotations

import re

from .columns import ColumnMap
from .decode import UndecodableError, decode, is_binary, utf8_chunks
from .records import MAX_RECORD_BYTES, Items, ReadFault, Record, Reject
from .streams import Content

_TITLE = re.compile(r"\s*(\S[^\n]{9,249}[^\s.,;:])[ \t\r]*\n[ \t\r]*\n\s*\S")
"""A line of 10 to 250 characters that does not end like a sentence, then an empty line, then more."""


def read_text(content: Content, columns: ColumnMap) -> Items:
    """The whole file is the text, its title included; ``title`` is set where the first line stands apart.

    A text that breaks off in the middle is a reject: half an article is no article.
    """
    data, fault = read_whole(content)
    if fault:
        yield Reject(content.at(), fault.reason, fault.what, data)
        return
    try:
        text = decode(data)
    except UndecodableError as error:
        yield Reject(content.at(), "undecodable", str(error), data)
        return
    if is_binary(text):
        yield Reject(content.at(), "undecodable", "mostly control characters", data)
        return
    yield Record(content.at(), {"title": title_of(text), "text": text}, data)


def read_whole(content: Content, limit: int = MAX_RECORD_BYTES) -> tuple[bytes, ReadFault | None]:
    """All bytes of a stream as UTF-8 where it is UTF-16, at most ``limit`` of them."""
    kept: list[bytes] = []
    size = 0
    try:
        for chunk in utf8_chunks(content.chunks):
            kept.append(chunk)
            size += len(chunk)
            if size > limit:
                return b"".join(kept)[:limit], ReadFault("record_too_large", f"more than {limit:,} bytes")
    except ReadFault as fault:
        return b"".join(kept), fault
    return b"".join(kept), None


def title_of(text: str) -> str | None:
    """The first line where it stands apart like a headline; None where that is not certain.

    >>> title_of("Harga Beras Naik di Medan\\n\\nMEDAN - Harga beras naik.")
    'Harga Beras Naik di Medan'
    >>> title_of("Harga beras naik di Medan.\\nPedagang mengeluh.") is None
    True
    """
    found = _TITLE.match(text)
    return found[1] if found else None
