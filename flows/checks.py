"""Checks of a batch, or of the whole warehouse: the files of ``sql/checks``, each one rule.

A check is a query for the rows that break its rule. It reads the rows to be checked as ``checked_<table>``
(those of the batch, or all) and the rest of the warehouse by its plain names. Its header names

* ``severity``: ``error`` stops publishing, ``warn`` reports;
* ``rule``, and ``remedy``: what to run where it is broken (without one: the remedy of most, :data:`REMEDY`);
* ``scope``: ``article`` (looks at each article by itself: large batches are checked in parts, so that memory stays
  bounded), ``text`` (the same, and reads nothing but what loading wrote: may run beside linking), ``key`` (looks at
  each key by itself: in as many parts, of which the query takes the keys with the remainder ``part`` of ``parts``, two
  variables), ``batch`` (needs all rows of the batch at once) or ``whole`` (only when everything is checked, because it
  costs by the corpus, not by the night).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from time import perf_counter

import duckdb
import polars as pl

from flows.sqlfiles import header, read_sql, set_variables, sql_names
from flows.warehouse import connect_readonly, now_utc

PART_ARTICLES = 25_000
"""Articles checked at once by checks of scope ``article``: about 0.25 GB of text and facts; of keys as many parts."""

SAMPLE_ROWS = 5

REMEDY = "see an article with saring explain ARTICLE_ID, mend the rule that its facts name, then run the load again"
"""For most checks of severity ``error``: what was derived is wrong, so a rule or a stage is."""


@dataclass(frozen=True)
class Check:
    """One file of ``sql/checks``."""

    name: str
    severity: str
    scope: str
    rule: str
    remedy: str
    query: str


def all_checks() -> list[Check]:
    """Every check, by name."""
    checks = []
    for name in sql_names("checks"):
        fields = header(name)
        remedy = fields.get("remedy", REMEDY)
        checks.append(
            Check(fields["check"], fields["severity"], fields["scope"], fields["rule"], remedy, read_sql(name))
        )
    return checks


Results = list[dict[str, object]]


def check_texts(con: duckdb.DuckDBPyConnection, batch_id: int | None) -> Results:
    """Run the checks of scope ``text``; the results are for :func:`run_checks`."""
    return _run_all(con, batch_id, ("text",))


def fits_one_part(con: duckdb.DuckDBPyConnection, batch_id: int) -> bool:
    """Whether a batch is checked in one part: small enough for :func:`check_texts` beside what else needs memory."""
    return _count_parts(con, batch_id) <= 1


def run_checks(
    con: duckdb.DuckDBPyConnection,
    batch_id: int | None,
    *,
    checked_at: datetime,
    record: bool = True,
    of_texts: Results | None = None,
) -> pl.DataFrame:
    """Run every check on the rows of a batch, or with ``batch_id`` None on everything.

    Returns ``check_name``, ``severity``, ``rule``, ``failing_rows``, ``sample`` (JSON text, null on a pass),
    ``wall_seconds``. With ``record`` the results go to ``etl_check_result`` (not on a read-only connection).
    ``of_texts``: what :func:`check_texts` found already.
    """
    scopes = ("article", "key", "batch") if batch_id is not None else ("article", "key", "batch", "whole")
    of_texts = check_texts(con, batch_id) if of_texts is None else of_texts
    frame = _summed(of_texts + _run_all(con, batch_id, scopes))
    if record:
        _record(con, batch_id, checked_at, frame)
    return frame


def _run_all(con: duckdb.DuckDBPyConnection, batch_id: int | None, scopes: Iterable[str]) -> Results:
    """Run the checks of some scopes, those that look at single articles or keys part by part."""
    results, checks, parts = [], all_checks(), _count_parts(con, batch_id)
    try:
        _show_rows(con, batch_id)
        ranges = _divide(con, batch_id) if parts > 1 else {}
        for scope in scopes:
            by_article = scope in ("article", "text") and parts > 1
            for part in range(parts if by_article or scope == "key" else 1):
                set_variables(con, part=part, parts=parts)
                if by_article:
                    _show_rows(con, batch_id, part, ranges)
                results += [_run(con, check) for check in checks if check.scope == scope]
            if by_article:
                _show_rows(con, batch_id)
    finally:
        _hide_rows(con)
    return results


def check_published(path: Path, *, everything: bool = False) -> pl.DataFrame:
    """Run the checks on a published warehouse: on its last batch, or on everything. Records nothing."""
    with connect_readonly(path) as con:
        row = con.execute("select max(batch_id) from etl_batch where status = 'published'").fetchone()
        batch_id = None if everything or row is None else row[0]
        return run_checks(con, batch_id, checked_at=now_utc(), record=False)


def failed(results: pl.DataFrame, severity: str = "error") -> list[dict[str, object]]:
    """The failing checks of one severity, as plain values."""
    return [row for row in results.to_dicts() if row["severity"] == severity and row["failing_rows"]]


def shown(results: pl.DataFrame) -> list[dict[str, object]]:
    """Results of :func:`run_checks` as plain values to look at, the worst first."""
    columns = ["check_name", "severity", "failing_rows", "rule", "sample"]
    return results.select(columns).sort("failing_rows", descending=True).to_dicts()


def explain_failures(results: pl.DataFrame) -> str:
    """What is wrong and what to run, a line each for each failed check: errors first; empty where all passed."""
    remedies = {check.name: check.remedy for check in all_checks()}
    return "\n".join(
        f"{severity}: {row['check_name']}: {row['failing_rows']:,} rows break the rule: "
        f"{row['rule']}; e.g. {row['sample']}\n  what to do: {remedies[str(row['check_name'])]}"
        for severity in ("error", "warn")
        for row in failed(results, severity)
    )


def _count_parts(con: duckdb.DuckDBPyConnection, batch_id: int | None) -> int:
    where = _where(_of_batch({"batch_id"}, batch_id))
    row = con.execute(f"select count(*) from fact_article{where}").fetchone()
    return max(1, -(-(row[0] if row else 0) // PART_ARTICLES))


Ranges = dict[tuple[str, int], tuple[int, int]]
"""By table and part: between which row ids the part's rows are."""


