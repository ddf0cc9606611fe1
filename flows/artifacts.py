"""What a flow run shows in Prefect's UI while it works and when it ends."""

from __future__ import annotations

import time
from typing import Any, cast
from uuid import UUID

from prefect import get_run_logger
from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact

from flows.console import Pace
from flows.learning import LearnSummary
from flows.summary import RunSummary

PROGRESS_SECONDS = 5.0
"""Between two updates of the progress artifact."""


class FlowReporter:
    """Progress as lines of the flow run's log, one a shard, and as the artifact ``saring-progress``."""

    def __init__(self) -> None:
        self._log = get_run_logger()
        self._pace = Pace(0)
        self._what = ""
        self._artifact: UUID | None = None
        self._updated = 0.0

    def started(self, what: str, total: int) -> None:
        self._pace, self._what = Pace(total), what
        self._log.info("loading %s", what)
        self._artifact = cast(UUID, create_progress_artifact(0.0, key="saring-progress", description=what))

    def progressed(self, name: str, records: int, done: int) -> None:
        share, left = self._pace.at(done)
        left = f", {left} left" if left else ""
        self._log.info("%s loaded: %s records so far, %.0f %%%s", name, f"{records:,}", 100 * share, left)
        now = time.monotonic()
        if self._artifact and (share == 1 or now - self._updated > PROGRESS_SECONDS):
            self._updated = now
            what = f"{self._what}: {records:,} records{left}"
            update_progress_artifact(self._artifact, progress=round(100 * share, 1), description=what)


def publish_artifact(summary: RunSummary) -> None:
    """The run's counts as a table in Prefect's UI."""
    rows: list[dict[str, Any]] = [
        {"what": "files seen", "count": summary.files_seen},
        {"what": "files loaded", "count": summary.files_loaded},
        {"what": "files left for the next night", "count": len(summary.files_waiting)},
        {"what": "records in", "count": summary.records_in},
        {"what": "loaded", "count": summary.loaded},
        {"what": "unchanged", "count": summary.unchanged},
        {"what": "rejected", "count": summary.rejected},
        {"what": "changed facts", "count": summary.changed_facts},
        *({"what": f"rows in {table}", "count": count} for table, count in summary.rows.items()),
    ]
    description = f"`{summary.flow}` into `{summary.warehouse}` in {summary.wall_seconds:.1f} s" + (
        ": nothing new" if summary.nothing_new else ""
    )
    create_table_artifact(key=f"saring-{summary.flow}", table=rows, description=description)


def publish_checks_artifact(rows: list[dict[str, Any]], description: str) -> None:
    """Results of checks (:func:`flows.checks.shown`) as a table in Prefect's UI."""
    create_table_artifact(key="saring-checks", table=rows, description=description)


def publish_learn_artifact(summary: LearnSummary) -> None:
    """What was learned and what changed as a table in Prefect's UI."""
    rows: list[dict[str, Any]] = [
        {"what": "articles read", "count": summary.articles},
        {"what": "templates", "count": summary.templates},
        {"what": "aliases", "count": summary.aliases},
        *({"what": name.replace("_", " "), "count": frame.height} for name, frame in summary.changes.items()),
    ]
    before = summary.version_before or "none"
    description = f"learned version `{summary.version}` (before: `{before}`) of `{summary.warehouse}`"
    create_table_artifact(key="saring-learn", table=rows, description=description)
