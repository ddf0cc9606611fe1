"""Samples of ``make soak``: damaged files of every format, and damaged texts, through a real load."""

from __future__ import annotations

from pathlib import Path

from tests.conftest import ROOT
from tests.soak.inputs import soak
from tests.soak.texts import faults

SEEDS = ROOT / "seeds" / "articles"


def test_every_record_of_damaged_files_is_accounted_for(tmp_path: Path) -> None:
    outcome = soak(tmp_path, files=100, seed=2026)
    assert outcome.faults == []
    assert outcome.files == 100
    assert outcome.counts["in"] == sum(outcome.counts[name] for name in ("loaded", "unchanged", "rejected"))
    assert len(outcome.reasons) >= 6, "the damage is varied"


def test_no_damage_of_a_text_breaks_a_stage_or_a_check(tmp_path: Path) -> None:
    texts = [path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*.txt"))]
    assert len(texts) == 5
    assert faults(tmp_path, texts * 80, seed=2026) == []
