"""Tables in the terminal for ``status``, ``check``, ``sql`` and ``schema``.

Whatever comes from an article is shown as plain text, never read as console markup.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Sequence
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

KEY_LEAST = 2**48
"""Integers from here on are keys (hashes), not counts."""
READABLE_CHARS = 24
"""A column of a table is given at least this much where its values need it."""


def print_rows(columns: list[str], rows: Sequence[Sequence[Any]], form: str, *, truncated: bool = False) -> None:
    """The answer of a query as ``table``, ``csv`` or ``json``."""
    if form == "json":
        print(
            json.dumps(
                [dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2, default=str
            )
        )
    elif form == "csv":
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(rows)
    else:
        _print_table(columns, rows)
        note = f"{len(rows):,} rows" + (", cut off here: --max-rows N shows more" if truncated else "")
        Console(stderr=True).print(note, style="dim", markup=False, highlight=False)


def print_checks(results: pl.DataFrame) -> None:
    """Each check with its verdict, failing ones with a sample."""
    rows = []
    for row in results.iter_rows(named=True):
        verdict = "passed" if not row["failing_rows"] else ("FAILED" if row["severity"] == "error" else "warned")
        rows.append((row["check_name"], verdict, row["failing_rows"], row["sample"] or ""))
    _print_table(["check", "verdict", "rows", "sample"], rows)


def print_status(found: dict[str, Any]) -> None:
    """The state of a warehouse: size, counts, last batches, reasons of rejection."""
    console = Console(highlight=False)
    for name, value in found.items():
        if isinstance(value, list):
            if value:
                console.print(Text(f"\n{name.replace('_', ' ')}", style="bold"))
                _print_table(list(value[0]), [tuple(row.values()) for row in value])
        elif isinstance(value, dict):
            console.print(Text(f"\n{name.replace('_', ' ')}", style="bold"))
            _print_table(["", "rows"], list(value.items()))
        else:
            console.print(Text(f"{name.replace('_', ' '):>18}  {value}"), soft_wrap=True)


def print_rule_failures(examples: pl.DataFrame) -> None:
    """How many examples of rules pass, and each that does not."""
    console = Console(highlight=False)
    failing = examples.filter(~pl.col("passed"))
    console.print(f"{examples.height - failing.height:,} of {examples.height:,} examples pass")
    for row in failing.iter_rows(named=True):
        wanted, found = (" | ".join(row[name]) or "nothing" for name in ("expected", "found"))
        lines = f"  {row['rule_id']} ({row['role']})\n    text   {row['text']}\n    wanted {wanted}\n    cut    {found}"
        console.print(Text(lines, style="red"), soft_wrap=True)


def print_rule_changes(changes: pl.DataFrame, samples: int) -> None:
    """What a new rule table gains and loses over a dump, with samples in their context."""
    console = Console(highlight=False)
    if not changes.height:
        console.print("no span would change")
    for (change, rule_id), spans in changes.sort("change", "rule_id").group_by(
        "change", "rule_id", maintain_order=True
    ):
        console.print(Text(f"\n{change} by {rule_id}: {spans.height:,} spans", style="bold"))
        for row in spans.sample(min(samples, spans.height), seed=0).iter_rows(named=True):
            parts = Text(f"  {row['before']}", style="dim").append(f"⟦{row['surface']}⟧", style="red")
            console.print(parts.append(row["after"], style="dim"), soft_wrap=True)


def print_schema(described: list[dict[str, Any]], *, columns: bool = False) -> None:
    """Tables, views and macros with their comments; with ``columns`` also theirs."""
    console = Console(highlight=False)
    for kind, group in itertools.groupby(described, key=lambda each: each["kind"]):
        if len(described) > 1:
            console.print(Text(f"\n{kind}s", style="bold underline"))
        for each in group:
            head, comment = each["table"], f"  {each['comment'] or ''}"
            if kind == "macro":  # its comment begins with how it is called
                head, _, comment = each["comment"].partition(": ")
                comment = f"  {comment}"
            console.print(Text.assemble((head, "bold"), comment), soft_wrap=True)
            if columns and each["columns"]:
                rows = [(c["column"], c["type"], c["comment"] or "") for c in each["columns"]]
                _print_table(["column", "type", "meaning"], rows)


def _print_table(columns: list[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table, or where columns would be squeezed below reading, a block of lines for each row."""
    console = Console(highlight=False)
    cells = [["" if value is None else _shown(value) for value in row] for row in rows]
    widths = [max([len(name), *(min(len(row[k]), READABLE_CHARS) for row in cells)]) for k, name in enumerate(columns)]
    if len(rows) and sum(widths) + 3 * len(widths) > console.width:
        _print_blocks(console, columns, cells)
        return
    table = Table()
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in cells:
        table.add_row(*map(Text, row))
    console.print(table)


def _print_blocks(console: Console, columns: list[str], cells: list[list[str]]) -> None:
    label_width = max(map(len, columns))
    for number, row in enumerate(cells, start=1):
        console.print(Text(f"── row {number} ", style="dim"))
        for column, value in zip(columns, row, strict=True):
            if value:
                label = Text(f"{column:>{label_width}}  ", style="bold")
                console.print(label.append(value, style="not bold"), soft_wrap=True)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if 10_000 <= abs(value) < KEY_LEAST else str(value)  # a key is there to be copied
    if isinstance(value, float):
        return f"{value:,.12g}"
    if isinstance(value, list):
        return ", ".join(map(_shown, value))
    return str(value)


def print_records(rows: list[dict[str, Any]], nothing: str) -> None:
    """Rows of one kind as a table; where there are none, ``nothing`` in words."""
    if rows:
        _print_table(list(rows[0]), [tuple(row.values()) for row in rows])
    else:
        print(nothing)
