"""A Dask cluster of real processes on loopback: a scheduler and workers, each of which can be killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.s3 import free_ports

START_SECONDS = 120
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}


@dataclass
class DaskCluster:
    """A running cluster."""

    address: str
    folder: Path
    workers: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def add_worker(self) -> None:
        """Start one more worker, of one thread and without a nanny: when it is killed it stays dead."""
        options = ["--nthreads", "1", "--no-nanny", "--no-dashboard", "--local-directory", str(self.folder)]
        self.workers.append(_start(self.folder / f"worker-{len(self.workers)}.log", "worker", self.address, *options))

    def kill_worker(self, number: int) -> None:
        """End a worker with SIGKILL."""
        os.killpg(self.workers[number].pid, signal.SIGKILL)
        self.workers[number].wait()

    def wait_for(self, workers: int) -> None:
        """Until so many workers have joined."""
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(workers, timeout=START_SECONDS)


@contextmanager
def dask_cluster(folder: Path, workers: int) -> Iterator[DaskCluster]:
    """A scheduler with ``workers`` workers, their logs under ``folder``; ended with the block."""
    (port,) = free_ports(1)
    cluster = DaskCluster(f"tcp://127.0.0.1:{port}", folder)
    options = ["--host", "127.0.0.1", "--port", str(port), "--no-dashboard"]
    scheduler = _start(folder / "scheduler.log", "scheduler", *options)
    try:
        for _ in range(workers):
            cluster.add_worker()
        cluster.wait_for(workers)
        yield cluster
    finally:
        for process in [*cluster.workers, scheduler]:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _start(log: Path, *command: str) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "dask", *command], env=os.environ | ONE_THREAD, stdin=subprocess.DEVNULL,
            stdout=output, stderr=subprocess.STDOUT, start_new_session=True, cwd=Path(__file__).parents[1],
        )  # fmt: skip
