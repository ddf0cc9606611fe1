"""One writer at a time, on a copy of its own, published by an atomic rename.

The published file is never opened for writing, so it is never locked: whoever has it open keeps reading
what it held then. Beside it, the folder ``.work`` holds the lock, the copy that is being written, and a
journal of each batch under way (:mod:`flows.journal`). Whatever a killed run left there is discarded by
the next one.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from flows.lake.address import is_lake


class WarehouseBusy(RuntimeError):
    """Another process is writing the warehouse."""


class PublishError(RuntimeError):
    """The work copy is not fit to be published; the published file is as it was."""


def local_path(target: Path) -> Path:
    """The file beside which this machine keeps what goes with a warehouse: the warehouse itself, if it is one.

    >>> local_path(Path("ducklake:postgres:dbname=saring")).as_posix()
    'data/lake-e2ec2b0b.duckdb'
    """
    if not is_lake(target):
        return target
    return Path("data") / f"lake-{sha256(str(target).encode()).hexdigest()[:8]}.duckdb"


def work_directory(target: Path) -> Path:
    """The folder for everything that is not published."""
    return local_path(target).parent / ".work"


def search_index_path(target: Path) -> Path:
    """Where the search index of a warehouse file, published or a snapshot, is (:mod:`flows.search_index`).

    >>> search_index_path(Path("data/warehouse.duckdb")).name
    'warehouse.search.duckdb'
    """
    beside = local_path(target)
    return beside.with_name(f"{beside.stem}.search{beside.suffix}")


@contextlib.contextmanager
def sole_writer(target: Path, *, wait_seconds: float = 0.0) -> Iterator[None]:
    """Hold the lock of a warehouse, an OS lock that ends with the process however that ends.

    Raises :class:`WarehouseBusy`, naming the holder, when it is not free within ``wait_seconds``.
    """
    folder = work_directory(target)
    folder.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + wait_seconds
    with open(folder / f"{target.name}.lock", "a+", encoding="utf-8") as lock:
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    lock.seek(0)
                    holder = lock.read().strip() or "unknown"
                    raise WarehouseBusy(
                        f"{target} is being written by process {holder}; nothing was changed: "
                        "try again when it is done, or wait for it with a longer timeout"
                    ) from None
                time.sleep(min(0.2, max(0.0, deadline - time.monotonic())))
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


def begin_work_copy(target: Path, start_from: Path | None = None) -> Path:
    """Discard what dead runs left and copy the published file, if there is one; returns the copy's path.

    ``start_from``: a file to copy in its stead.
    """
    discard_work_copy(target)
    work = _work_path(target)
    stray = target.with_name(target.name + ".wal")
    if stray.exists():  # a foreign program wrote to the published file: its log would be replayed into ours
        os.replace(stray, work_directory(target) / f"{target.name}.stray-wal")
    origin = start_from or target
    if start_from or origin.exists():
        shutil.copyfile(origin, work)
    return work


def discard_work_copy(target: Path) -> None:
    """Remove the work copy and its log, if any."""
    work = _work_path(target)
    for path in (work, work.with_name(work.name + ".wal")):
        path.unlink(missing_ok=True)
    shutil.rmtree(spill_directory(target), ignore_errors=True)


def spill_directory(target: Path) -> Path:
    """Where DuckDB may put what does not fit into memory."""
    return work_directory(target) / f"{target.name}.spill"


def replace_published(work: Path, target: Path) -> None:
    """Put a closed work copy in the published file's place: all of it on disk first, then one rename.

    What was spilled goes before: a process killed after the rename may have no successor that has work to do.
    Raises :class:`PublishError` where the copy has a log beside it (it was not closed cleanly).
    """
    if work.with_name(work.name + ".wal").exists():
        raise PublishError(f"{work} was not closed cleanly; {target} is unchanged: run the load again")
    shutil.rmtree(spill_directory(target), ignore_errors=True)
    _to_disk(work)
    os.replace(work, target)
    _to_disk(target.parent)


def _work_path(target: Path) -> Path:
    return work_directory(target) / f"{target.name}.loading"


def _to_disk(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
