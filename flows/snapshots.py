"""Earlier published files, kept beside the present one, and the way back to them.

Each publication keeps the file that it replaces in the folder ``snapshots``, as a hard link: that costs no
time and no byte until then, and nobody is disturbed who has the file open. The oldest go when there are more
than ``SNAPSHOTS_KEPT`` or they take more than ``SNAPSHOT_BYTES`` (:mod:`flows.settings`); the newest one stays.
"""

from __future__ import annotations

import os
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from flows.connection import connect
from flows.errors import UsageError
from flows.lake.address import is_lake
from flows.publish import search_index_path
from flows.settings import SNAPSHOT_BYTES, SNAPSHOTS_KEPT
from flows.sqlfiles import read_sql


@dataclass(frozen=True)
class Snapshot:
    """One earlier published file."""

    number: int
    """Counted up from 1 and never given twice while a later one is kept."""
    path: Path

    @property
    def bytes(self) -> int:
        return self.path.stat().st_size


@dataclass(frozen=True)
class Contents:
    """What a published file holds, at a glance."""

    batch_id: int
    flow: str
    published_at: datetime
    articles: int


def snapshot_directory(target: Path) -> Path:
    """The folder of the snapshots of a warehouse."""
    return target.parent / "snapshots"


def snapshots(target: Path) -> list[Snapshot]:
    """The snapshots of a warehouse, oldest first."""
    pattern = re.compile(rf"{re.escape(target.stem)}\.(\d{{6,}}){re.escape(target.suffix)}")
    folder = snapshot_directory(target)
    names = [(pattern.fullmatch(path.name), path) for path in folder.iterdir()] if folder.exists() else []
    return sorted((Snapshot(int(m[1]), path) for m, path in names if m), key=lambda s: s.number)


def keep_published(target: Path) -> Snapshot | None:
    """Keep the published file under the next number; call before it is replaced. None where there is none.

    Where the file system knows no hard links it is copied. Called twice for the same file (the run between
    was killed), it is kept once.
    """
    if not target.exists() or not SNAPSHOTS_KEPT:
        return None
    kept = snapshots(target)
    if kept and _is_same(kept[-1].path, target):
        return kept[-1]
    number = kept[-1].number + 1 if kept else 1
    path = snapshot_directory(target) / f"{target.stem}.{number:06d}{target.suffix}"
    path.parent.mkdir(exist_ok=True)
    _link_or_copy(target, path)
    return Snapshot(number, path)


def prune(target: Path, *, count: int = SNAPSHOTS_KEPT, max_bytes: int = SNAPSHOT_BYTES) -> list[Snapshot]:
    """Remove the oldest snapshots beyond ``count`` or ``max_bytes``; returns what was removed."""
    removed = []
    total = 0
    for place, snapshot in enumerate(reversed(snapshots(target))):
        total += snapshot.bytes
        if place >= count or (place and total > max_bytes):
            search_index_path(snapshot.path).unlink(missing_ok=True)
            snapshot.path.unlink(missing_ok=True)
            removed.append(snapshot)
    return removed


def contents(path: Path) -> Contents | None:
    """What a published file holds; None where it cannot be read."""
    try:
        with connect(path, read_only=True) as con:
            row = con.execute(read_sql("queries/contents")).fetchone()
    except (duckdb.Error, UnicodeDecodeError):
        return None
    return Contents(*row) if row else None


def snapshot_of(target: Path, number: int | None) -> Snapshot:
    """The snapshot of a number, or without one the newest. Raises :class:`flows.errors.UsageError`."""
    if is_lake(target):
        raise UsageError(
            "a lake is not rolled back: its earlier states are there to be asked, e.g. from fact_quantity "
            "at (version => 12); see them with: saring lake snapshots ADDRESS"
        )
    kept = snapshots(target)
    if not kept:
        raise UsageError(f"{target} has no snapshots: the first one is kept when a second batch is published")
    for snapshot in kept:
        if number in (snapshot.number, None) and (number or snapshot is kept[-1]):
            return snapshot
    numbers = ", ".join(str(s.number) for s in kept)
    raise UsageError(f"there is no snapshot {number} of {target}; there are: {numbers}")


def set_aside(target: Path) -> Path | None:
    """Keep the published file before it is rolled back: as a snapshot, or if it is damaged under another name."""
    if not target.exists():
        return None
    if contents(target):
        snapshot = keep_published(target)
        return snapshot.path if snapshot else None
    damaged = target.with_name(target.name + ".damaged")
    damaged.unlink(missing_ok=True)
    _link_or_copy(target, damaged)
    return damaged


def _link_or_copy(source: Path, path: Path) -> None:
    try:
        os.link(source, path)
    except OSError:  # the file system knows no hard links
        part = path.with_name(path.name + ".part")
        shutil.copy2(source, part)
        os.replace(part, path)


def _is_same(snapshot: Path, target: Path) -> bool:
    one, other = snapshot.stat(), target.stat()
    return os.path.samestat(one, other) or (one.st_size, one.st_mtime_ns) == (other.st_size, other.st_mtime_ns)
