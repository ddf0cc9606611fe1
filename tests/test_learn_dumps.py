"""What is learned from the real dumps: floors of the evaluation, see ``tests/eval/learn_eval.py``."""

from __future__ import annotations

import pytest

from tests.eval import learn_eval

pytestmark = pytest.mark.skipif(
    not learn_eval.DUMPS.exists(), reason="the dumps are not beside the project (../shared)"
)

FLOORS = {"bisnis.com": 0.95, "tempo.co": 0.8, "detik.com": 0.77}
"""Share of the words that hidden rules cut which templates alone cut again; a little below what was measured."""
MOST_LOST_PER_1000 = 1.0


@pytest.mark.parametrize("outlet", FLOORS)
def test_templates_recover_hidden_rules(outlet: str) -> None:
    (result,) = learn_eval.recover(outlet, alone=True).values()
    assert result.recovered >= FLOORS[outlet]
    assert result.lost_per_1000 <= MOST_LOST_PER_1000
