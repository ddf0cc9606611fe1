"""The commands of ``saring`` that write pages."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import JsonOption, WarehouseOption, errors, print_json
from flows.settings import WAREHOUSE


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(report)


def report(
    warehouse: WarehouseOption = WAREHOUSE,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", help="The page to write.", show_default="reports/latest.html beside the warehouse"),
    ] = None,
    days: Annotated[int, typer.Option(min=1, help="Loads begun within so many days before the newest one.")] = 1,
    since: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help="Loads begun on this day (Jakarta) or later."),
    ] = None,
    batch: Annotated[int | None, typer.Option(min=1, help="One batch alone, by its number.")] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the morning report: one page that carries everything it needs."""
    from flows.report import Scope, default_path, write_report

    with errors():
        scope = Scope(batch_id=batch, since=since.date() if since else None, days=days)
        written = write_report(warehouse, out or default_path(warehouse), scope)
    if as_json:
        print_json({"path": str(written.path), "bytes": written.size_bytes, "summary": written.lede})
    else:
        typer.echo(f"{written.lede}\n{written.path} ({written.size_bytes / 1e6:.1f} MB)")
