"""Floors for cleaning on the annotated articles beside the project; no figure may fall below them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.eval.clean_eval import leave_one_outlet_out, load_gold, load_scorer, means, score
from transforms.clean import load_rules

KIND_FLOORS = {
    "related_link": 0.97, "ad": 0.97, "dateline": 0.97, "promo": 0.93, "byline": 0.90, "legal": 0.90,
    "caption": 0.80, "navigation": 0.80,
}  # fmt: skip


@pytest.fixture
def gold_dir(shared: Path) -> Path:
    return shared / "gold"


def test_seed_articles_are_cleaned_perfectly(gold_dir: Path) -> None:
    gold, raw = load_gold("seeds", gold_dir)
    figures, misses = score(gold, raw, load_rules(), load_scorer(gold_dir))
    assert figures["articles_perfect"] == 1.0, misses


def test_annotated_articles(gold_dir: Path) -> None:
    gold, raw = load_gold("dev", gold_dir)
    figures, misses = score(gold, raw, load_rules(), load_scorer(gold_dir))
    assert figures["f1"] >= 0.98, misses
    assert figures["body_tokens_lost_per_1000"] <= 0.5, misses
    assert figures["articles_perfect"] >= 0.90, misses
    below = {kind: recall for kind, recall in figures["recall_by_kind"].items() if recall < KIND_FLOORS.get(kind, 0.9)}
    assert not below


def test_an_outlet_never_seen(gold_dir: Path) -> None:
    gold, raw = load_gold("dev", gold_dir)
    f1, lost = means(leave_one_outlet_out(gold, raw, load_rules(), load_scorer(gold_dir)))
    assert f1 >= 0.92
    assert lost <= 0.5
