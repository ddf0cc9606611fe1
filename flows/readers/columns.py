"""Which column holds the text, the title, the url …: by the usual Indonesian and English names.

The names are data: ``seeds/reference/column_names.csv``, the first row of a field having precedence.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import dataframely as dy
import orjson

from transforms.reference import load_table

FIELDS = ("record_id", "url", "title", "published", "authors", "tags", "text")
_JOINED_BY = {"text": "\n", "authors": ", ", "tags": ", "}
_NAME_KEYS = ("name", "nama", "$oid", "$date", "label", "value", "text")


class _ColumnName(dy.Schema):
    field = dy.String(regex=f"^({'|'.join(FIELDS)})$")
    column = dy.String()
    only_if = dy.String(nullable=True)
    """Pattern that the value must match, for names that also mean other things."""


class _MissingValue(dy.Schema):
    value = dy.String()
    why = dy.String()


class Candidate(NamedTuple):
    """A column that may hold a field."""

    column: str
    only_if: re.Pattern[str] | None


class Assigned(NamedTuple):
    """One record's values by field; what is in no field is in ``metadata``."""

    record_id: str | None
    url: str | None
    title: str | None
    published: str | None
    authors: str | None
    tags: str | None
    text: str | None
    metadata: str
    """JSON object of all other columns, keys sorted."""


class ColumnMap:
    """Assigns columns to fields, by name or as told (``{"text": "isi"}``; ``a.b`` reaches into objects).

    >>> ColumnMap().assign({"Judul": "Banjir", "isi_berita": "Air naik.", "dibaca": 7})[2::4]
    ('Banjir', 'Air naik.')
    """

    def __init__(self, told: Mapping[str, str] | None = None) -> None:
        self.told = dict(told or {})
        if unknown := [field for field in self.told if field not in FIELDS]:
            raise ValueError(f"unknown field {unknown[0]!r} in the column mapping; fields are {', '.join(FIELDS)}")
        self._plans: dict[tuple[str, ...], dict[str, list[Candidate]]] = {}

    def candidates(self, columns: Iterable[str]) -> dict[str, list[Candidate]]:
        """Field → columns that may hold it, in order of precedence."""
        key = tuple(columns)
        if key not in self._plans:
            if len(self._plans) > 10_000:  # records with ever new keys
                self._plans.clear()
            self._plans[key] = self._plan(key)
        return self._plans[key]

    def assign(self, record: Mapping[str, Any]) -> Assigned:
        """Each field takes the first candidate that has a value."""
        values: dict[str, str | None] = dict.fromkeys(FIELDS)
        used: set[str] = set()
        for field, candidates in self.candidates(record).items():
            for column, only_if in candidates:
                if column in used:
                    continue
                value = _as_text(_reach(record, column), field)
                if value is None or (only_if and not only_if.match(value)):
                    continue
                values[field] = value
                used.add(column)
                break
        rest = {column: value for column, value in record.items() if column not in used} if used else record
        return Assigned(**values, metadata=as_json(rest))

    def text_columns(self, columns: Iterable[str]) -> list[str]:
        """The columns that may hold the text; none: the records cannot be read."""
        return [candidate.column for candidate in self.candidates(columns).get("text", [])]

    def no_text_among(self, columns: Iterable[str]) -> str:
        """Says that there is no text column among these."""
        wanted = f"column {self.told['text']!r}" if "text" in self.told else "known text column"
        return f"no {wanted} among {', '.join(map(repr, columns)) or 'no columns'}"[:500]

    def _plan(self, columns: tuple[str, ...]) -> dict[str, list[Candidate]]:
        by_name: dict[str, list[str]] = {}
        for column in columns:
            by_name.setdefault(normalised(column), []).append(column)
        taken = {_told_column(told, columns) for told in self.told.values()}
        plan: dict[str, list[Candidate]] = {}
        for field in FIELDS:
            if field in self.told:
                told = _told_column(self.told[field], columns)
                plan[field] = [Candidate(told, None)] if told else []
                continue
            plan[field] = [
                Candidate(column, only_if)
                for name, only_if in _names_of(field)
                for column in by_name.get(name, ())
                if column not in taken
            ]
        return {field: candidates for field, candidates in plan.items() if candidates}


def normalised(column: str) -> str:
    """Names are compared without case, spaces, underscores and hyphens at the edges folded to one space.

    >>> normalised("  Isi_Berita ")
    'isi berita'
    """
    return re.sub(r"[\s_-]+", " ", column.removeprefix("\ufeff").casefold()).strip()


def is_known_column(column: str) -> bool:
    """Whether the name is one of ``column_names.csv``."""
    return normalised(column) in _known()


def is_missing(value: str) -> bool:
    """Whether a value only says that there is none: blank, or one of ``missing_values.csv``."""
    stripped = value.strip()
    return not stripped or (len(stripped) < 20 and stripped.casefold() in _missing_values())


def as_json(value: Mapping[str, Any]) -> str:
    """JSON with sorted keys, for values of any type a format knows."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS
    try:
        return orjson.dumps(value, default=str, option=options).decode()
    except orjson.JSONEncodeError:  # an integer of more than 64 bits
        return orjson.dumps({key: _dumpable(item) for key, item in value.items()}, option=options).decode()


def _dumpable(value: Any) -> Any:
    try:
        orjson.dumps(value, default=str)
    except orjson.JSONEncodeError:
        return str(value)
    return value


@functools.cache
def _names_of(field: str) -> tuple[tuple[str, re.Pattern[str] | None], ...]:
    table = load_table("column_names", _ColumnName, unique=["field", "column"])
    rows = table.filter(table["field"] == field).select("column", "only_if").iter_rows()
    return tuple((column, re.compile(only_if) if only_if else None) for column, only_if in rows)


@functools.cache
def _known() -> frozenset[str]:
    return frozenset(name for field in FIELDS for name, _ in _names_of(field))


@functools.cache
def _missing_values() -> frozenset[str]:
    return frozenset(load_table("missing_values", _MissingValue, unique=["value"])["value"])


def _told_column(told: str, columns: tuple[str, ...]) -> str | None:
    """The column that a mapping means: by its exact name, else its usual comparison, else by a path."""
    if told in columns:
        return told
    same = [column for column in columns if normalised(column) == normalised(told)]
    return same[0] if same else told if "." in told else None


def _reach(record: Mapping[str, Any], column: str) -> Any:
    if column in record or "." not in column:
        return record.get(column)
    value: Any = record
    for key in column.split("."):
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def _as_text(value: Any, field: str) -> str | None:
    """A value as the one string of a field; None where it says nothing."""
    if isinstance(value, str):
        return None if is_missing(value) else value
    if value is None or isinstance(value, bool) or value != value:  # NaN
        return None
    if isinstance(value, (list, tuple)):
        parts = [part for item in value if (part := _as_text(item, field))]
        return _JOINED_BY.get(field, ", ").join(parts) or None
    if isinstance(value, Mapping):
        for key in _NAME_KEYS:
            if key in value:
                return _as_text(value[key], field)
        return as_json(value) if value and field != "text" else None
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    if isinstance(value, bytes):
        return _as_text(value.decode("utf-8", "replace"), field)
    return str(value)
