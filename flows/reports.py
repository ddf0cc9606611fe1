"""Tables in the terminal for ``status``, ``check``, ``sql`` and ``schema``.

Whatever comes from an article is shown as plain text, never read as console markup.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Sequence
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text


def print_rows(columns: list[str], rows: Sequence[Sequence[Any]], form: str, *, truncated: bool = False) -> None:
    """The answer of a query as ``table``, ``csv`` or ``json``."""
    if form == "json":
        print(json.dumps([dict(zip(columns, row, strict=True)) for row in rows], ensure_ascii=False, indent=2, default=str))
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


def print_schema(tables: list[dict[str, Any]]) -> None:
    """Tables with their comments; a single one with its columns."""
    console = Console(highlight=False)
    for table in tables:
        console.print(Text.assemble((table["table"], "bold"), f"  {table['comment'] or ''}"), soft_wrap=True)
        if len(tables) == 1:
            rows = [(c["column"], c["type"], c["comment"] or "") for c in table["columns"]]
            _print_table(["column", "type", "meaning"], rows)


def _print_table(columns: list[str], rows: Sequence[Sequence[Any]]) -> None:
    table = Table()
    for column in columns:
        table.add_column(Text(column), overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if value is None else _shown(value)) for value in row))
    console = Console(highlight=False)
    console.print(table)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value)
    if isinstance(value, float):
        return f"{value:,.12g}"
    return str(value)
