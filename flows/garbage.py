"""Python's search for circular garbage: hardly any arises here, and looking for it took a twentieth of a load."""

from __future__ import annotations

import gc

THRESHOLDS = 100_000, 50, 1000
"""New objects before the youngest are searched, and so on as in :func:`gc.set_threshold`; Python's are 700, 10, 10.
Expressions of Polars, made by the thousand for each shard, trip those all the time."""


def search_seldom() -> None:
    """Leave what is imported out of all searches from now on, and search the rest seldom."""
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
