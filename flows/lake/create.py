"""Make a lake: its catalogue in a PostgreSQL database, its tables, empty."""

from __future__ import annotations

from pathlib import Path

from flows.lake.connection import connect_lake
from flows.lake.lock import sole_lake_writer
from flows.migrate import prepare_schema
from flows.warehouse import now_utc


def create_lake(address: Path | str, data: str, *, wait_seconds: float = 0.0) -> None:
    """Make a lake whose Parquet files are under ``data``, a folder or ``s3://bucket/prefix``; safe to run again.

    Raises :class:`flows.warehouse.WarehouseError` where the database cannot be reached or its lake has its files
    elsewhere.
    """
    folder = data if "://" in data else f"{Path(data).resolve()}/"
    with sole_lake_writer(address, wait_seconds=wait_seconds), connect_lake(address, data=folder) as con:
        prepare_schema(con, now_utc())
