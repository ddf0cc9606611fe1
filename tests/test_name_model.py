"""The name tagger's weights are those that its card names."""

from __future__ import annotations

import hashlib
import re

from transforms.entities.tagger import WEIGHTS

CARD = WEIGHTS.with_name("CARD.md")


def test_the_card_names_the_weights() -> None:
    named = re.findall(r"SHA-256 of weights.parquet: ([0-9a-f]{64})", CARD.read_text(encoding="utf-8"))
    assert named == [hashlib.sha256(WEIGHTS.read_bytes()).hexdigest()]
