"""Addresses of lakes; they travel as paths, as the addresses of warehouse files do."""

from __future__ import annotations

from pathlib import Path

PREFIX = "ducklake:postgres:"


def is_lake(address: Path | str) -> bool:
    """Whether an address is that of a lake, not of a file.

    >>> is_lake("ducklake:postgres:dbname=saring"), is_lake("data/warehouse.duckdb")
    (True, False)
    """
    return str(address).startswith(PREFIX)


def catalogue_of(address: Path | str) -> str:
    """How PostgreSQL is told of the catalogue's database.

    >>> catalogue_of("ducklake:postgres:host=db.example dbname=saring")
    'host=db.example dbname=saring'
    """
    return str(address).removeprefix(PREFIX)
