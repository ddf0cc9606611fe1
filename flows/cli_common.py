"""What the commands of ``saring`` share: options, errors, how a result is printed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from flows.settings import prepare_prefect

if TYPE_CHECKING:
    from flows.summary import RunSummary

WarehouseOption = Annotated[
    Path, typer.Option("--warehouse", "-w", envvar="SARING_WAREHOUSE", help="The published warehouse file.")
]
PathsArgument = Annotated[
    list[str],
    typer.Argument(help="Files and folders (recursively), or addresses of them, e.g. s3://…", show_default=False),
]
MapOption = Annotated[
    list[str] | None,
    typer.Option("--map", metavar="FIELD=COLUMN", help="Where a field is, e.g. --map text=isi; may be repeated."),
]
WaitOption = Annotated[
    float,
    typer.Option(
        "--wait", metavar="SECONDS", min=0, help="How long to wait for another run; 0: decline at once (exit 3)."
    ),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as JSON, and no progress.")]


def day_option(name: str, text: str) -> Any:
    """An option that takes a day."""
    return typer.Option(name, formats=["%Y-%m-%d"], metavar="YYYY-MM-DD", help=text)


@contextmanager
def errors() -> Iterator[None]:
    """Known errors end the command with their message and exit code, not with a traceback."""
    from flows.errors import exit_code_of

    try:
        yield
    except typer.Exit:
        raise
    except Exception as error:
        code = exit_code_of(error)
        if code is None:
            raise
        typer.secho(f"saring: {error}", err=True, fg="red")
        raise typer.Exit(code) from None


@contextmanager
def flow_reporter(as_json: bool) -> Iterator[None]:
    """Prefect made ready, and this command's progress shown while its flow runs."""
    prepare_prefect(quiet=True)
    from flows.console import current_reporter, reporter

    if not as_json:
        typer.echo("Starting Prefect (up to half a minute without a server) ...", err=True)
    with reporter(quiet=as_json) as progress:
        token = current_reporter.set(progress)
        try:
            yield
        finally:
            current_reporter.reset(token)


def pairs_of(pairs: list[str] | None, example: str, hint: str | None = None, form: str = "KEY=VALUE") -> dict[str, str]:
    """Texts of a ``form`` as a mapping."""
    found = {}
    for pair in pairs or []:
        key, equals, value = pair.partition("=")
        if not (key and equals and value):
            raise typer.BadParameter(f"{pair!r} is not {form}, e.g. {example}", param_hint=hint)
        found[key] = value
    return found


def mapping_of(pairs: list[str] | None) -> dict[str, str]:
    mapping = pairs_of(pairs, "text=isi", "--map", "FIELD=COLUMN")
    if mapping:
        from flows.readers.columns import ColumnMap

        try:
            ColumnMap(mapping)
        except ValueError as error:
            raise typer.BadParameter(str(error), param_hint="--map") from None
    return mapping


def print_run(summary: RunSummary, as_json: bool) -> None:
    from flows.console import print_summary

    print_json(summary.as_dict()) if as_json else print_summary(summary)


def print_json(value: Any) -> None:
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2, default=str))
