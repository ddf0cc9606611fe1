"""The commands of ``saring`` for operators: what undoes, repeats or removes.

Each imports what it needs when it runs, as those of :mod:`flows.cli` do.
"""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import JsonOption, WaitOption, WarehouseOption, errors, print_json
from flows.settings import WAREHOUSE


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(rollback)


def rollback(
    number: Annotated[
        int | None, typer.Argument(metavar="[N]", help="Number of the snapshot; without it the newest.")
    ] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    list_them: Annotated[bool, typer.Option("--list", "-l", help="Show the snapshots and change nothing.")] = False,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Publish an earlier state again; what is published now is kept as a snapshot."""
    from flows import rollback as steps
    from flows.reports import print_snapshots

    if list_them:
        rows = steps.list_snapshots(warehouse)
        print_json(rows) if as_json else print_snapshots(warehouse, rows)
        return
    with errors():
        done = steps.rollback(warehouse, number, wait_seconds=wait)
    kept = f"; what was published until now is kept in {done.kept}" if done.kept else ""
    if as_json:
        print_json(done.as_dict())
    else:
        typer.echo(f"{warehouse} is back at batch {done.restored_batch_id} (snapshot {done.restored.number}){kept}")
