"""Worker processes keep to a core each where there is one for each, and where nobody else keeps to it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
pytestmark = pytest.mark.skipif(not CORES, reason="this system keeps no process to a core")

ONE_WORKER = """
import sys
import polars
from flows.cores import stay_on_a_core
polars.select(a=1, b=2)  # its pool has begun
stay_on_a_core(int(sys.argv[1]))
"""
WORKER_OF_A_RUN = """
from flows import deriving
deriving._start(os.getppid())
"""
TELL = """
import json, os, sys
threads = [int(thread) for thread in os.listdir("/proc/self/task")]
names = {thread: open(f"/proc/self/task/{thread}/comm").read() for thread in threads}
working = {tuple(sorted(os.sched_getaffinity(thread))) for thread in threads if "jemalloc" not in names[thread]}
print(json.dumps(*working), flush=True)
sys.stdin.read()
"""


@contextmanager
def worker(folder: Path, workers: int, script: str = ONE_WORKER) -> Iterator[list[int]]:
    """A process that is one of so many workers: the cores that all its threads may run on."""
    command = [sys.executable, "-c", f"import os{script}{TELL}", str(workers)]
    environment = os.environ | {"TMPDIR": str(folder), "SARING_PROCESSES": str(workers)}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, env=environment) as process:
        assert process.stdout
        yield json.loads(process.stdout.readline())
        process.kill()


def test_each_has_a_core_of_its_own_until_it_ends(tmp_path: Path) -> None:
    with ExitStack() as running:
        workers = [running.enter_context(worker(tmp_path, len(CORES))) for _ in CORES]
        assert sorted(workers) == [[core] for core in CORES]
        of_another_run = running.enter_context(worker(tmp_path, len(CORES)))
        assert of_another_run == CORES
    with worker(tmp_path, len(CORES)) as later:
        assert len(later) == 1


def test_workers_of_a_run_do(tmp_path: Path) -> None:
    with worker(tmp_path, len(CORES), WORKER_OF_A_RUN) as cores:
        assert len(cores) == 1


def test_with_cores_to_spare_the_system_chooses(tmp_path: Path) -> None:
    with worker(tmp_path, len(CORES) + 1) as cores:
        assert cores == CORES


def test_where_no_lock_can_be_kept_the_system_chooses(tmp_path: Path) -> None:
    (tmp_path / f"saring-cores-{os.getuid()}.lock").mkdir()
    with worker(tmp_path, len(CORES)) as cores:
        assert cores == CORES
