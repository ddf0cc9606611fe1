"""The commands for analysts: what is there, worked questions, and data to take away."""

from __future__ import annotations

from typing import Annotated

import typer

from flows.cli_common import JsonOption, errors, print_json


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(schema)


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
