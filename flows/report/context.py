"""What the template of the morning report shows, made from the rows of the queries."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from flows.checks import all_checks
from flows.report import board
from flows.report.scope import Row
from flows.report.wording import moment, plural

TYPES = {"PER": "People", "ORG": "Organisations", "LOC": "Places"}
NIGHTLY_CHECKS = ("drift_", "share_", "volume", "freshness")
"""Beginnings of the names of checks that hold a night against those before it."""
REASONS = {
    "revision": "the publisher changed the article",
    "rebuild": "rules or learned knowledge changed",
    "correction": "a correction was made",
}


def report_context(tables: dict[str, list[Row]], made_at: datetime, title: str) -> dict[str, Any]:
    """The variables of ``report.html.j2``; ``chart_rows`` are the rows of each chart by its name."""
    overview = tables["overview"][0]
    stories = board.stories(tables["claims"])
    entities = _with_days(tables["entities"], tables["entity_days"])
    rising = _with_days(tables["rising"], tables["entity_days"])
    checks = _checks(tables["checks"])
    return {
        "title": title,
        "lede": lede(overview, stories),
        "made_at": made_at,
        "overview": overview,
        "batches": tables["batches"],
        "files": tables["files"],
        "rejects": [row | _reason(row["reason"]) for row in tables["rejects"]],
        "outlets": tables["outlets"],
        "entities": entities,
        "types": TYPES,
        "rising": rising,
        "stories": stories,
        "linked": tables["linked"],
        "copies": tables["copies"],
        "changes": tables["changes"],
        "change_counts": tables["change_counts"],
        "change_reasons": REASONS,
        "checks": [check for check in checks if not check["is_nightly"]],
        "drift": [check for check in checks if check["is_nightly"]],
        "failures": [check for check in checks if check["failing_rows"]],
        "filters": _filters(tables, stories, entities + rising),
        "chart_rows": _chart_rows(tables, entities, rising, stories),
    }


def _with_days(rows: list[Row], days: list[Row]) -> list[Row]:
    by_entity = {row["entity_id"]: row["articles"] for row in days}
    return [row | {"days": by_entity.get(row["entity_id"], [])} for row in rows]


def _reason(code: str) -> Row:
    from flows.readers.records import reject_reasons  # half a second, which a night without rejects can do without

    description, remedy = reject_reasons().get(code, (code, ""))
    return {"description": description, "remedy": remedy}


def _checks(results: list[Row]) -> list[Row]:
    known = {check.name: check for check in all_checks()}
    rows = []
    for result in results:
        check = known.get(result["check_name"])
        rows.append(
            result
            | {
                "rule": check.rule if check else "",
                "remedy": check.remedy if check else "",
                "sample": json.loads(result["sample"] or "[]"),
                "is_nightly": result["check_name"].startswith(NIGHTLY_CHECKS),
            }
        )
    return rows


def _filters(tables: dict[str, list[Row]], stories: list[Row], entities: list[Row]) -> Row:
    """What can be chosen: outlets, names of entities, subjects and speakers, and kinds of quantity."""
    entries = [entry for story in stories for entry in story["entries"]]
    outlets = {row["outlet"] for row in tables["outlets"]} | {name for entry in entries for name in entry["outlets"]}
    names = {row["name"] for row in entities} | {entry["speaker"] for entry in entries}
    kinds = {story["kind"] for story in stories} | {row["kind"] for row in tables["changes"] if row["kind"]}
    return {
        "outlets": sorted(outlets, key=str.casefold),
        "names": sorted(names | {story["subject"] for story in stories}, key=str.casefold),
        "kinds": sorted(kinds),
    }


def _chart_rows(
    tables: dict[str, list[Row]], entities: list[Row], rising: list[Row], stories: list[Row]
) -> dict[str, Any]:
    rows: dict[str, Any] = {
        "nights": _nights(tables["batches"]),
        "days": [
            {
                "day": row["published_on"],
                "outlet": row["outlet"],
                "came": "in this report" if row["is_in_report"] else "before",
                "articles": row["articles"],
            }
            for row in tables["days"]
        ],
        "outlets": [{"outlet": row["outlet"], "articles": row["articles"]} for row in tables["outlets"]],
        "rising": [
            {
                "name": row["name"], "names": [row["name"]], "place": place,
                "share_recent": row["share_recent"], "share_before": row["share_before"],
            }
            for place, row in enumerate(rising)
        ],
    }  # fmt: skip
    for entity_type in TYPES:
        rows[f"names-{entity_type}"] = [
            {"name": row["name"], "names": [row["name"]], **part}
            for row in entities
            if row["entity_type"] == entity_type
            for part in row["by_outlet"]
        ]
    for story in stories:
        rows[f"story-{story['rank']}"] = [_point(entry) for entry in story["entries"]]
    return rows


def _nights(batches: list[Row]) -> list[Row]:
    return [
        {
            "batch": f"{row['batch_id']}",
            "when": moment(row["started_at"]),
            "what": what,
            "place": place,
            "records": row[f"records_{what}"],
            "is_in_report": row["is_in_report"],
        }
        for row in reversed(batches)
        for place, what in enumerate(("loaded", "unchanged", "rejected"))
        if row["records_in"]
    ]


def _point(entry: Row) -> Row:
    shown = (
        "n", "speaker", "stance", "form", "figure", "said", "at", "is_undated", "y", "y2", "middle", "kind", "outlets",
        "is_new",
    )  # fmt: skip
    return {name: entry[name] for name in shown} | {"names": [entry["subject"], entry["speaker"]]}


def lede(overview: Row, stories: list[Row]) -> str:
    """What the report holds in a few sentences."""
    came = f"{plural(overview['articles'], 'article')} of {plural(overview['outlets'], 'outlet')} came in"
    if overview["revised"]:
        came += f", {overview['revised']:,} of them in a new version"
    rejected = overview["records_rejected"]
    refused = f"{plural(rejected, 'record')} {'was' if rejected == 1 else 'were'} rejected"
    sentences = [came, refused if rejected else "No record was rejected"]
    if stories:
        denied = sum(story["denials"] > 0 for story in stories)
        differ = f"{plural(len(stories), 'story carries', 'stories carry')} figures that differ"
        sentences.append(differ + (f", {denied:,} of them denied" if denied else ""))
    if overview["changed_facts"]:
        sentences.append(f"{plural(overview['changed_facts'], 'published fact')} changed")
    return ". ".join(sentences) + "."
