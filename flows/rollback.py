"""Go back to an earlier published file (:mod:`flows.snapshots`)."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flows import snapshots
from flows.errors import UsageError
from flows.sqlfiles import read_sql, set_variables
from flows.warehouse import Warehouse


@dataclass(frozen=True)
class Rollback:
    """What a rollback did."""

    batch_id: int
    """Its own row in the ledger."""
    restored: snapshots.Snapshot
    restored_batch_id: int
    kept: Path | None
    """Where the file is that was published until now; None where there was none or snapshots are off."""

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return {
            "batch_id": self.batch_id,
            "snapshot": self.restored.number,
            "restored_batch_id": self.restored_batch_id,
            "kept": self.kept,
        }


def list_snapshots(target: Path) -> list[dict[str, Any]]:
    """The snapshots, newest first: ``number``, ``batch_id``, ``flow``, ``published_at``, ``articles``,
    ``bytes``; nulls where a file cannot be read."""
    rows = []
    for snapshot in reversed(snapshots.snapshots(target)):
        found = snapshots.contents(snapshot.path)
        rows.append(
            {
                "number": snapshot.number,
                "batch_id": found and found.batch_id,
                "flow": found and found.flow,
                "published_at": found and found.published_at,
                "articles": found and found.articles,
                "bytes": snapshot.bytes,
            }
        )
    return rows


def rollback(target: Path, number: int | None = None, *, wait_seconds: float = 0.0) -> Rollback:
    """Publish a snapshot again, without a number the newest; what was published is kept as a snapshot.

    The ledger gets a batch of flow ``rollback`` whose number follows all that were ever given. What the
    undone batches had loaded is new again to the next run.
    Raises :class:`flows.errors.UsageError` for a snapshot that is not there or cannot be read.
    """
    snapshot = snapshots.snapshot_of(target, number)
    found = snapshots.contents(snapshot.path)
    if found is None:
        raise UsageError(
            f"snapshot {snapshot.number} ({snapshot.path}) is damaged; choose another: saring rollback --list"
        )
    with Warehouse.writing(target, wait_seconds=wait_seconds, start_from=snapshot.path) as warehouse:
        numbers = [c.batch_id for c in map(snapshots.contents, [target, *_paths(target)]) if c]
        row = warehouse.con.execute(read_sql("queries/last_versions")).fetchone()
        rules_version, learned_version = row or ("unknown", None)
        batch_id = warehouse.start_batch(
            "rollback", rules_version=rules_version, learned_version=learned_version, after=max(numbers)
        )
        warehouse.finish_batch(batch_id, compare=False)
        note = f"back to batch {found.batch_id} (snapshot {snapshot.number})"
        set_variables(warehouse.con, batch_id=batch_id, note=note)
        warehouse.con.execute(read_sql("load/batch_note"))
        kept = snapshots.set_aside(target)
        warehouse.publish(keep_snapshot=False)
    return Rollback(batch_id, snapshot, found.batch_id, kept)


def _paths(target: Path) -> list[Path]:
    return [snapshot.path for snapshot in snapshots.snapshots(target)]
