"""``saring rules``: for who writes boilerplate rules. Try them before they go in, see how they are used."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from flows.cli_common import JsonOption, WarehouseOption, errors, print_json
from flows.settings import EXIT_FAILED, WAREHOUSE

rules = typer.Typer(name="rules", help="Try boilerplate rules, and see how they are used.", no_args_is_help=True)

NewOption = Annotated[
    Path | None,
    typer.Option("--new", metavar="CSV", help="Rules to try, same columns as boilerplate_rules.csv; same id replaces."),
]


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.add_typer(rules)


@rules.command("test")
def try_rules(
    new: NewOption = None,
    dump: Annotated[
        list[Path] | None, typer.Option(help="Files or folders; shows what --new would change there.")
    ] = None,
    samples: Annotated[int, typer.Option(min=0, help="Changed spans to show for each rule.")] = 5,
    as_json: JsonOption = False,
) -> None:
    """Run the caught and near-miss examples of every rule; with --new and --dump also what would change."""
    from flows import rules as steps
    from flows.reports import print_rule_changes, print_rule_failures

    with errors():
        trial = steps.try_rules(new, dump or [])
    if as_json:
        print_json(trial.as_dict())
    else:
        print_rule_failures(trial.examples)
        if trial.changes is not None:
            print_rule_changes(trial.changes, samples)
    if not trial.passed:
        raise typer.Exit(EXIT_FAILED)


@rules.command("list")
def list_rules(
    fired: Annotated[bool, typer.Option("--fired", help="How often each fired in the warehouse, by outlet.")] = False,
    warehouse: WarehouseOption = WAREHOUSE,
    as_json: JsonOption = False,
) -> None:
    """Every boilerplate rule, or with --fired its use by outlet."""
    from flows import rules as steps
    from flows.reports import print_rows

    with errors():
        listed = steps.fired_rules(warehouse) if fired else steps.all_rules()
    print_rows(listed.columns, listed.rows(), "json" if as_json else "table")
