"""``.parquet``: read in batches; memory holds pages, not row groups."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO

import pyarrow as pa
import pyarrow.parquet as pq

from .open import Content
from .records import Items, ReadFault, Record, Reject

_BATCH_ROWS = 512
_IN_MEMORY_BYTES = 32 * 2**20


def read_parquet(content: Content) -> Items:
    """Each row is a record; rows count from 1. A damaged page ends the file with a reject."""
    number = 0
    with _seekable(content) as (file, fault):
        try:
            table = pq.ParquetFile(file, pre_buffer=False, buffer_size=2**16)
            for batch in table.iter_batches(batch_size=_BATCH_ROWS, use_threads=False):
                for row in _rows(batch):
                    number += 1
                    yield Record(content.at(f"row {number}"), row, None)
        except (pa.ArrowException, OSError, ValueError) as error:
            what = fault.what if fault else f"not readable as Parquet: {error}"
            yield Reject(content.at(f"row {number + 1}"), fault.reason if fault else "corrupt", what, b"")


def _rows(batch: pa.RecordBatch) -> list[dict[str, object]]:
    try:
        return batch.to_pylist()
    except UnicodeDecodeError:  # a text column that is not UTF-8
        binary = [c.cast(pa.binary()) if pa.types.is_string(c.type) else c for c in batch.columns]
        return pa.RecordBatch.from_arrays(binary, names=batch.schema.names).to_pylist()


@contextmanager
def _seekable(content: Content) -> Iterator[tuple[IO[bytes], ReadFault | None]]:
    """Parquet is read from its end, so a stream goes to memory, or above 32 MB to a temporary file."""
    with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY_BYTES) as file:
        fault = None
        try:
            for chunk in content.chunks:
                file.write(chunk)
        except ReadFault as error:
            fault = error
        file.seek(0)
        yield file, fault
