"""The check flow: every invariant on every row of what is published, weekly."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows import orchestration
from flows.derived import CheckFailed
from flows.settings import WAREHOUSE


@flow(name="check", flow_run_name="check {warehouse}", persist_result=False, **orchestration.ledger_hooks)
def check(
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    everything: Annotated[bool, Field(description="All rows, not only those of the last batch.")] = True,
) -> int:
    """Check what is published and write nothing; fails where an error check finds a row, else counts the warnings.

    Takes no turn: a load may publish meanwhile.
    """
    errors, warnings = orchestration.check_published(warehouse, everything)
    if errors:
        raise CheckFailed(
            f"{warehouse} breaks its checks\n{errors}\n`saring rollback` brings back an earlier state if need be"
        )
    return warnings
