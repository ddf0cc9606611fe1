"""One table or view of the warehouse as a file to take away, with a description of its columns beside it."""

from __future__ import annotations

import contextlib
import difflib
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, BinaryIO

import duckdb
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq

from flows.connection import TIME_ZONE
from flows.datapackage import descriptor
from flows.describe import describe_schema
from flows.errors import UsageError
from flows.warehouse import connect_readonly

ROWS_AT_ONCE = 20_000
DAY_COLUMNS = ("published_on", "stated_on", "said_on", "told_on", "night_on", "first_said_on", "first_on", "date_on")
"""What ``--since`` and ``--until`` go by: the first of these that is there, else the day of the article."""


@dataclass(frozen=True)
class Exported:
    """What was written. ``day_column``: what the days were counted by; ``rows_without_day`` were left out for it."""

    rows: int
    path: Path
    description_path: Path
    day_column: str | None = None
    rows_without_day: int = 0


def export(
    warehouse: Path,
    name: str,
    out: Path,
    *,
    form: str | None = None,
    where: str | None = None,
    since: date | None = None,
    until: date | None = None,
) -> Exported:
    """Write the table or view ``name`` to ``out``, and ``<out>.datapackage.json`` beside it.

    ``form`` is one of :data:`WRITERS`; without it the suffix of ``out`` decides. ``where`` is an SQL condition on
    the columns; it can read the warehouse, not files. ``since`` and ``until`` are days, both included. Both files
    appear whole or not at all.

    Raises :class:`flows.errors.UsageError` for a name, form, condition or day that cannot be met.
    """
    out = Path(out)
    form = form or out.suffix.removeprefix(".")
    if form not in WRITERS:
        raise UsageError(f"cannot write {form or 'a file without suffix'!r}; --format is one of {', '.join(WRITERS)}")
    if not out.parent.is_dir():
        raise FileNotFoundError(f"there is no folder {out.parent}")
    columns = _described(name, warehouse)
    with connect_readonly(warehouse) as con, _condition(where):
        con.execute("set enable_external_access = false; set lock_configuration = true")
        relation = con.table(name).filter(where) if where else con.table(name)
        day_column, relation, rows_without_day = _within(con, relation, columns["columns"], since, until)
        with _replacing(out) as file:
            rows = WRITERS[form](relation, columns, file)
    described = out.with_name(f"{out.name}.datapackage.json")
    with _replacing(described) as file:
        package = descriptor(columns, out, form=form, rows=rows, created_at=datetime.now(UTC))
        file.write(json.dumps(package, ensure_ascii=False, indent=2).encode() + b"\n")
    return Exported(rows, out, described, day_column, rows_without_day)


def _described(name: str, warehouse: Path) -> dict[str, Any]:
    tables = {each["table"]: each for each in describe_schema(path=warehouse) if each["kind"] != "macro"}
    if name not in tables:
        near = difflib.get_close_matches(name, tables, cutoff=0.5) or list(tables)
        raise UsageError(f"there is no table or view {name!r}; did you mean {', '.join(near)}?")
    return tables[name]


@contextlib.contextmanager
def _condition(where: str | None) -> Iterator[None]:
    """What DuckDB objects to in the condition is the user's to mend."""
    try:
        yield
    except (duckdb.ProgrammingError, duckdb.DataError, duckdb.PermissionException) as error:
        if where is None:
            raise
        raise UsageError(f"--where {where!r} is no condition on these columns: {error}") from error


def _within(
    con: duckdb.DuckDBPyConnection,
    relation: duckdb.DuckDBPyRelation,
    columns: list[dict[str, Any]],
    since: date | None,
    until: date | None,
) -> tuple[str | None, duckdb.DuckDBPyRelation, int]:
    """The rows of those days, what the days were taken from, and how many rows have none."""
    if since is None and until is None:
        return None, relation, 0
    day_column, dated, day = _dated(con, relation, {each["column"]: each["type"] for each in columns})
    undated = dated.filter(f"{day} is null").count("*").fetchall()[0][0]
    kept = dated.filter(f"{day} between '{since or date.min}' and '{until or date.max}'")
    return day_column, kept.select(*(duckdb.ColumnExpression("r", each["column"]) for each in columns)), undated


