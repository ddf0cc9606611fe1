"""The commands for analysts: what is there, worked questions, and data to take away."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import JsonOption, WarehouseOption, day_option, errors, pairs_of, print_json
from flows.settings import WAREHOUSE


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(schema)
    app.command()(export)
    app.command()(ask)


def schema(
    name: Annotated[
        str | None,
        typer.Argument(
            help="A table, view or macro, or a part of its name; shows the columns too.", show_default=False
        ),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """The tables, views and macros, with what they and their columns mean."""
    from flows.describe import describe_schema
    from flows.reports import print_schema

    with errors():
        described = describe_schema(name)
    print_json(described) if as_json else print_schema(described, columns=name is not None)


def export(
    name: Annotated[str, typer.Argument(help="A table or view; saring schema lists them.", show_default=False)],
    out: Annotated[Path, typer.Option("--out", "-o", help="The file to write.", show_default=False)],
    form: Annotated[
        str | None, typer.Option("--format", help="parquet, csv, json or jsonl; without it by the suffix of --out.")
    ] = None,
    where: Annotated[str | None, typer.Option(metavar="SQL", help="Only rows of which this is true.")] = None,
    since: Annotated[datetime | None, day_option("--since", "Only rows of this day or later.")] = None,
    until: Annotated[datetime | None, day_option("--until", "Only rows of this day or earlier.")] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    as_json: JsonOption = False,
) -> None:
    """Write a table or view to a file, with a description of its columns beside it (a Data Package)."""
    import dataclasses

    from flows.export import export as write

    first, last = (day.date() if day else None for day in (since, until))
    with errors():
        written = write(warehouse, name, out, form=form, where=where, since=first, until=last)
    if as_json:
        print_json(dataclasses.asdict(written))
        return
    typer.echo(f"{written.path}  {written.rows:,} rows, {written.path.stat().st_size:,} bytes")
    typer.echo(f"{written.description_path}  what its columns mean")
    if written.rows_without_day:
        typer.echo(f"{written.rows_without_day:,} rows without a day were left out (by {written.day_column})")


def ask(
    name: Annotated[
        str | None, typer.Argument(help="The question; without it, all of them.", show_default=False)
    ] = None,
    values: Annotated[
        list[str] | None,
        typer.Argument(metavar="KEY=VALUE", help="What it asks for, e.g. about=Gaza.", show_default=False),
    ] = None,
    warehouse: WarehouseOption = WAREHOUSE,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows as CSV.")] = False,
) -> None:
    """Answer one of the worked questions, e.g.: saring ask who_said_how_many about=Gaza "concept=korban tewas"."""
    from flows.questions import ask as answer_of
    from flows.questions import questions
    from flows.reports import print_rows

    form = "json" if as_json else "csv" if as_csv else "table"
    if name is None:
        rows = [(each.name, each.question, " ".join(each.parameters)) for each in questions()]
        print_rows(["name", "question", "asks for"], rows, form)
        return
    with errors():
        answer = answer_of(warehouse, name, pairs_of(values, "about=Gaza"))
    print_rows(answer.columns, answer.rows, form)
