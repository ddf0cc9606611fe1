"""Work done in the thread of Polars' pool."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

PROGRAM = """
import threading
import polars as pl
from flows.pool_thread import in_pool_thread

def work():
    frame = pl.DataFrame({"a": range(100)})  # queries that a pool of one thread must not be asked for from elsewhere
    kept = frame.filter(pl.col("a") > 90).join(frame, on="a").group_by("a").len()
    return threading.current_thread() is threading.main_thread(), kept.height

print(*in_pool_thread(work))

def fail():
    raise KeyError("pasar")

try:
    in_pool_thread(fail)
except KeyError as error:
    print(repr(error))
"""


@pytest.mark.parametrize(("threads", "here"), [("1", "False"), ("2", "True")])
def test_where_there_is_one_thread_the_work_is_done_in_it(threads: str, here: str) -> None:
    env = os.environ | {"POLARS_MAX_THREADS": threads}
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM], env=env, capture_output=True, text=True, timeout=120, check=True
    )
    assert done.stdout.split("\n")[:2] == [f"{here} 9", "KeyError('pasar')"]
