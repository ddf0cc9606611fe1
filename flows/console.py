"""What a run shows while it works and when it ends: progress, then a summary."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import timedelta
from typing import Protocol

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from flows.summary import RunSummary

PLAIN_SECONDS = 2.0
"""Without a terminal, at most one progress line in this time."""


class Reporter(Protocol):
    """Told of a run's progress; every method may be called from the run's own thread only."""

    def started(self, files: int, total_bytes: int) -> None: ...

    def progressed(self, name: str, records: int, done_bytes: int) -> None: ...


current_reporter: ContextVar[Reporter | None] = ContextVar("current_reporter", default=None)
"""The reporter of the command that is running, for flows that it starts in its own process."""


class Silent:
    """Shows nothing."""

    def started(self, files: int, total_bytes: int) -> None:
        pass

    def progressed(self, name: str, records: int, done_bytes: int) -> None:
        pass


def time_left(elapsed_seconds: float, share: float) -> str:
    """Hours, minutes and seconds that a run still needs at the pace it had so far.

    >>> time_left(60, 0.25)
    '0:03:00'
    """
    return str(timedelta(seconds=round(elapsed_seconds * (1 - share) / share)))


class PlainLines:
    """A line every few seconds, for logs and pipes."""

    def __init__(self) -> None:
        self._start = self._last = time.monotonic()
        self._total = 0

    def started(self, files: int, total_bytes: int) -> None:
        self._total = total_bytes
        print(f"loading {files:,} files, {total_bytes / 1e6:,.1f} MB", file=sys.stderr, flush=True)

    def progressed(self, name: str, records: int, done_bytes: int) -> None:
        now = time.monotonic()
        if now - self._last < PLAIN_SECONDS:
            return
        self._last = now
        share = done_bytes / self._total if self._total else 0.0
        rate = records / max(now - self._start, 1e-9)
        left = f"  {time_left(now - self._start, share)} left" if share else ""
        print(f"{share:4.0%}  {records:,} records  {rate:,.0f}/s{left}  {name}", file=sys.stderr, flush=True)


class Bar:
    """A live progress bar on a terminal."""

    def __init__(self, progress: Progress) -> None:
        self._progress = progress
        self._task: TaskID | None = None

    def started(self, files: int, total_bytes: int) -> None:
        self._task = self._progress.add_task(f"{files:,} files", total=total_bytes or 1, records=0)

    def progressed(self, name: str, records: int, done_bytes: int) -> None:
        if self._task is not None:
            self._progress.update(self._task, description=name, completed=done_bytes, records=records)


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
            TimeRemainingColumn(),
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
    table.add_row("", f"{summary.rejected:,} rejected" + (" (saring status says why)" if summary.rejected else ""))
    for name, rows in summary.rows.items():
        table.add_row(name, f"{rows:,} rows")
    rate = summary.records_in / summary.wall_seconds if summary.wall_seconds else 0
    table.add_row("seconds", f"{summary.wall_seconds:.1f} ({rate:,.0f} records/s)")
    table.add_row("checks", f"{summary.checks_passed:,} passed, {summary.checks_warned:,} warned")
    table.add_row("warehouse", str(summary.warehouse))
    console.print(table)
    console.print("\nTry next:")
    for command in summary.try_next():
        console.print(f"  {command}", markup=False, highlight=False, soft_wrap=True)
