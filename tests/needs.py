"""Programs that a plain machine lacks: their tests are skipped there, and fail where all of them must run."""

from __future__ import annotations

import os
from typing import NoReturn

import pytest


def lacking(program: str) -> NoReturn:
    """Skip a test for want of ``program``; with ``SARING_TEST_ALL`` in the environment (``.ci/run``) fail it."""
    if os.environ.get("SARING_TEST_ALL"):
        pytest.fail(f"needs {program}, and SARING_TEST_ALL is set")
    pytest.skip(f"needs {program}")
