"""A signal that ends a run ends it as such, whatever code it finds at work.

A handler of SIGTERM or SIGINT raises. Where DuckDB is at work, that exception is lost: the query ends with a
``RuntimeError`` of its own, as if it had been wrong; in a callback of C code it is lost without a trace.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

SIGNALS = (signal.SIGTERM, signal.SIGINT)

_noted: list[list[BaseException]] = []
"""What handlers raised in each block that is open, the outermost first."""


@contextmanager
def not_swallowed() -> Iterator[None]:
    """Whatever handlers of signals raise in the block ends the block, in place of an error that it became.

    A block within another does not begin where one was raised in that already: what ran between them has lost it.

    >>> def stop(number, frame):
    ...     raise KeyboardInterrupt
    >>> before = signal.signal(signal.SIGINT, stop)
    >>> try:
    ...     with not_swallowed():
    ...         try:
    ...             signal.raise_signal(signal.SIGINT)
    ...         except KeyboardInterrupt:
    ...             raise ValueError("the query is interrupted") from None
    ... except KeyboardInterrupt:
    ...     print("ended by the signal")
    ended by the signal
    >>> _ = signal.signal(signal.SIGINT, before)
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # signals are handled by the main thread alone
        return
    for lost in _noted:
        if lost:
            raise lost[0]
    raised: list[BaseException] = []
    before = {number: signal.getsignal(number) for number in SIGNALS}
    noting = {number: _noting(handler, raised) for number, handler in before.items() if callable(handler)}
    for number, handler in noting.items():
        signal.signal(number, handler)
    _noted.append(raised)
    try:
        yield
    except Exception as error:
        if raised:
            raise raised[0] from error
        raise
    finally:
        _noted.pop()
        for number in noting:
            signal.signal(number, before[number])
    if raised:
        raise raised[0]


def _noting(handler: Callable[..., Any], raised: list[BaseException]) -> Callable[..., Any]:
    def handle(number: int, frame: Any) -> Any:
        try:
            return handler(number, frame)
        except BaseException as error:
            raised.append(error)
            raise

    return handle
