"""One article as a page: what was removed, every fact underlined, statements with speaker and stance."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from flows.explain import COLUMNS, article_facts
from flows.reference_data import rules
from flows.report.page import render, write_page
from flows.report.wording import day, number
from transforms.pipeline import Facts

Row = dict[str, Any]

KINDS = {
    "removed": "removed",
    "quantity": "figures",
    "date": "dates",
    "PER": "people",
    "ORG": "organisations",
    "LOC": "places",
    "statement": "statements",
}
"""Kind of a mark → its name in the legend."""


def article_page(facts: Facts, article_no: int = 0) -> str:
    """The page of one article, without a script.

    ``facts``: of :func:`flows.explain.explained`.
    """
    found = article_facts(facts, article_no)
    article = found["article"]
    return render(
        "article.html.j2",
        styles=["page.css", "article.css"],
        scripts=[],
        article=article,
        pieces=list(_pieces(found)),
        kinds=KINDS,
        counts=_counts(found),
        tables=[(name.replace("_", " "), columns, found[name]) for name, columns in COLUMNS.items() if found[name]],
    )


def write_article_page(facts: Facts, target: Path) -> None:
    """Write :func:`article_page` to ``target``, in one step. Raises OSError where it cannot be written."""
    write_page(target, article_page(facts))


def _counts(found: Row) -> dict[str, int]:
    mentions = [row["entity_type"] for row in found["entity_mentions"]]
    return {
        "removed": len(found["removed_spans"]),
        "quantity": len(found["quantities"]),
        "date": len(found["date_mentions"]),
        **{kind: mentions.count(kind) for kind in ("PER", "ORG", "LOC")},
        "statement": len(found["statements"]),
    }


def _pieces(found: Row) -> Iterator[Row]:
    """The text from its begin to its end: removed spans (``removed``), and between them stretches (``parts``)."""
    text, position = found["article"]["text"], 0
    descriptions = dict(rules().select("rule_id", "description").iter_rows())
    marks = _marks(found, descriptions)
    told: set[int] = set()  # statements whose speaker was shown
    for place, row in enumerate(found["removed_spans"]):
        yield from _stretch(text, position, row["start_char"], found["statements"], marks, told)
        note = [row["kind"].replace("_", " "), row["rule_id"], descriptions.get(row["rule_id"], "")]
        yield {"removed": row["surface"], "id": f"removed-{place}", "note": [part for part in note if part]}
        position = row["end_char"]
    yield from _stretch(text, position, len(text), found["statements"], marks, told)


def _stretch(text: str, start: int, end: int, statements: list[Row], marks: list[Row], told: set[int]) -> Iterator[Row]:
    """Pieces of kept text, each within one statement or outside all; the first one of a statement names it."""
    inside = [row for row in statements if row["start_char"] < end and row["end_char"] > start]
    bounds = {start, end, *(min(max(b, start), end) for r in inside for b in (r["start_char"], r["end_char"]))}
    cuts = sorted(bounds)
    for left, right in itertools.pairwise(cuts):
        covering = [n for n, r in enumerate(statements) if r["start_char"] <= left and r["end_char"] >= right]
        inner = covering[-1] if covering else None
        is_first = inner is not None and inner not in told
        told.update(covering)
        yield {
            "parts": list(_parts(text, left, right, marks)),
            "statement": None if inner is None else statements[inner],
            "id": f"statement-{inner}",
            "is_first": is_first,
        }


def _parts(text: str, start: int, end: int, marks: list[Row]) -> Iterator[Row]:
    """Plain text and marked text from ``start`` to ``end``; of marks that overlap the first and longest is shown."""
    position = start
    for mark in marks:
        if mark["start"] < position or mark["start"] >= end:
            continue
        if mark["start"] > position:
            yield {"text": text[position : mark["start"]], "kind": None}
        position = min(mark["end"], end)
        yield mark | {"text": text[mark["start"] : position]}
    if position < end:
        yield {"text": text[position:end], "kind": None}


def _marks(found: Row, descriptions: dict[str, str]) -> list[Row]:
    """Figures, dates and names in the order of the text, each with what is said about it."""
    marks = [
        *(_mark(row, "quantity", _quantity_note(row)) for row in found["quantities"]),
        *(_mark(row, "date", _date_note(row)) for row in found["date_mentions"]),
        *(_mark(row, row["entity_type"], _entity_note(row)) for row in found["entity_mentions"]),
    ]
    marks.sort(key=lambda mark: (mark["start"], -mark["end"]))
    for place, mark in enumerate(marks):
        rule = descriptions.get(mark["rule_id"], "")
        mark["id"] = f"mark-{place}"
        mark["note"] += [mark["rule_id"] + (f": {rule}" if rule else "")]
    return marks


def _mark(row: Row, kind: str, note: list[str]) -> Row:
    return {
        "start": row["start_char"],
        "end": row["end_char"],
        "kind": kind,
        "rule_id": row["rule_id"],
        "note": [part for part in note if part],
    }


def _quantity_note(row: Row) -> list[str]:
    bounds = [
        number(row["low"]) if row["low"] is not None else "…",
        number(row["high"]) if row["high"] is not None else "…",
    ]
    return ["–".join(dict.fromkeys(bounds)), row["unit"] or "", row["precision"].replace("_", " "), row["kind"]]


def _date_note(row: Row) -> list[str]:
    if not row["starts_on"]:
        return ["unresolved", row["granularity"]]
    days = dict.fromkeys([day(row["starts_on"]), day(row["ends_on"])])
    wrong = "the weekday contradicts the date" if row["weekday_agrees"] is False else ""
    return [" to ".join(days), row["granularity"], row["anchor"], wrong]


def _entity_note(row: Row) -> list[str]:
    kind = {"PER": "person", "ORG": "organisation", "LOC": "place"}[row["entity_type"]]
    return [kind, row["entity_id"] or "not identified", row["role"] or "", f"certainty {row['confidence']:.2f}"]
