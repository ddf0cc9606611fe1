"""The commands of ``saring`` for operators: what undoes, repeats or removes.

Each imports what it needs when it runs, as those of :mod:`flows.cli` do.
"""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import (
    JsonOption,
    MapOption,
    WaitOption,
    WarehouseOption,
    errors,
    mapping_of,
    print_json,
)
from flows.settings import WAREHOUSE

rejected_app = typer.Typer(help="Records that were not loaded: list them, show one, take them again after a fix.")

ReasonOption = Annotated[str | None, typer.Option("--reason", help="Only those of a reason code, e.g. empty_text.")]
FileOption = Annotated[str | None, typer.Option("--file", help="Only those of files whose address contains this.")]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(learn)
    app.command()(rollback)
    app.command()(forget)
    app.add_typer(rejected_app, name="rejected")


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
    from flows.reports import print_records

    if list_them:
        rows = steps.list_snapshots(warehouse)
        print_json(rows) if as_json else print_records(
            rows, f"No snapshots of {warehouse}: the first one is kept when a second batch is published."
        )
        return
    with errors():
        done = steps.rollback(warehouse, number, wait_seconds=wait)
    kept = f"; what was published until now is kept in {done.kept}" if done.kept else ""
    if as_json:
        print_json(done.as_dict())
    else:
        typer.echo(f"{warehouse} is back at batch {done.restored_batch_id} (snapshot {done.restored.number}){kept}")


def forget(
    what: Annotated[str, typer.Argument(metavar="ARTICLE_ID|URL|OUTLET", help="What is to be forgotten.")],
    warehouse: WarehouseOption = WAREHOUSE,
    reason: Annotated[str | None, typer.Option("--reason", help="Why; kept in etl_tombstone.")] = None,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask.")] = False,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Remove an article, or all of an outlet, from the warehouse and its snapshots, and refuse it from now on."""
    from dataclasses import asdict

    from flows import forget as steps

    with errors():
        target = steps.find(warehouse, what, reason)
        title = f" ({target.a_title} …)" if target.a_title else ""
        typer.echo(f"To be forgotten: {target.articles:,} articles{title}. This cannot be undone.", err=True)
        if not yes:
            typer.confirm("Go on?", abort=True, err=True)
        done = steps.forget(warehouse, target, wait_seconds=wait)
    if as_json:
        print_json(asdict(done))
    else:
        typer.echo(
            f"{done.articles:,} articles ({done.versions:,} versions) forgotten, {done.snapshots:,} snapshots "
            f"written anew, {done.removed_snapshots:,} unreadable ones removed; they will not be loaded again"
        )


@rejected_app.command("list")
def rejected_list(
    warehouse: WarehouseOption = WAREHOUSE,
    reason: ReasonOption = None,
    file: FileOption = None,
    also_replayed: Annotated[bool, typer.Option("--all", help="Those too that a replay has loaded.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Each rejected record with its file, place, reason and remedy."""
    from flows.replay import rejected
    from flows.reports import print_records

    with errors():
        rows = rejected(warehouse, reason=reason, file=file, also_replayed=also_replayed)
    print_json(rows) if as_json else print_records(rows, "No rejected records.")


@rejected_app.command("show")
def rejected_show(
    rejected_record_id: Annotated[int, typer.Argument(help="Number of the record, from the list.")],
    warehouse: WarehouseOption = WAREHOUSE,
    as_json: JsonOption = False,
) -> None:
    """One rejected record with the bytes that were kept of it."""
    from flows.replay import rejected_record

    with errors():
        row = rejected_record(warehouse, rejected_record_id)
    original = (row.pop("original") or b"").decode("utf-8", "backslashreplace")
    if as_json:
        print_json(row | {"original": original})
        return
    for name, value in row.items():
        typer.echo(f"{name:>18}  {'' if value is None else value}")
    typer.echo(f"\n{original}")


@rejected_app.command("replay")
def rejected_replay(
    warehouse: WarehouseOption = WAREHOUSE,
    reason: ReasonOption = None,
    file: FileOption = None,
    mapping: MapOption = None,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Take rejected records again; those that are loaded now are marked."""
    from flows.console import reporter
    from flows.replay import replay

    with errors(), reporter(quiet=as_json) as progress:
        done = replay(
            warehouse, reason=reason, file=file, mapping=mapping_of(mapping), reporter=progress, wait_seconds=wait
        )
    if as_json:
        print_json(done.as_dict())
    elif not done.asked:
        typer.echo("No rejected records to replay.")
    else:
        typer.echo(
            f"{done.asked:,} rejected records taken again: {done.summary.loaded:,} articles loaded, "
            f"{done.still_rejected:,} records still rejected (saring rejected list)"
        )
        for uri in done.without_file:
            typer.echo(f"  {uri} is gone or has changed: the bytes kept of its records were read")


def learn(
    warehouse: WarehouseOption = WAREHOUSE,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Show what is new and gone, with evidence; write nothing.")
    ] = False,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Learn boilerplate and aliases from all articles; runs after this one use what was learned."""
    from flows.learn_report import print_learned
    from flows.learning import learn as step

    with errors():
        summary = step(warehouse, dry_run=dry_run, wait_seconds=wait)
    print_json(summary.as_dict()) if as_json else print_learned(summary, dry_run=dry_run)
