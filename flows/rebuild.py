"""The rebuild flow: all facts derived again from the raw articles with the present rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows import orchestration, steps
from flows.settings import WAREHOUSE
from flows.summary import RunSummary


@flow(name="rebuild", persist_result=False)
def rebuild(
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    wait_seconds: orchestration.WaitSeconds = 0.0,
) -> RunSummary:
    """Rebuild every fact; what changed is in ``fact_change`` with reason ``rebuild``."""
    with (
        orchestration.turn(wait_seconds) as wait_left,
        steps.open_again(warehouse, "rebuild", orchestration.reporter(), wait_seconds=wait_left) as run,
    ):
        orchestration.derive_again(run)
        summary = orchestration.check_and_publish(run)
    orchestration.publish_artifact(summary)
    return summary
