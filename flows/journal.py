"""A note on disk for every batch under way, so that a killed run leaves its trace in the ledger.

The row of a batch lives in the work copy and dies with it. Its journal, a small file beside the copy,
survives; the next writer enters it into ``etl_batch`` as ``crashed`` (its process was ended) or ``failed``.
"""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from flows.lake.address import is_lake
from flows.publish import WarehouseBusy, sole_writer, work_directory


@dataclass(frozen=True)
class BatchNote:
    """What is known of a batch that was not published."""

    batch_id: int
    flow: str
    started_at: str
    """ISO 8601 with offset."""
    rules_version: str
    learned_version: str | None
    product_version: str
    status: str = "running"
    finished_at: str | None = None
    note: str | None = None


def write_note(target: Path, note: BatchNote) -> None:
    """Write or replace the journal of a batch, on disk when this returns."""
    path = _path(target, note.batch_id)
    part = path.with_suffix(".part")
    with open(part, "w", encoding="utf-8") as file:
        json.dump(asdict(note), file, ensure_ascii=False)
        file.flush()
        os.fsync(file.fileno())
    os.replace(part, path)


def remove_note(target: Path, batch_id: int) -> None:
    """Forget a batch that is in the published ledger, or that did nothing."""
    _path(target, batch_id).unlink(missing_ok=True)


def left_notes(target: Path) -> list[BatchNote]:
    """Journals of batches that were not published, oldest first; a torn file is passed over."""
    notes = []
    for path in sorted(work_directory(target).glob(f"{target.name}.batch-*.json")):
        try:
            notes.append(BatchNote(**json.loads(path.read_text(encoding="utf-8"))))
        except (ValueError, TypeError):
            continue
    return notes


def close_dead_notes(target: Path, reason: str, finished_at: str) -> int:
    """Note batches that still show as running as crashed, if no run holds the lock; returns how many."""
    if is_lake(target) or not work_directory(target).exists():
        return 0  # of a lake, the next writer finds what is dead in the ledger itself
    try:
        with sole_writer(target):
            dead = [note for note in left_notes(target) if note.status == "running"]
            for note in dead:
                write_note(target, replace(note, status="crashed", note=reason[:2000], finished_at=finished_at))
    except WarehouseBusy:
        return 0  # another run is writing: the note may be its own, and it will find what is dead
    return len(dead)


def _path(target: Path, batch_id: int) -> Path:
    return work_directory(target) / f"{target.name}.batch-{batch_id:08d}.json"
