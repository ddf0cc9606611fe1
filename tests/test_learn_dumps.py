"""What is learned from the real dumps: floors of the evaluation, see ``tests/eval/learn_eval.py``."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from tests.eval import learn_eval
from transforms.learn.aliases import learn_aliases

pytestmark = pytest.mark.skipif(
    not learn_eval.DUMPS.exists(), reason="the dumps are not beside the project (../shared)"
)

FLOORS = {"bisnis.com": 0.95, "tempo.co": 0.8, "detik.com": 0.8}
"""Share of the words that hidden rules cut which templates alone cut again; a little below what was measured."""
MOST_LOST_PER_1000 = 1.0
ALIAS_PRECISION = 0.95
LEAST_ALIASES = 100
MOST_UNREAD = 12
"""Aliases that rules may teach beyond those that were read, before someone reads them."""


@pytest.mark.parametrize("outlet", FLOORS)
def test_templates_recover_hidden_rules(outlet: str) -> None:
    (result,) = learn_eval.recover(outlet, alone=True).values()
    assert result.recovered >= FLOORS[outlet]
    assert result.lost_per_1000 <= MOST_LOST_PER_1000


def test_learned_names_mean_who_they_are_said_to() -> None:
    """Every alias that the dumps teach was read; what is doubtful counts as wrong."""
    judged = pl.read_csv(Path(__file__).parent / "corpus" / "learn" / "judged_aliases.csv")
    learned = learn_aliases(learn_eval.corpus()).select("entity_type", "basis", "alias", "entity_name")
    right = learned.join(judged.filter("is_right"), on=learned.columns, how="semi")
    unknown = learned.join(judged, on=learned.columns, how="anti")
    assert learned.height >= LEAST_ALIASES
    assert unknown.height <= MOST_UNREAD, f"read these and add them to judged_aliases.csv: {unknown.rows()}"
    assert right.height / (learned.height - unknown.height) >= ALIAS_PRECISION
