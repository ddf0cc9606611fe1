"""What a batch under way has done, counted in its warehouse."""

from __future__ import annotations

from collections.abc import Mapping

import duckdb
import polars as pl

from flows.checks import failed
from flows.describe import fact_counts
from flows.impact import count_changes
from flows.sqlfiles import read_sql, set_variables
from flows.summary import RunSummary


def count_batch(
    summary: RunSummary,
    con: duckdb.DuckDBPyConnection,
    batch_id: int,
    records: Mapping[str, int],
    results: pl.DataFrame,
) -> None:
    """Put the counts of a batch into its summary.

    ``records``: of :meth:`flows.warehouse.Warehouse.finish_batch`; ``results``: of :func:`flows.checks.run_checks`.
    """
    summary.records_in = records["records_in"]
    summary.loaded = records["records_loaded"]
    summary.unchanged = records["records_unchanged"]
    summary.rejected = records["records_rejected"]
    summary.changed_facts = count_changes(con, batch_id)
    summary.warnings = [str(row["check_name"]) for row in failed(results, "warn")]
    summary.checks_warned = len(summary.warnings)
    summary.checks_passed = results.filter(results["failing_rows"] == 0).height
    summary.rows = fact_counts(con)
    set_variables(con, batch_id=batch_id)
    example = con.execute(read_sql("queries/example_article")).fetchone()
    summary.example_article = example[0] if example else None
