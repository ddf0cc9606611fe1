"""A sample of ``make soak``: damaged files of every format through a real load."""

from __future__ import annotations

from pathlib import Path

from tests.soak.inputs import soak


def test_every_record_of_damaged_files_is_accounted_for(tmp_path: Path) -> None:
    outcome = soak(tmp_path, files=100, seed=2026)
    assert outcome.faults == []
    assert outcome.files == 100
    assert outcome.counts["in"] == sum(outcome.counts[name] for name in ("loaded", "unchanged", "rejected"))
    assert len(outcome.reasons) >= 6, "the damage is varied"