def _divide(con: duckdb.DuckDBPyConnection, batch_id: int | None) -> Ranges:
    """Share the rows that are shown out to parts: articles as they were loaded, so that a part reads little beside it.

    Leaves ``checked_part`` (``article_id``, ``part``). Rows of an article that is not there are in the first part.
    """
    con.execute(
        "create or replace temp table checked_part as select article_id, "
        f"(row_number() over (order by rowid) - 1) // {PART_ARTICLES} as part "
        f"from fact_article{_where(_of_batch({'batch_id'}, batch_id))}"
    )
    ranges: Ranges = {}
    for table, columns in _tables(con).items():
        if "article_id" in columns:
            where = _where(_of_batch(columns, batch_id))
            found = con.execute(
                f"select coalesce(p.part, 0), min(t.rowid), max(t.rowid) from {table} as t "
                f"left join checked_part as p on t.article_id = p.article_id{where} group by 1"
            )
            ranges |= {(table, part): (first, last) for part, first, last in found.fetchall()}
    return ranges


def _show_rows(
    con: duckdb.DuckDBPyConnection, batch_id: int | None, part: int | None = None, ranges: Ranges | None = None
) -> None:
    """Show the rows to be checked as ``checked_<table>``: those of a batch, or of a part of it, or all."""
    for table, columns in _tables(con).items():
        conditions = _of_batch(columns, batch_id)
        if part is not None and ranges is not None and "article_id" in columns:
            first, last = ranges.get((table, part), (0, -1))
            mine = "article_id in (select article_id from checked_part where part = {})"
            rest = "article_id not in (select article_id from checked_part where part > 0)"
            conditions += [f"rowid between {first} and {last}", mine.format(part) if part else rest]
        con.execute(f"create or replace temp view checked_{table} as select * from {table}{_where(conditions)}")


def _of_batch(columns: set[str], batch_id: int | None) -> list[str]:
    column = next((c for c in ("batch_id", "first_batch_id") if c in columns), None)
    return [] if batch_id is None or column is None else [f"{column} = {int(batch_id)}"]


def _where(conditions: list[str]) -> str:
    return f" where {' and '.join(conditions)}" if conditions else ""


def _hide_rows(con: duckdb.DuckDBPyConnection) -> None:
    for table in _tables(con):
        con.execute(f"drop view if exists temp.checked_{table}")
    con.execute("drop table if exists temp.checked_part")


def _tables(con: duckdb.DuckDBPyConnection) -> dict[str, set[str]]:
    rows = con.execute(read_sql("queries/table_columns")).fetchall()
    return {table: set(columns) for table, columns in rows}


def _run(con: duckdb.DuckDBPyConnection, check: Check) -> dict[str, object]:
    start = perf_counter()
    row = con.execute(
        f"with failing as materialized ({check.query}) select count(*), "
        f"(select to_json(list(f)) from (from failing limit {SAMPLE_ROWS}) as f) from failing"
    ).fetchone()
    assert row is not None
    return {
        "check_name": check.name,
        "severity": check.severity,
        "rule": check.rule,
        "failing_rows": row[0],
        "sample": row[1] if row[0] else None,
        "wall_seconds": perf_counter() - start,
    }


def _summed(results: Results) -> pl.DataFrame:
    schema = {"check_name": pl.String, "severity": pl.String, "rule": pl.String, "failing_rows": pl.Int64,
              "sample": pl.String, "wall_seconds": pl.Float64}  # fmt: skip
    return (
        pl.DataFrame(results, schema=schema)
        .group_by("check_name", "severity", "rule")
        .agg(pl.col("failing_rows").sum(), pl.col("sample").drop_nulls().first(), pl.col("wall_seconds").sum())
        .sort("severity", "check_name")
    )


def _record(con: duckdb.DuckDBPyConnection, batch_id: int | None, at: datetime, frame: pl.DataFrame) -> None:
    con.register("staged_check_result", frame)
    try:
        set_variables(con, batch_id=batch_id, checked_at=at)
        con.execute(read_sql("load/check_results"))
    finally:
        con.unregister("staged_check_result")