def _dated(
    con: duckdb.DuckDBPyConnection, relation: duckdb.DuckDBPyRelation, types: dict[str, str]
) -> tuple[str, duckdb.DuckDBPyRelation, str]:
    relation = relation.set_alias("r")
    for column in DAY_COLUMNS:
        if types.get(column) == "DATE":
            return column, relation, f"r.{column}"
    if "article_id" in types:
        articles = con.table("fact_article").select("article_id", "published_on").set_alias("a")
        return "published_on of the article", relation.join(articles, "r.article_id = a.article_id"), "a.published_on"
    for column, kind in types.items():
        if kind == "TIMESTAMP WITH TIME ZONE":
            return column, relation, f"timezone('{TIME_ZONE}', r.{column})::date"
    raise UsageError("these rows have no day; choose them with --where instead of --since and --until")


def _parquet(relation: duckdb.DuckDBPyRelation, described: dict[str, Any], file: BinaryIO) -> int:
    """Parquet with the meaning of each column in the metadata of its field, and of the table in the file's."""
    comments = {each["column"]: each["comment"] or "" for each in described["columns"]}
    reader = relation.to_arrow_reader(ROWS_AT_ONCE)
    schema = pa.schema(
        [field.with_metadata({"description": comments[field.name]}) for field in reader.schema],
        metadata={"table": described["table"], "description": described["comment"]},
    )
    rows = 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        for batch in reader:
            writer.write_table(pa.Table.from_batches([batch]).cast(schema))
            rows += batch.num_rows
    return rows


def _csv(relation: duckdb.DuckDBPyRelation, described: dict[str, Any], file: BinaryIO) -> int:
    """UTF-8 with a header; lists as JSON, stamps as ISO 8601 with their offset, bytes as base64, null as nothing."""
    rows = 0
    for batch in relation.project(_as_text(described, nested="to_json({0})::varchar")).to_arrow_reader(ROWS_AT_ONCE):
        pl.DataFrame(batch).write_csv(file, include_header=rows == 0)
        rows += batch.num_rows
    if not rows:
        file.write((",".join(each["column"] for each in described["columns"]) + "\n").encode())
    return rows


def _jsonl(relation: duckdb.DuckDBPyRelation, described: dict[str, Any], file: BinaryIO) -> int:
    """One JSON object a line; keys beyond 2^53 as text, since many readers would round them."""
    rows = 0
    for lines in _json_lines(relation, described):
        file.write("".join(f"{line}\n" for line in lines).encode())
        rows += len(lines)
    return rows


def _json(relation: duckdb.DuckDBPyRelation, described: dict[str, Any], file: BinaryIO) -> int:
    """One JSON array of objects."""
    rows = 0
    file.write(b"[")
    for lines in _json_lines(relation, described):
        file.write(("," if rows else "").encode() + ",".join(f"\n{line}" for line in lines).encode())
        rows += len(lines)
    file.write(b"\n]\n")
    return rows


def _json_lines(relation: duckdb.DuckDBPyRelation, described: dict[str, Any]) -> Iterator[list[str]]:
    rows = relation.project(_as_text(described, nested="{0}", key="{0}::varchar")).set_alias("r")
    for batch in rows.project("to_json(r)::varchar as line").to_arrow_reader(ROWS_AT_ONCE):
        yield batch.column("line").to_pylist()


def _as_text(described: dict[str, Any], *, nested: str, key: str = "{0}") -> str:
    """Expressions that give each column as a text format has it."""
    forms = {
        "TIMESTAMP WITH TIME ZONE": "strftime({0}, '%Y-%m-%dT%H:%M:%S%z') || ':00'",
        "BLOB": "base64({0})",
        "UBIGINT": key,
    }
    parts = []
    for each in described["columns"]:
        kind = each["type"]
        form = nested if kind.endswith("[]") or kind.startswith(("STRUCT", "MAP", "JSON")) else forms.get(kind, "{0}")
        quoted = '"' + each["column"] + '"'
        parts.append(f"{form.format(quoted)} as {quoted}")
    return ", ".join(parts)


WRITERS: dict[str, Callable[[duckdb.DuckDBPyRelation, dict[str, Any], BinaryIO], int]] = {
    "parquet": _parquet,
    "csv": _csv,
    "json": _json,
    "jsonl": _jsonl,
}


@contextlib.contextmanager
def _replacing(path: Path) -> Iterator[BinaryIO]:
    """A file that takes the place of ``path`` once it is whole."""
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            yield file
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)
