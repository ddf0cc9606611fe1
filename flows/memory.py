"""Memory of a process that works on shard after shard."""

from __future__ import annotations

import ctypes
import gc

THRESHOLDS = 100_000, 50, 1000
"""New objects before the youngest are searched, and so on as in :func:`gc.set_threshold`; Python's are 700, 10, 10.
Expressions of Polars, made by the thousand for each shard, trip those all the time."""


def search_seldom() -> None:
    """Look for circular garbage seldom from now on, and never in what is imported.

    Hardly any arises here, and looking for it took a twentieth of a load.
    """
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def give_back() -> None:
    """Give memory that is free back to the system, where the C library (glibc) keeps it: a tenth of what is held."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim:
        trim(0)
