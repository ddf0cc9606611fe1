"""The rebuild flow: facts derived again from the raw articles with the present rules."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows import orchestration, steps
from flows.artifacts import publish_artifact
from flows.settings import WAREHOUSE
from flows.summary import RunSummary


@flow(name="rebuild", flow_run_name="rebuild {warehouse}", persist_result=False, **orchestration.ledger_hooks)
def rebuild(
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    everything: Annotated[bool, Field(description="Those articles too that the present rules derived.")] = False,
    dry_run: Annotated[bool, Field(description="Only report what would change; publish nothing.")] = False,
    wait_seconds: orchestration.WaitSeconds = 0.0,
) -> RunSummary:
    """Rebuild facts; what changes is an artifact before it is published, and in ``fact_change`` afterwards."""
    with (
        orchestration.turn(wait_seconds) as wait_left,
        orchestration.derivers() as shards,
        steps.open_again(
            warehouse, "rebuild", orchestration.reporter(), wait_seconds=wait_left, derivers=shards
        ) as run,
        orchestration.shard_tasks(run),
    ):
        orchestration.derive_again(run, everything)
        run.summary.impact = orchestration.report_impact(run)
        summary = run.summary if dry_run else orchestration.check_and_publish(run)
    if not (dry_run or summary.nothing_new):
        orchestration.refresh_search(warehouse)
    publish_artifact(summary)
    return summary
