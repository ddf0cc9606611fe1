"""What a batch changes in published facts, before it is published: by table, rule and outlet, with samples."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import duckdb
import polars as pl

from flows.checks import explain_failures
from flows.sqlfiles import read_sql, set_variables

SHOWN_ROWS = 30
"""Rows of the table in the report; all of them are in :attr:`Impact.changes`."""
SHOWN_CHARS = 160
"""Of each sample's fact."""


@dataclass
class Impact:
    """The changes of one batch."""

    articles: int
    """Articles derived."""
    unchanged_articles: int
    """Articles passed over: their facts are by the present rules already."""
    changes: list[dict[str, Any]] = field(default_factory=list)
    """``table_name``, ``change``, ``rule_id``, ``outlet_id``, ``facts``; the most frequent first."""
    samples: list[dict[str, Any]] = field(default_factory=list)
    """Up to three changes of each table and kind: ``before`` and ``after`` as JSON text."""
    failures: str = ""
    """Checks that found rows, in words; empty where all pass."""

    def totals(self) -> list[dict[str, Any]]:
        """``table_name``, ``gained``, ``lost``, ``altered``."""
        kinds = ("gained", "lost", "altered")
        tables = sorted({row["table_name"] for row in self.changes})
        return [
            {"table_name": table}
            | {
                kind: sum(r["facts"] for r in self.changes if (r["table_name"], r["change"]) == (table, kind))
                for kind in kinds
            }
            for table in tables
        ]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for ``--json``."""
        return {
            "articles": self.articles,
            "unchanged_articles": self.unchanged_articles,
            "totals": self.totals(),
            "changes": self.changes,
            "samples": self.samples,
            "failures": self.failures,
        }

    def as_markdown(self) -> str:
        """The report for a person, in the terminal or in Prefect's UI."""
        lines = [
            f"{self.articles:,} articles derived again, {self.unchanged_articles:,} are by the present rules already.",
            "",
        ]
        if not self.changes:
            return "\n".join([*lines, "No published fact changes.", *([self.failures] if self.failures else [])])
        lines += _table(self.totals())
        lines += ["", "## By rule and outlet", "", *_table(self.changes[:SHOWN_ROWS])]
        if len(self.changes) > SHOWN_ROWS:
            lines.append(f"\n… and {len(self.changes) - SHOWN_ROWS:,} rows more")
        lines += ["", "## Samples", "", *_table([_shortened(sample) for sample in self.samples])]
        if self.failures:
            lines += ["", "## Checks", "", self.failures]
        return "\n".join(lines)


def read_impact(con: duckdb.DuckDBPyConnection, batch_id: int, results: pl.DataFrame, *, unchanged: int) -> Impact:
    """The impact of a finished batch that is not published yet; ``results`` are those of its checks."""
    set_variables(con, batch_id=batch_id)
    row = con.execute(read_sql("queries/articles_of_batch")).fetchone()
    return Impact(
        articles=row[0] if row else 0,
        unchanged_articles=unchanged,
        changes=con.execute(read_sql("queries/impact")).pl().to_dicts(),
        samples=con.execute(read_sql("queries/impact_samples")).pl().to_dicts(),
        failures=explain_failures(results),
    )


def no_impact(unchanged: int) -> Impact:
    """That of a rebuild that has nothing to derive."""
    return Impact(0, unchanged)


def count_changes(con: duckdb.DuckDBPyConnection, batch_id: int) -> int:
    """How many published facts a batch changes."""
    set_variables(con, batch_id=batch_id)
    row = con.execute(read_sql("queries/changes_of_batch")).fetchone()
    return row[0] if row else 0


def _shortened(sample: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value or "")[:SHOWN_CHARS] for name, value in sample.items()}


def _table(rows: list[dict[str, Any]]) -> list[str]:
    cells = [list(rows[0]), ["---"] * len(rows[0]), *(list(row.values()) for row in rows)]
    return ["| " + " | ".join(_cell(value) for value in line) + " |" for line in cells]


def _cell(value: object) -> str:
    text = f"{value:,}" if isinstance(value, int) else "" if value is None else str(value)
    return text.replace("|", "\\|").replace("\n", " ")
