"""Lakes for tests: a database of a real PostgreSQL for the catalogue."""

from __future__ import annotations

from pathlib import Path
from uuid import uuid4

from flows.lake.create import create_lake
from tests.postgres import PostgresServer


def new_lake(postgres: PostgresServer, data: str) -> Path:
    """An empty lake with its Parquet files under ``data``; returns its address."""
    address = lake_address(postgres, f"lake_{uuid4().hex[:12]}")
    create_lake(address, data)
    return address


def lake_address(postgres: PostgresServer, name: str) -> Path:
    """The address of a lake that is not made yet, in a new database."""
    postgres.create_database(name)
    return Path(f"ducklake:postgres:host=127.0.0.1 port={postgres.port} user={postgres.user} dbname={name}")
