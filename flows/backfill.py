"""The backfill flow: files and folders named one by one, of any size."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.backlog import PORTION_RECORDS
from flows.days import Days
from flows.orchestration import Address, WaitSeconds, ledger_hooks, load_paths
from flows.settings import WAREHOUSE
from flows.summary import RunSummary


@flow(name="backfill", flow_run_name="backfill into {warehouse}", persist_result=False, **ledger_hooks)
def backfill(
    paths: Annotated[list[Address], Field(min_length=1, description="Files, folders, addresses (s3://…) to load.")],
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    mapping: Annotated[dict[str, str], Field(description="Field → column, e.g. {'text': 'isi'}.")] = {},  # noqa: B006
    from_day: Annotated[date | None, Field(description="Only articles published on this day or later.")] = None,
    to_day: Annotated[date | None, Field(description="Only articles published on this day or earlier.")] = None,
    portion_records: Annotated[int, Field(ge=1, description="Publish after so many records.")] = PORTION_RECORDS,
    wait_seconds: WaitSeconds = 0.0,
) -> RunSummary:
    """Load every new or changed file of ``paths``, in portions; killed, it goes on where it stopped."""
    days = Days(from_day, to_day)
    return load_paths(paths, warehouse, mapping, "backfill", wait_seconds, days=days, portion_records=portion_records)
