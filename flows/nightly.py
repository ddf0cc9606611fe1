"""The nightly flow: what is new in the inbox, loaded, checked and published."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.orchestration import Address, WaitSeconds, ledger_hooks, load_paths, morning_report
from flows.settings import INBOX, WAREHOUSE
from flows.summary import RunSummary


@flow(name="nightly", flow_run_name="nightly {inbox}", persist_result=False, **ledger_hooks)
def nightly(
    inbox: Annotated[
        Address, Field(description="Folder of dumps, or its address (s3://…); files loaded before are passed over.")
    ] = INBOX,
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    mapping: Annotated[dict[str, str], Field(description="Field → column, e.g. {'text': 'isi'}.")] = {},  # noqa: B006
    wait_seconds: WaitSeconds = 0.0,
) -> RunSummary:
    """Load every new or changed file of ``inbox`` that has arrived whole, and write the morning report.

    Nothing to do is a success.
    """
    summary = load_paths([inbox], warehouse, mapping, "nightly", wait_seconds, only_settled=True)
    morning_report(summary)
    return summary


if __name__ == "__main__":
    nightly()
