"""The worked questions of ``sql/analysis``: a file each, with its parameters and how to read the answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from flows.errors import UsageError
from flows.sqlfiles import header, read_sql, sql_names
from flows.warehouse import connect_readonly


@dataclass(frozen=True)
class Question:
    """One worked question. ``parameters``: what it asks for, with the values of the sample articles."""

    name: str
    question: str
    parameters: dict[str, str]
    reading: str
    """What the answer means and where it misleads."""
    columns: list[str]


@dataclass(frozen=True)
class Answer:
    """The rows that answer a question."""

    columns: list[str]
    rows: list[tuple[Any, ...]] = field(repr=False)


def questions() -> list[Question]:
    """All worked questions, by name.

    >>> [each.parameters for each in questions() if each.name == "who_said_how_many"]
    [{'about': 'Korea Utara', 'concept': 'tentara'}]
    """
    found = []
    for name in sql_names("analysis"):
        fields = header(name)
        found.append(
            Question(
                name=name.removeprefix("analysis/"),
                question=fields["question"],
                parameters=values_of(fields.get("seeds", "")),
                reading=fields["reading"],
                columns=fields["columns"].split(", "),
            )
        )
    return found


def values_of(text: str) -> dict[str, str]:
    """Parameters as a header writes them.

    >>> values_of("about = Korea Utara, concept = tentara")
    {'about': 'Korea Utara', 'concept': 'tentara'}
    """
    pairs = [part.split("=", 1) for part in text.split(",") if part.strip()]
    return {key.strip(): value.strip() for key, value in pairs}


def ask(warehouse: Path, name: str, parameters: Mapping[str, str]) -> Answer:
    """Answer a worked question from a published warehouse; ``parameters`` not given keep the values of its header.

    Raises :class:`flows.errors.UsageError` for a question, parameter or value that cannot be.
    """
    by_name = {each.name: each for each in questions()}
    if name not in by_name:
        raise UsageError(f"there is no question {name!r}; there are: {', '.join(by_name)}")
    known = by_name[name].parameters
    if unknown := set(parameters) - set(known):
        raise UsageError(
            f"{name} does not ask for {', '.join(sorted(unknown))}; it asks for: {', '.join(known) or 'nothing'}"
        )
    with connect_readonly(warehouse) as con:
        try:
            cursor = con.execute(read_sql(f"analysis/{name}"), known | dict(parameters))
        except duckdb.ConversionException as error:
            raise UsageError(f"{name}: {error}") from error
        return Answer([column[0] for column in cursor.description or []], cursor.fetchall())
