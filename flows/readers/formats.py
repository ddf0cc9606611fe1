"""Which reader a file name calls for, and whether the content is what the name says."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from .archives import ARCHIVE_SUFFIXES
from .columns import ColumnMap
from .delimited import read_delimited
from .html_pages import PAGE_START, read_html
from .json_files import read_json
from .parquet import read_parquet
from .records import Items
from .streams import Content, bare_name, peek, reject_all
from .text_files import read_text
from .warc_files import read_warc
from .warc_records import RECORD_START

Reader = Callable[[Content, ColumnMap], Items]

READERS: dict[str, Reader] = {
    ".txt": read_text,
    ".text": read_text,
    ".html": read_html,
    ".htm": read_html,
    ".xhtml": read_html,
    ".jsonl": read_json,
    ".ndjson": read_json,
    ".json": read_json,
    ".csv": read_delimited,
    ".tsv": read_delimited,
    ".tab": read_delimited,
    ".parquet": read_parquet,
    ".pq": read_parquet,
    ".warc": read_warc,
    ".wet": read_warc,
    ".wat": read_warc,
}
_MAGIC = (
    (b"PAR1", "Parquet"), (b"%PDF-", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"GIF8", "GIF"),
    (b"\xd0\xcf\x11\xe0", "old Office"), (b"SQLite format 3", "SQLite"), (b"\x7fELF", "program"),
    (b"Rar!", "RAR"), (b"7z\xbc\xaf\x27\x1c", "7-Zip"),
    (b"WARC/", "WARC"),
)  # fmt: skip
_JSON = re.compile(rb'\s*(?:\[\s*)?\{\s*"[^"\n]{0,200}"\s*:')
_HTML = re.compile(PAGE_START.encode(), re.IGNORECASE | re.DOTALL)


def suffix_of(name: str) -> str:
    """The suffix that decides the format, compression left off.

    >>> suffix_of("berita-2025.JSONL.gz")
    '.jsonl'
    """
    bare = bare_name(name)
    return f".{bare.rpartition('.')[2]}".lower() if "." in bare else ""


def is_supported(name: str) -> bool:
    """Whether a file of this name can be read."""
    return suffix_of(name) in READERS or suffix_of(name) in ARCHIVE_SUFFIXES


def read_content(content: Content, columns: ColumnMap) -> Items:
    """The items of one text stream by the reader its name calls for."""
    reader = READERS.get(suffix_of(content.name))
    if reader is None:
        suffix = suffix_of(content.name) or "no suffix"
        yield reject_all(content.at(), "unknown_format", f"{content.name} ({suffix})", content.chunks)
        return
    head, chunks = peek(content.chunks)
    content = replace(content, chunks=chunks)
    if found := _contradiction(head, reader):
        yield reject_all(content.at(), "wrong_format", f"{content.name} holds {found}", chunks)
        return
    yield from reader(content, columns)


def _contradiction(head: bytes, reader: Reader) -> str | None:
    """What the content is where it is surely not what the reader expects."""
    kind = next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)
    if reader is read_parquet:
        return None if kind == "Parquet" or not head else kind or "no Parquet"
    if reader is read_warc:
        return None if RECORD_START.search(head) or not head else kind or "no WARC records"
    if kind:
        return f"{kind} data"
    text = head.removeprefix(b"\xef\xbb\xbf")[:8192]
    if reader is not read_html and _HTML.match(text):
        return "an HTML page"
    if reader is not read_json and _JSON.match(text):
        return "JSON"
    return None
