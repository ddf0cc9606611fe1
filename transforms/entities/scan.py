"""Counting and looking around in arrays with one entry a token."""

from __future__ import annotations

import numpy as np


def count_up(lengths: np.ndarray) -> np.ndarray:
    """0, 1, … for each length, one after the other.

    >>> count_up(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    ends = np.cumsum(lengths)
    return np.arange(int(ends[-1]) if len(ends) else 0) - np.repeat(ends - lengths, lengths)


def tokens_of(first: np.ndarray, stop: np.ndarray) -> np.ndarray:
    """The indices from ``first`` up to ``stop`` of every span, one after the other."""
    length = stop - first
    return np.repeat(first, length) + count_up(length)


def last_before(marked: np.ndarray, at: np.ndarray) -> np.ndarray:
    """For each index in ``at`` the last marked token that is not behind it; -1 if there is none.

    ``marked``: indices in order. Looking up a few places costs less than a running maximum over all tokens.

    >>> last_before(np.array([2, 5]), np.array([1, 2, 4, 9])).tolist()
    [-1, 2, 2, 5]
    """
    return np.append(-1, marked)[np.searchsorted(marked, at, side="right")]


def first_behind(marked: np.ndarray, at: np.ndarray, size: int) -> np.ndarray:
    """For each index in ``at`` the first marked token that is not before it; ``size`` if there is none."""
    return np.append(marked, size)[np.searchsorted(marked, at, side="left")]
