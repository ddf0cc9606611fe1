"""The commands of ``saring`` that look something up: articles by their words, entities by their names.

Each imports what it needs when it runs, as those of :mod:`flows.cli` do.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

import typer

from flows.cli_common import JsonOption, WarehouseOption, errors, print_json
from flows.settings import EXIT_USAGE, WAREHOUSE


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command()(search)
    app.command()(entity)


def _day(name: str, text: str) -> Any:
    return typer.Option(name, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=text)


def search(
    query: Annotated[str, typer.Argument(help='Words, e.g. "pasukan korea utara"; in double quotes: just so.')],
    warehouse: WarehouseOption = WAREHOUSE,
    since: Annotated[datetime | None, _day("--since", "Only articles published on this day or later.")] = None,
    until: Annotated[datetime | None, _day("--until", "Only articles published on this day or earlier.")] = None,
    outlet: Annotated[str | None, typer.Option(help="Only articles of this outlet, e.g. kompas.com.")] = None,
    aliases: Annotated[
        bool, typer.Option("--aliases/--no-aliases", help="Whether a name finds the other names of its bearer, too.")
    ] = True,
    limit: Annotated[int, typer.Option(min=1, help="Stories to show at most.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """The articles that answer a query best, each with its best sentence; copies of a text count as one."""
    from flows.search import search as find
    from flows.search_report import print_search

    first, last = (day.date() if day else None for day in (since, until))
    with errors():
        found = find(warehouse, query, since=first, until=last, outlet=outlet, aliases=aliases, max_hits=limit)
    print_json(found.as_dict()) if as_json else print_search(found)


def entity(
    name: Annotated[str, typer.Argument(metavar="NAME|ENTITY_ID", help='A name as one knows it, e.g. "Korut".')],
    warehouse: WarehouseOption = WAREHOUSE,
    limit: Annotated[int, typer.Option(min=1, help="Rows of each kind to show at most.")] = 10,
    as_json: JsonOption = False,
) -> None:
    """Who or what a name means: spellings with evidence, roles, coverage, company, statements, examples."""
    from flows.entity import look_up
    from flows.entity_report import print_entity
    from flows.errors import UsageError

    with errors():
        found = look_up(warehouse, name, max_rows=limit)
        if "near" in found and not as_json:
            near = "; near: " + ", ".join(f"{n['name']} ({n['entity_id']})" for n in found["near"])
            raise UsageError(f"nothing is called {name!r}" + (near if found["near"] else ""))
    print_json(found) if as_json else print_entity(found)
    if "near" in found:
        raise typer.Exit(EXIT_USAGE)
