"""Benchmarks (``make bench``): measured ratios and budgets, never part of the tests."""
