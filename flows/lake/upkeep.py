"""Snapshots of a lake, and what must be done so that it does not grow for ever.

Each publication is a snapshot. Files that only older ones need stay until these expire; a shard writes small
files, which want merging; a killed writer leaves files that no snapshot knows.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

from flows.lake.connection import connect_lake
from flows.lake.lock import sole_lake_writer
from flows.sqlfiles import read_sql, set_variables, sql_names
from flows.warehouse import now_utc

KEEP_DAYS = 30.0
"""Days for which earlier snapshots can be asked for."""

READER_HOURS = 24.0
"""Hours that a reader may take: files are removed only when they have been of no use for so long."""

SHARE_DELETED = 0.2
"""A file with at least this share of deleted rows is written anew."""


def list_snapshots(address: Path) -> list[dict[str, Any]]:
    """The snapshots, newest first: ``version``, ``published_at``, ``author``, ``message`` (null: not of a batch)."""
    with connect_lake(address, read_only=True) as con:
        return con.execute(read_sql("lake/snapshots")).pl().to_dicts()


def tidy(
    address: Path,
    *,
    keep_days: float = KEEP_DAYS,
    reader_hours: float = READER_HOURS,
    least_share_deleted: float = SHARE_DELETED,
    wait_seconds: float = 0.0,
) -> dict[str, int]:
    """Merge and rewrite files, expire snapshots, remove what nothing needs; counts of each (``sql/lake/tidy``).

    Safe to run again after a kill. Raises :class:`flows.publish.WarehouseBusy` while a load is under way.
    """
    counts: dict[str, int] = {}
    with sole_lake_writer(address, wait_seconds=wait_seconds), connect_lake(address) as con:
        for name in sql_names("lake/tidy"):
            set_variables(
                con,
                expire_before=now_utc() - timedelta(days=keep_days),  # a step leaves a snapshot for the later ones
                unused_before=now_utc() - timedelta(hours=reader_hours),
                least_share_deleted=least_share_deleted,
            )
            counts |= con.execute(read_sql(name)).pl().row(0, named=True)
    return counts


def erase_history(address: Path, *, wait_seconds: float = 0.0) -> dict[str, int]:
    """Keep the newest snapshot only, and no file with a deleted row: for articles removed on demand."""
    return tidy(address, keep_days=0, reader_hours=0, least_share_deleted=0, wait_seconds=wait_seconds)
