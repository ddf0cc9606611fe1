"""Parts of a frame, worked on at the same time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

S = TypeVar("S")
T = TypeVar("T")


def work_on(parts: Sequence[S], work: Callable[[S], T]) -> list[T]:
    """The result of each part in order, each in a thread of its own; a single one in this thread.

    >>> work_on([1, 2], lambda n: n + 1)
    [2, 3]
    """
    if len(parts) == 1:
        return [work(parts[0])]
    with ThreadPoolExecutor(len(parts)) as pool:
        return list(pool.map(work, parts))
