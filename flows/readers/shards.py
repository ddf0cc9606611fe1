"""Read one file as shards: bounded frames of records and rejects, nothing in between lost."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import polars as pl

from .columns import Assigned, ColumnMap, as_json
from .formats import is_supported, read_content
from .html_pages import is_page, with_article
from .open import open_contents
from .records import Items, Record, Reject, explain_reject
from .source_files import SourceFile
from .streams import Content, Meter, file_chunks, reject_all

MAX_SHARD_BYTES = 32 * 2**20
"""Text and rejected bytes that one shard holds at most, the last record aside."""
MAX_TEXT_CHARS = 1_000_000
"""About 150,000 words; the longest reportage has 20,000."""

RECORD_SCHEMA = pl.Schema(
    {
        "position": pl.String,
        "record_no": pl.UInt64,
        "record_id": pl.String,
        "url": pl.String,
        "title": pl.String,
        "published_raw": pl.String,
        "authors_raw": pl.String,
        "tags_raw": pl.String,
        "raw": pl.String,
        "metadata": pl.String,
        "extracted": pl.String,
    }
)
REJECT_SCHEMA = pl.Schema(
    {
        "position": pl.String,
        "record_no": pl.UInt64,
        "stage": pl.String,
        "reason": pl.String,
        "detail": pl.String,
        "original": pl.Binary,
    }
)


@dataclass(frozen=True)
class Shard:
    """Some thousand records of a file, in order.

    ``record_no`` counts records and rejects of the file together from 1 without a gap, so
    ``records.height + rejects.height`` over all shards is the number of records in.
    """

    records: pl.DataFrame
    """As ``RECORD_SCHEMA``. The text of an article is ``extracted`` where that is not null, else ``raw``."""
    rejects: pl.DataFrame
    """As ``REJECT_SCHEMA``."""
    read_bytes: int = 0
    """How far the file was read when the shard was full."""

    @property
    def count(self) -> int:
        """Records, good and bad."""
        return self.records.height + self.rejects.height

    def of_file(self, source_file_id: str) -> Shard:
        """The same shard with the column ``source_file_id``."""
        column = pl.lit(source_file_id).alias("source_file_id")
        return replace(self, records=self.records.with_columns(column), rejects=self.rejects.with_columns(column))


def read_shards(
    source: SourceFile,
    *,
    mapping: Mapping[str, str] | None = None,
    shard_records: int = 2000,
    max_text_chars: int = MAX_TEXT_CHARS,
) -> Iterator[Shard]:
    """All records of a file. Never raises for what is in the file; ValueError for a bad ``mapping``."""
    columns = ColumnMap(mapping)
    builder = _Builder(columns, max_text_chars)
    meter = Meter()
    for item in read_items(source, columns, meter):
        builder.add(item)
        if builder.count >= shard_records or builder.bytes >= MAX_SHARD_BYTES:
            yield builder.shard(meter.bytes)
    if builder.count:
        yield builder.shard(source.bytes)


def read_items(source: SourceFile, columns: ColumnMap, meter: Meter | None = None) -> Items:
    """Records and rejects of a file as its format gives them, before columns are assigned."""
    if source.fault:
        yield Reject("file", "unreadable", source.fault, b"")
        return
    if not is_supported(source.name):
        yield reject_all("file", "unknown_format", source.name, file_chunks(source.path))
        return
    for content in open_contents(source.path, is_supported, meter):
        if isinstance(content, Content):
            yield from read_content(content, columns)
        else:
            yield content


class _Builder:
    """Collects items as columns. A Python loop over records: formats are parsed record by record anyway."""

    def __init__(self, columns: ColumnMap, max_text_chars: int) -> None:
        self.columns = columns
        self.max_text_chars = max_text_chars
        self.record_no = 0
        self._start()

    def _start(self) -> None:
        self.records: list[tuple[str | int | None, ...]] = []
        self.rejects: list[tuple[str | int | bytes, ...]] = []
        self.bytes = 0

    @property
    def count(self) -> int:
        return len(self.records) + len(self.rejects)

    def add(self, item: Record | Reject) -> None:
        self.record_no += 1
        if isinstance(item, Record):
            row = self.columns.assign(item.fields)
            if row.text and item.extracted is None and is_page(row.text):
                item = with_article(item, row.text)
                row = self.columns.assign(item.fields) if isinstance(item, Record) else row
        rejected = self._take(item, row) if isinstance(item, Record) else item
        if rejected:
            self._reject(rejected)

    def _take(self, item: Record, row: Assigned) -> Reject | None:
        """Keep a record, or say why not."""
        text = row.text if item.extracted is None else item.extracted
        if row.text is None or text is None:
            return self._without_text(item)
        if len(text) > self.max_text_chars:
            what = f"{len(text):,} characters, the limit is {self.max_text_chars:,}"
            return Reject(item.position, "text_too_long", what, _original(item))
        self.records.append((item.position, self.record_no, *row, item.extracted))
        self.bytes += len(row.text) + len(row.metadata)
        return None

    def _without_text(self, item: Record) -> Reject:
        names = self.columns.text_columns(item.fields)
        if not names:
            return Reject(item.position, "no_text_column", self.columns.no_text_among(item.fields), _original(item))
        what = f"nothing in {', '.join(map(repr, names))}"
        return Reject(item.position, "empty_text", what, _original(item))

    def _reject(self, reject: Reject) -> None:
        self.rejects.append(
            (reject.position, self.record_no, "read", reject.reason, explain_reject(reject), reject.original)
        )
        self.bytes += len(reject.original)

    def shard(self, read_bytes: int) -> Shard:
        """The collected items as frames; begins the next shard."""
        shard = Shard(
            pl.DataFrame(self.records, schema=RECORD_SCHEMA, orient="row"),
            pl.DataFrame(self.rejects, schema=REJECT_SCHEMA, orient="row"),
            read_bytes,
        )
        self._start()
        return shard


def _original(item: Record) -> bytes:
    return as_json(item.fields).encode() if item.original is None else item.original
