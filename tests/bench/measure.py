"""Run a command and measure it: wall, processor and memory of the process and all that it starts."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import psutil

ROOT = Path(__file__).resolve().parents[2]
POLL_SECONDS = 1.0
"""Between two looks at the memory, each of which holds the processes up."""


@dataclass(frozen=True)
class Measured:
    """What a command took."""

    wall_seconds: float
    cpu_seconds: float
    """User and system, of children too."""
    peak_bytes: int
    """Most memory of all its processes together, each shared page counted once (PSS; where that is unknown, RSS)."""
    output: str


def measure(command: list[str], environment: dict[str, str] | None = None) -> Measured:
    """Run a command from the project's folder. Raises SystemExit where it fails."""
    before = os.times()
    start = perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=os.environ | (environment or {})
    )
    peak = _Peak(process.pid)
    peak.start()
    output, _ = process.communicate()
    wall_seconds = perf_counter() - start
    peak.stop()
    after = os.times()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed: {output}")
    cpu_seconds = after.children_user + after.children_system - before.children_user - before.children_system
    return Measured(wall_seconds, cpu_seconds, peak.bytes, output)


def module(name: str, *arguments: object) -> list[str]:
    """The command that runs a module of this project."""
    return [sys.executable, "-m", name, *map(str, arguments)]


class _Peak(threading.Thread):
    """Looks at the memory of a process and its descendants until it is stopped."""

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.bytes = 0
        self._root = psutil.Process(pid)
        self._ended = threading.Event()

    def run(self) -> None:
        while not self._ended.wait(POLL_SECONDS):
            try:
                family = [self._root, *self._root.children(recursive=True)]
            except psutil.Error:
                return
            self.bytes = max(self.bytes, sum(map(_memory, family)))

    def stop(self) -> None:
        self._ended.set()
        self.join()


def _memory(process: psutil.Process) -> int:
    try:
        memory = process.memory_full_info()
    except psutil.Error:
        return 0
    return int(getattr(memory, "pss", memory.rss))
