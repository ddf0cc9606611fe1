"""Files that are loaded in portions: each is published, so that a killed backfill goes on where it stopped.

A portion ends after ``PORTION_RECORDS`` records, of any run but a backfill after ``LARGEST_BATCH``, in the middle
of a file if need be. What is published then says of the file how many of its records are loaded; the next run passes
over these without deriving or loading them. Between two portions another run may have its turn.
"""

from __future__ import annotations

import itertools
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from flows.days import Days
from flows.readers import Shard, SourceFile
from flows.scratch import Scratch
from flows.summary import RunSummary

PORTION_RECORDS = 100_000
"""Records between two publications of a backfill: some minutes' work, so that little is lost by a kill."""

LARGEST_BATCH = 200_000
"""Records of a batch, however many a run has: linking and checking one of a million runs out of memory."""

GROUP_FILES, GROUP_BYTES = 500, 8 * 2**20
"""Small files that are read one after the other without more ado: about what one shard holds."""

WAIT_SECONDS = 6 * 3600.0
"""A backfill that let another run pass waits so long for its own turn."""


@dataclass(frozen=True)
class LeftOff:
    """A file that a portion left off in its middle; whoever goes on need not read its begin again."""

    sha256: str
    tag: str | None
    """Of :class:`flows.readers.source_files.FileState`, then."""
    records: int
    """That were taken or passed over."""
    rest: Iterator[Shard]


@dataclass
class Backlog:
    """What is still to be loaded, and what has been."""

    files: deque[SourceFile]
    portion_records: int | None = None
    """None: all in one portion."""
    scratch: Scratch | None = None
    """Room for remote files; None: all are on this machine."""
    days: Days = field(default_factory=Days)
    read_records: dict[str, int] = field(default_factory=dict)
    """Address of a file → its records that earlier portions of this process took or passed over."""
    left_off: dict[str, LeftOff] = field(default_factory=dict)
    """Address of a file → where the last portion left it off."""
    loaded_records: int = 0
    done_bytes: int = 0
    summary: RunSummary | None = None
    """Of the portions published so far, together."""

    @classmethod
    def of(
        cls,
        sources: Sequence[SourceFile],
        portion_records: int | None = None,
        days: Days | None = None,
        scratch: Scratch | None = None,
    ) -> Backlog:
        """The backlog of ``sources``, in their order."""
        return cls(deque(sources), portion_records, scratch, days or Days())

    @property
    def is_first(self) -> bool:
        """Whether nothing is published yet."""
        return self.summary is None

    def next_files(self) -> list[SourceFile]:
        """The next file, and with a small one those that follow and are small too."""
        group: list[SourceFile] = []
        size = 0
        for source in itertools.islice(self.files, GROUP_FILES):
            size += source.bytes
            if group and size > GROUP_BYTES:
                break
            group.append(source)
        return group

    def local(self, source: SourceFile) -> SourceFile:
        """The file on this machine: fetched, if it is elsewhere."""
        return self.scratch.local(source, self.files) if self.scratch else source

    def leave_off(self, source: SourceFile, sha256: str, records: int, rest: Iterator[Shard]) -> None:
        """Note how far a file of this machine was read; ``rest`` are its shards behind ``records``."""
        self.read_records[source.uri] = records
        state = source.state()
        self.left_off[source.uri] = LeftOff(sha256, state.tag if state else None, records, rest)

    def go_on(self, source: SourceFile) -> LeftOff | None:
        """Where the portion before left a file off; None where it began none, or where the file may have changed."""
        left, state = self.left_off.pop(source.uri, None), source.state()
        return left if left and left.tag and state and state.tag == left.tag else None

    def finished(self, source: SourceFile) -> None:
        """Note that a file is read to its end."""
        found = next((file for file in self.files if file.uri == source.uri), None)
        if found:
            self.files.remove(found)
            self.done_bytes += source.bytes
        if self.scratch:
            self.scratch.drop(source.uri)

    def published(self, portion: RunSummary) -> RunSummary:
        """Add the summary of a portion; returns that of all."""
        if self.summary is None or self.summary.nothing_new:
            self.summary = portion
        elif not portion.nothing_new:
            self.summary = self.summary.followed_by(portion)
        return self.summary
