"""The command ``saring``. Each command imports what it needs, so that ``--help`` answers at once.

Exit codes: 0 done, or nothing to do; 1 failed, nothing published; 2 wrong usage or missing input;
3 another run is writing.
"""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from flows import cli_analysis, cli_lake, cli_operations, cli_report, cli_rules, cli_search
from flows.cli_common import (
    JsonOption,
    MapOption,
    PathsArgument,
    WaitOption,
    WarehouseOption,
    day_option,
    errors,
    flow_reporter,
    mapping_of,
    print_json,
    print_run,
)
from flows.settings import EXIT_FAILED, INBOX, WAREHOUSE

app = typer.Typer(
    name="saring",
    help="Raw Indonesian news in, facts you can query out.",
    epilog="Exit codes: 0 done or nothing to do, 1 failed (nothing published), 2 wrong usage or missing input, "
    "3 another run is writing.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _show_version(wanted: bool) -> None:
    if wanted:
        from flows.migrate import product_version

        typer.echo(f"saring {product_version()}")
        raise typer.Exit


@app.callback()
def saring(
    version: Annotated[bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Raw Indonesian news in, facts you can query out."""


@app.command()
def ingest(
    paths: PathsArgument,
    warehouse: WarehouseOption = WAREHOUSE,
    mapping: MapOption = None,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Load what is new or changed under PATHS, in this process."""
    from flows import steps
    from flows.console import reporter

    with errors(), reporter(quiet=as_json) as progress:
        summary = steps.ingest(paths, warehouse, mapping=mapping_of(mapping), reporter=progress, wait_seconds=wait)
    print_run(summary, as_json)


@app.command()
def nightly(
    inbox: Annotated[
        str, typer.Option(envvar="SARING_INBOX", help="Folder of dumps, or its address (s3://…).")
    ] = INBOX,
    warehouse: WarehouseOption = WAREHOUSE,
    mapping: MapOption = None,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Run the nightly flow once: load what is new in the inbox."""
    with errors(), flow_reporter(as_json):
        from flows.nightly import nightly as flow

        summary = flow(inbox=inbox, warehouse=warehouse, mapping=mapping_of(mapping), wait_seconds=wait)
    print_run(summary, as_json)


@app.command()
def backfill(
    paths: PathsArgument,
    warehouse: WarehouseOption = WAREHOUSE,
    mapping: MapOption = None,
    from_day: Annotated[datetime | None, day_option("--from", "Only articles published on this day or later.")] = None,
    to_day: Annotated[datetime | None, day_option("--to", "Only articles published on this day or earlier.")] = None,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Run the backfill flow: load the dumps under PATHS in portions; started again, it goes on where it stopped."""
    with errors(), flow_reporter(as_json):
        from flows.backfill import backfill as flow

        first, last = (day.date() if day else None for day in (from_day, to_day))
        summary = flow(
            paths=paths,
            warehouse=warehouse,
            mapping=mapping_of(mapping),
            from_day=first,
            to_day=last,
            wait_seconds=wait,
        )
    print_run(summary, as_json)


@app.command()
def rebuild(
    warehouse: WarehouseOption = WAREHOUSE,
    everything: Annotated[bool, typer.Option("--all", help="Those too that the present rules derived.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what would change; publish nothing.")] = False,
    wait: WaitOption = 0.0,
    as_json: JsonOption = False,
) -> None:
    """Run the rebuild flow: derive facts again where the rules have changed."""
    from flows.warehouse import require_warehouse

    with errors():
        require_warehouse(warehouse)
    with errors(), flow_reporter(as_json):
        from flows.rebuild import rebuild as flow

        summary = flow(warehouse=warehouse, everything=everything, dry_run=dry_run, wait_seconds=wait)
    if summary.impact and not as_json:
        typer.echo(summary.impact.as_markdown())
    if not dry_run or as_json:
        print_run(summary, as_json)


@app.command()
def status(warehouse: WarehouseOption = WAREHOUSE, as_json: JsonOption = False) -> None:
    """What is in the warehouse, the last batches, and why records were rejected."""
    from flows.describe import status as read_status
    from flows.reports import print_status

    with errors():
        found = read_status(warehouse)
    print_json(found) if as_json else print_status(found)


@app.command()
def check(
    warehouse: WarehouseOption = WAREHOUSE,
    everything: Annotated[bool, typer.Option("--all", help="All rows, not only those of the last batch.")] = False,
    as_json: JsonOption = False,
) -> None:
    """Run the checks; fails where an error check finds a row."""
    from flows.reports import print_checks
    from flows.steps import check_published

    with errors():
        results = check_published(warehouse, everything=everything)
    print_json(results.to_dicts()) if as_json else print_checks(results)
    if results.filter((results["severity"] == "error") & (results["failing_rows"] > 0)).height:
        raise typer.Exit(EXIT_FAILED)


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help='A query, e.g. "from fact_quantity limit 5"; - reads it from stdin.')],
    warehouse: WarehouseOption = WAREHOUSE,
    as_json: JsonOption = False,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print rows as CSV.")] = False,
    max_rows: Annotated[int, typer.Option(min=1, help="Rows to print at most.")] = 1000,
) -> None:
    """Answer a query on the published warehouse, read-only and without access to files."""
    from flows.reports import print_rows
    from flows.sandbox import run_sql

    with errors():
        result = run_sql(warehouse, sys.stdin.read() if query == "-" else query, max_rows=max_rows)
    form = "json" if as_json else "csv" if as_csv else "table"
    print_rows(result.columns, result.rows, form, truncated=result.is_truncated)


@app.command()
def explain(
    article: Annotated[str, typer.Argument(metavar="FILE|-|ARTICLE_ID", help="A file, - for stdin, or an id.")],
    warehouse: WarehouseOption = WAREHOUSE,
    record: Annotated[int, typer.Option(min=1, help="Which record of a file with several.")] = 1,
    html: Annotated[Path | None, typer.Option("--html", metavar="FILE", help="Write a page instead.")] = None,
    as_json: JsonOption = False,
) -> None:
    """One article with what was removed, by which rule, and every fact found in it."""
    from rich.console import Console

    from flows.explain import article_facts, explained, render

    with errors():
        facts = explained(article, warehouse, record)
        if html:
            from flows.report.article import write_article_page

            write_article_page(facts, html)
    if html:
        typer.echo(html)
    elif as_json:
        print_json(article_facts(facts))
    else:
        console = Console(highlight=False)
        console.print(render(facts, marks=not console.is_terminal), soft_wrap=False)


cli_analysis.register(app)
cli_search.register(app)
cli_lake.register(app)
cli_operations.register(app)
cli_report.register(app)
cli_rules.register(app)


def main() -> None:
    """Entry point of the console command."""
    app()


if __name__ == "__main__":
    main()
