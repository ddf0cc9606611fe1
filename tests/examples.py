"""How many examples Hypothesis draws for a test."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import settings


def examples(count: int, **options: Any) -> settings:
    """``count`` new ones in ``make soak``; a quarter of them, always the same, in ``make test``."""
    soak = os.environ.get("HYPOTHESIS_PROFILE") == "soak"
    return settings(max_examples=count if soak else max(count // 4, 2), deadline=None, **options)
