"""A core of its own for each worker process that derives facts.

A query of Polars runs in a thread of its pool while the one that asked waits. On different cores each has to be woken
from afar, some ten thousand times a shard: that takes a worker up to a fifth of its time.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import gettempdir


def stay_on_a_core(workers: int) -> None:
    """Keep this process on a core that no other worker keeps to, where there are just as many cores as ``workers``.

    The core is taken for as long as the process lives. Nothing is done where another run has taken them all, where
    there are cores to spare (the system knows better which are free), and where no process can be kept (macOS).
    """
    cores = os.sched_getaffinity(0) if hasattr(os, "sched_getaffinity") else set()
    core = _take_one(cores) if len(cores) == workers else None
    if core is not None:
        for thread in os.listdir("/proc/self/task"):
            with suppress(ProcessLookupError):  # it has ended
                os.sched_setaffinity(int(thread), {core})


def _take_one(cores: Iterable[int]) -> int | None:
    """A core whose byte of a file in the folder for temporary files no other process has locked."""
    with suppress(OSError):  # no such folder
        lock = os.open(Path(gettempdir()) / f"saring-cores-{os.getuid()}.lock", os.O_RDWR | os.O_CREAT, 0o600)
        for core in cores:
            with suppress(OSError):  # taken
                fcntl.lockf(lock, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, core)
                return core
        os.close(lock)
    return None
