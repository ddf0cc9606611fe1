"""What a run shows while it works and when it ends: progress, then a summary."""

from __future__ import annotations

import sys
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from flows.summary import RunSummary

PLAIN_SECONDS = 2.0
"""Without a terminal, at most one progress line in this time."""

PACE_SECONDS, PACE_SHARDS = 300.0, 200
"""The pace is that of the last five minutes, or of so many shards."""


class Reporter(Protocol):
    """Told of a run's progress; every method may be called from the run's own thread only."""

    def started(self, what: str, total: int) -> None:
        """``what`` is to be loaded; ``total``: its bytes, or of a rebuild its articles."""

    def progressed(self, name: str, records: int, done: int) -> None:
        """The shard ``name`` is loaded, and with it ``records``, and ``done`` of the total."""


current_reporter: ContextVar[Reporter | None] = ContextVar("current_reporter", default=None)
"""The reporter of the command that is running, for flows that it starts in its own process."""


class Silent:
    """Shows nothing."""

    def started(self, what: str, total: int) -> None:
        pass

    def progressed(self, name: str, records: int, done: int) -> None:
        pass


class Pace:
    """How far a run is, and how long it still needs at the pace of late.

    The first shard is where the count begins: what lies before it, a run that goes on with a file passes over.
    Linking, checks and publishing come on top.

    >>> pace = Pace(1000)
    >>> pace.at(400, now=100.0), pace.at(500, now=110.0)
    ((0.4, ''), (0.5, '0:00:50'))
    """

    def __init__(self, total: int) -> None:
        self._total = total
        self._seen: deque[tuple[float, int]] = deque()

    def at(self, done: int, *, now: float | None = None) -> tuple[float, str]:
        """The share that is done, and the time left as hours, minutes and seconds, empty while nothing is known."""
        now = time.monotonic() if now is None else now
        self._seen.append((now, done))
        while len(self._seen) > PACE_SHARDS or (len(self._seen) > 2 and now - self._seen[0][0] > PACE_SECONDS):
            self._seen.popleft()
        share = min(1.0, done / self._total) if self._total else 0.0
        (since, before) = self._seen[0]
        if done <= before:
            return share, ""
        seconds = (now - since) * (self._total - done) / (done - before)
        return share, str(timedelta(seconds=max(0, round(seconds))))


class PlainLines:
    """A line every few seconds, for logs and pipes."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._pace = Pace(0)

    def started(self, what: str, total: int) -> None:
        self._pace = Pace(total)
        print(f"loading {what}", file=sys.stderr, flush=True)

    def progressed(self, name: str, records: int, done: int) -> None:
        share, left = self._pace.at(done)
        now = time.monotonic()
        if now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        rate = records / max(now - self._start, 1e-9)
        left = f"  {left} left" if left else ""
        print(f"{share:4.0%}  {records:,} records  {rate:,.0f}/s{left}  {name}", file=sys.stderr, flush=True)


class Bar:
    """A live progress bar on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None
        self._pace = Pace(0)

    def started(self, what: str, total: int) -> None:
        self._pace = Pace(total)
        self._task = self._progress.add_task(what, total=total or 1, records=0, left="")

    def progressed(self, name: str, records: int, done: int) -> None:
        _, left = self._pace.at(done)
        if self._task is not None:
            left = f"{left} left" if left else ""
            self._progress.update(self._task, description=name, completed=done, records=records, left=left)


@contextmanager
def reporter(*, quiet: bool = False) -> Iterator[Reporter]:
    """The reporter that fits: nothing, a bar on a terminal, or plain lines."""
    console = Console(stderr=True)
    if quiet:
        yield Silent()
    elif not console.is_terminal:
        yield PlainLines()
    else:
        columns = (
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.fields[records]:,} records"),
            TimeElapsedColumn(),
            TextColumn("{task.fields[left]}"),
        )
        with Progress(*columns, console=console, transient=True) as progress:
            yield Bar(progress)


def print_summary(summary: RunSummary, console: Console | None = None) -> None:
    """The end of a run: what came in, what became of it, where it is, and what to try next."""
    console = console or Console()
    for waiting in summary.files_waiting:
        console.print(f"Left for the next night: {waiting}", markup=False, highlight=False, soft_wrap=True)
    if summary.nothing_new and summary.flow == "rebuild":
        console.print(f"Nothing to rebuild. [bold]{summary.warehouse}[/bold] is unchanged.", soft_wrap=True)
        return
    if summary.nothing_new:
        before = "all of them" if not summary.files_waiting else "the others"
        console.print(
            f"Nothing new: {summary.files_seen:,} files seen, {before} loaded before. "
            f"[bold]{summary.warehouse}[/bold] is unchanged.",
            soft_wrap=True,
        )
        return
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_row("files", f"{summary.files_loaded:,} of {summary.files_seen:,} new or changed")
    table.add_row("records", f"{summary.records_in:,} in")
    table.add_row("", f"{summary.loaded:,} loaded (new articles or new versions)")
    table.add_row("", f"{summary.unchanged:,} unchanged (known before)")
    table.add_row(
        "", f"{summary.rejected:,} rejected" + (" (saring rejected list says why)" if summary.rejected else "")
    )
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,} rows")
    rate = summary.records_in / summary.wall_seconds if summary.wall_seconds else 0
    table.add_row("seconds", f"{summary.wall_seconds:.1f} ({rate:,.0f} records/s)")
    table.add_row("checks", f"{summary.checks_passed:,} passed, {summary.checks_warned:,} warned")
    table.add_row("warehouse", str(summary.warehouse))
    if summary.report:
        table.add_row("report", str(summary.report))
    console.print(table)
    console.print("\nTry next:")
    for command in summary.try_next():
        console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
