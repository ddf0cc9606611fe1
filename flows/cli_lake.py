"""``saring lake``: a warehouse past one machine; every other command takes its address as ``--warehouse``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import JsonOption, WaitOption, errors, print_json

lake = typer.Typer(
    name="lake",
    help="A warehouse as a DuckLake: Parquet files, and a catalogue in PostgreSQL.",
    no_args_is_help=True,
)
AddressArgument = Annotated[
    Path, typer.Argument(metavar="ADDRESS", envvar="SARING_WAREHOUSE", help="E.g. 'ducklake:postgres:dbname=saring'.")
]


@lake.command()
def create(
    address: AddressArgument,
    data: Annotated[str, typer.Option(help="Where the Parquet files go: a folder that all hosts see, or s3://…")],
    wait: WaitOption = 0.0,
) -> None:
    """Make an empty lake in a PostgreSQL database; once, before anything else."""
    from flows.lake.create import create_lake

    with errors():
        create_lake(address, data, wait_seconds=wait)
    typer.echo(f"made {address}; load into it with: saring ingest PATH --warehouse '{address}'")


@lake.command()
def snapshots(address: AddressArgument, as_json: JsonOption = False) -> None:
    """The states that can be asked for, e.g. with: from fact_quantity at (version => 12)."""
    from flows.lake.upkeep import list_snapshots
    from flows.reports import print_rows

    with errors():
        found = list_snapshots(address)
    if as_json:
        print_json(found)
    else:
        print_rows(list(found[0]), [list(row.values()) for row in found], "table", truncated=False)


@lake.command()
def tidy(
    address: AddressArgument,
    keep_days: Annotated[float, typer.Option(min=0, help="Days for which snapshots stay.")] = 30.0,
    reader_hours: Annotated[float, typer.Option(min=0, help="Hours that the longest query may take.")] = 24.0,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Expire old snapshots, merge small files, remove files that nothing needs; weekly."""
    from flows.lake import upkeep

    with errors():
        done = upkeep.tidy(address, keep_days=keep_days, reader_hours=reader_hours, wait_seconds=wait)
    if as_json:
        print_json(done)
    else:
        typer.echo("\n".join(f"{name.replace('_', ' '):20}{count:,}" for name, count in done.items()))


def register(app: typer.Typer) -> None:
    """Add the commands to ``saring``."""
    app.add_typer(lake)
