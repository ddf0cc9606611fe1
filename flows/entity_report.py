"""One entity in the terminal. Whatever comes from an article is plain text, never console markup."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from rich.console import Console
from rich.text import Text

from flows.reports import print_records

SPELLINGS_SHOWN = 15
BAR_CHARS = 30
KINDS = {"PER": "person", "ORG": "organisation", "LOC": "place"}


def print_entity(found: dict[str, Any]) -> None:
    """What :func:`flows.entity.look_up` found: a profile, or candidates to choose from."""
    console = Console(highlight=False)
    if "candidates" in found:
        console.print("This name can mean several; choose one by its entity_id:")
        print_records([_without(row, "matched") for row in found["candidates"]], "")
        return
    print_profile(found["profile"], console)
    if found["others"]:
        _heading(console, "It can also mean")
        print_records([_without(row, "matched", "basis") for row in found["others"]], "")


def print_profile(profile: dict[str, Any], console: Console) -> None:
    """All parts of a profile that hold anything."""
    _print_identity(profile["identity"], profile["merged"], console)
    _print_spellings(profile["aliases"], console)
    tables = {
        "Roles": profile["roles"],
        "By outlet": [row | {"share": f"{row['share']:.1%}"} for row in profile["outlets"]],
        "Named in the same sentence with (more often than by chance)": [
            _without(row, "example") | {"lift": round(row["lift"], 1)} for row in profile["company"]
        ],
    }
    for heading, rows in tables.items():
        if rows:
            _heading(console, heading)
            print_records(rows, "")
    _print_months(profile["months"], console)
    for relation, heading in (("by", "Latest statements by it"), ("about", "Latest statements about it")):
        _print_statements(heading, [row for row in profile["statements"] if row["relation"] == relation], console)
    _heading(console, "In context")
    for row in profile["contexts"]:
        source = " ".join(str(row[name]) for name in ("published_on", "outlet_id") if row[name]) or row["article_id"]
        console.print(Text.assemble("  ", row["passage"] or "", "  ", (source, "dim")), soft_wrap=True)


def _print_identity(identity: dict[str, Any], merged: list[dict[str, Any]], console: Console) -> None:
    kind = KINDS.get(identity["entity_type"], identity["entity_type"])
    english = f" ({identity['name_en']})" if identity["name_en"] not in (None, identity["name"]) else ""
    country = f", {identity['country_code']}" if identity["country_code"] else ""
    console.print(
        Text.assemble((identity["name"], "bold"), f"{english}  {kind}{country}  ", (identity["entity_id"], "dim"))
    )
    basis = {"reference": "listed in the reference", "learned": "found in articles"}
    console.print(Text(f"  {basis.get(identity['basis'], identity['basis'])}"))
    for row in merged:
        why = f" ({row['because']}, confidence {row['confidence']:.2f})" if row["because"] else ""
        where = f", shown by article {row['evidence_article_id']}" if row["evidence_article_id"] else ""
        console.print(Text(f"  was also {row['name']}, {row['entity_id']}: merged{why}{where}"), soft_wrap=True)


def _print_spellings(aliases: list[dict[str, Any]], console: Console) -> None:
    used = [row for row in aliases if row["mentions"]]
    _heading(console, "Spellings, and what ties them to it")
    for row in used[:SPELLINGS_SHOWN]:
        counts = f"{row['mentions']:,} mentions, {row['articles']:,} articles"
        console.print(Text.assemble("  ", (row["alias"], "bold"), f"  {counts}: {'; '.join(row['evidence'])}"))
        if row["evidence"] != ["reference"]:
            passage = " ".join((row["passage"] or "").split())
            console.print(Text(f"      {row['evidence_article_id']}: {passage}", style="dim"), soft_wrap=True)
    if len(used) > SPELLINGS_SHOWN:
        console.print(Text(f"  and {len(used) - SPELLINGS_SHOWN:,} more (--json shows all)"))
    unused = [row["alias"] for row in aliases if not row["mentions"]]
    if unused:
        console.print(Text(f"  known too, not met yet: {', '.join(unused)}", style="dim"), soft_wrap=True)


def _print_months(months: list[dict[str, Any]], console: Console) -> None:
    if not months:
        return
    _heading(console, "By month (articles)")
    most = max(row["articles"] for row in months)
    for row in months:
        bar = "█" * max(1, round(BAR_CHARS * row["articles"] / most))
        month = row["month"].strftime("%Y-%m") if row["month"] else "undated"
        console.print(Text(f"  {month:<8} {row['articles']:>6,}  {bar}"))


def _print_statements(heading: str, rows: Iterable[dict[str, Any]], console: Console) -> None:
    for number, row in enumerate(rows):
        if not number:
            _heading(console, heading)
        day = str(row["said_on"] or "undated")
        source = row["outlet_id"] or row["article_id"]
        console.print(
            Text.assemble(f"  {day}  ", (row["speaker"] or "somebody", "bold"), f" ({row['stance']}): ",
                          " ".join(row["content"].split()), "  ", (source, "dim")),
            soft_wrap=True,
        )  # fmt: skip


def _heading(console: Console, heading: str) -> None:
    console.print(Text(f"\n{heading}", style="bold"))


def _without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}
