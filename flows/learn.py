"""The learn flow: templates and aliases learned again from the corpus, frozen and pinned."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows import learning, orchestration
from flows.artifacts import publish_learn_artifact
from flows.settings import WAREHOUSE


@flow(name="learn", flow_run_name="learn {warehouse}", persist_result=False, **orchestration.ledger_hooks)
def learn(
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    dry_run: Annotated[bool, Field(description="Show what would change and write nothing.")] = False,
    wait_seconds: Annotated[float, Field(description="How long to wait for another run.", ge=0)] = 600.0,
) -> learning.LearnSummary:
    """Learn from all articles; runs after this one use what was learned."""
    with orchestration.turn(wait_seconds) as left:
        summary = orchestration.learn_again(warehouse, dry_run, left)
    publish_learn_artifact(summary)
    return summary
