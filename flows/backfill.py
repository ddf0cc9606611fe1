"""The backfill flow: files and folders named one by one, of any size."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from prefect import flow
from pydantic import Field

from flows.orchestration import WaitSeconds, load_paths
from flows.settings import WAREHOUSE
from flows.summary import RunSummary


@flow(name="backfill", persist_result=False)
def backfill(
    paths: Annotated[list[Path], Field(min_length=1, description="Files and folders to load.")],
    warehouse: Annotated[Path, Field(description="The published warehouse file.")] = WAREHOUSE,
    mapping: Annotated[dict[str, str], Field(description="Field → column, e.g. {'text': 'isi'}.")] = {},  # noqa: B006
    wait_seconds: WaitSeconds = 0.0,
) -> RunSummary:
    """Load every new or changed file of ``paths``."""
    return load_paths(paths, warehouse, mapping, "backfill", wait_seconds)
