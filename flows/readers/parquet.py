"""``.parquet``: read in batches; memory holds pages, not row groups."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from .columns import ColumnMap
from .records import Items, ReadFault, Record, Reject
from .streams import Content

_BATCH_ROWS = 512
_IN_MEMORY_BYTES = 32 * 2**20


def read_parquet(content: Content, columns: ColumnMap) -> Items:
    """Each row is a record; rows count from 1. A damaged page ends the file with a reject."""
    number = 0
    with _seekable(content) as (file, fault):
        try:
            table = pq.ParquetFile(file, pre_buffer=False, buffer_size=2**16)
            names = table.schema_arrow.names
            if not columns.text_columns(names):
                yield Reject(content.at(), "no_text_column", columns.no_text_among(names), b"")
                return
            for batch in table.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
                if content.path:
                    share = (number + batch.num_rows) / table.metadata.num_rows
                    content.meter.reached(int(share * content.path.stat().st_size))
                for row in _rows(batch):
                    number += 1
                    yield Record(content.at(f"row {number}"), row, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            reason, what = (fault.reason, fault.what) if fault else ("corrupt", f"not readable as Parquet: {error}")
            yield Reject(content.at(f"row {number + 1}"), reason, what, b"")


def _rows(batch: pa.RecordBatch) -> list[dict[str, object]]:
    try:
        rows: list[dict[str, object]] = batch.to_pylist()
    except UnicodeDecodeError:  # a text column that is not UTF-8
        binary = [c.cast(pa.binary()) if pa.types.is_string(c.type) else c for c in batch.columns]
        rows = pa.RecordBatch.from_arrays(binary, names=batch.schema.names).to_pylist()
    return rows


@contextmanager
def _seekable(content: Content) -> Iterator[tuple[IO[bytes], ReadFault | None]]:
    """Parquet is read from its end: a stream goes to memory first, or above 32 MB to a temporary file."""
    if content.path:
        with content.path.open("rb") as plain:
            yield plain, None
        return
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        fault = None
        try:
            for chunk in content.chunks:
                file.write(chunk)
        except ReadFault as error:
            fault = error
        file.seek(0)
        yield file, fault
