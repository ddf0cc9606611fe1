"""The unread part of a stream, for formats that are cut by patterns."""

from __future__ import annotations

import re

from .records import ReadFault
from .streams import Chunks

_MATCH_WITHIN = 2000


class Buffer:
    """The unread part of a stream; ``start`` is the read position in ``data``."""

    def __init__(self, chunks: Chunks) -> None:
        self.chunks = chunks
        self.data = b""
        self.start = 0
        self.fault: ReadFault | None = None
        self.ended = False

    def fill(self) -> bool:
        """Append a chunk; False at the end of the stream."""
        if self.ended:
            return False
        try:
            chunk = next(self.chunks, None)
        except ReadFault as fault:
            self.fault, chunk = fault, None
        if chunk is None:
            self.ended = True
            return False
        self.data, self.start = self.data[self.start :] + chunk, 0
        return True

    def size(self) -> int:
        return len(self.data) - self.start

    def first(self) -> bytes:
        return self.data[self.start : self.start + 1]

    def take(self, size: int) -> bytes:
        value = self.data[self.start : self.start + size]
        self.start += size
        return value

    def skip(self, pattern: re.Pattern[bytes]) -> bool:
        """Pass over what ``pattern`` matches here; False where nothing is left."""
        while True:
            if found := pattern.match(self.data, self.start):
                self.start = found.end()
            if self.size() or not self.fill():
                return self.size() > 0

    def search(self, pattern: re.Pattern[bytes], limit: int) -> int:
        """Offset of the end of the first match that is not at the start; 0 where there is none."""
        found = pattern.search(self.data, self.start + 1, self.start + limit)
        return found.end() - self.start if found else 0

    def skip_until(self, pattern: re.Pattern[bytes]) -> None:
        """Pass over everything up to the first match, without keeping it."""
        while not (found := pattern.search(self.data, self.start)):
            self.start = max(self.start, len(self.data) - 64)
            if not self.fill():
                self.start = len(self.data)
                return
        self.start = found.end()

    def take_match(self, pattern: re.Pattern[bytes]) -> bool:
        """Take off what ``pattern`` matches here; False where it does not."""
        if self.size() < _MATCH_WITHIN:
            self.fill()
        found = pattern.match(self.data, self.start)
        self.start = found.end() if found else self.start
        return found is not None

    def require(self, size: int) -> bool:
        """Whether so many bytes are left, filled in as needed."""
        while self.size() < size:
            if not self.fill():
                return False
        return True
