"""Read ahead: the next shard is read while the present one is worked on."""

from __future__ import annotations

import queue
import threading
from collections.abc import Iterable, Iterator
from typing import TypeVar

Item = TypeVar("Item")


def prefetch(items: Iterable[Item], ahead: int = 1) -> Iterator[Item]:
    """The same items in the same order, at most ``ahead`` of them made in advance by a thread.

    An exception of the source is raised here, in its place. Closing the iterator early ends the thread.

    >>> list(prefetch(range(3)))
    [0, 1, 2]
    """
    made: queue.Queue[tuple[str, Item | BaseException | None]] = queue.Queue(maxsize=ahead)
    stop = threading.Event()

    def put(kind: str, value: Item | BaseException | None) -> bool:
        while not stop.is_set():
            try:
                made.put((kind, value), timeout=0.1)
                return True
            except queue.Full:
                continue
        return False

    def make() -> None:
        try:
            for item in items:
                if not put("item", item):
                    return
            put("end", None)
        except BaseException as error:  # handed to the reader, who decides
            put("error", error)

    thread = threading.Thread(target=make, name="read-ahead", daemon=True)
    thread.start()
    try:
        while True:
            kind, value = made.get()
            if kind == "end":
                return
            if kind == "error":
                assert isinstance(value, BaseException)
                raise value
            yield value  # type: ignore[misc]
    finally:
        stop.set()
        thread.join()
