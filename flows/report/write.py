"""Write the morning report: on demand, and after each night beside the warehouse."""

from __future__ import annotations

import json
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from flows.connection import TIME_ZONE
from flows.lake import is_lake
from flows.report.context import report_context
from flows.report.kept import chart_library, chart_specifications
from flows.report.page import json_in_html, read, render, write_page
from flows.report.scope import Row, Scope, read_report
from flows.settings import REPORTS_KEPT, WAREHOUSE
from flows.warehouse import now_utc

LATEST = "latest.html"
"""Always the newest report: the address for a bookmark."""


@dataclass(frozen=True)
class Written:
    """A report that was written."""

    path: Path
    size_bytes: int
    lede: str
    """What it holds, in a line."""


def report_directory(warehouse: Path) -> Path:
    """Where the reports of a warehouse are kept: beside the file; of a lake, where the file would be."""
    return (WAREHOUSE if is_lake(warehouse) else warehouse).parent / "reports"


def default_path(warehouse: Path) -> Path:
    """Where ``saring report`` writes to if it is not told otherwise."""
    return report_directory(warehouse) / LATEST


def write_report(warehouse: Path, target: Path, scope: Scope) -> Written:
    """Make the report of ``scope`` and put it at ``target`` in one step.

    Raises what :func:`flows.report.scope.read_report` raises, and OSError where ``target`` cannot be written.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        library = beside.submit(chart_library, warehouse)  # needs no data
        tables = read_report(warehouse, scope)
        html, line = _html(tables, library.result(), chart_specifications(warehouse))
    write_page(target, html)
    return Written(target, target.stat().st_size, line)


def write_nightly_report(warehouse: Path, batch_id: int) -> Written:
    """The report of one batch, numbered, and as ``latest.html``; the oldest beyond the number kept are removed."""
    folder = report_directory(warehouse)
    written = write_report(warehouse, folder / f"{batch_id:06d}.html", Scope(batch_id=batch_id))
    write_page(folder / LATEST, written.path.read_text(encoding="utf-8"))
    for old in numbered_reports(warehouse)[:-REPORTS_KEPT] if REPORTS_KEPT else []:
        old.unlink(missing_ok=True)
    return written


def numbered_reports(warehouse: Path) -> list[Path]:
    """The reports of single batches, oldest first."""
    found = report_directory(warehouse).glob("*.html")
    return sorted(path for path in found if re.fullmatch(r"\d{6,}\.html", path.name))


def remove_reports(warehouse: Path) -> int:
    """Remove every report that was written beside the warehouse, because they quote articles; returns how many."""
    paths = [*numbered_reports(warehouse), default_path(warehouse)]
    found = [path for path in paths if path.exists()]
    for path in found:
        path.unlink()
    return len(found)


def _html(tables: dict[str, list[Row]], library: str, specifications: str) -> tuple[str, str]:
    made_at = now_utc().astimezone(ZoneInfo(TIME_ZONE))
    context = report_context(tables, made_at, _title(tables, made_at))
    data = json_in_html({"specifications": json.loads(specifications), "rows": context.pop("chart_rows")})
    html = render(
        "report.html.j2",
        styles=["page.css", "report.css"],
        scripts=[library, read("report.js")],
        data=data,
        **context,
    )
    return html, context["lede"]


def _title(tables: dict[str, list[Row]], made_at: datetime) -> str:
    finished = tables["overview"][0]["finished_at"]
    of_day = finished if isinstance(finished, datetime) else made_at
    return f"{of_day:%A}, {of_day.day} {of_day:%B %Y}"
