"""What ``saring learn`` prints: what is new and what is gone, each with its evidence."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from flows.learning import LearnSummary

SIGNS = {"new": ("+", "green"), "gone": ("-", "red")}
SHOWN_CHARS = 100


def print_learned(summary: LearnSummary, *, dry_run: bool) -> None:
    """The version, the differences from what was pinned, and what to do next."""
    console = Console(highlight=False)
    for change in ("new", "gone"):
        for row in summary.changes[f"{change}_templates"].iter_rows(named=True):  # a report: some hundred rows
            _print(console, change, f"{row['outlet_id']}  {row['form']}  {row['kind']}  {_short(row['surface'])}",
                   f"{row['stories']} stories, {row['share']:.1%} of its articles, {row['position']}, "
                   f"{_days(row)}confidence {row['confidence']:.2f}", row["samples"])  # fmt: skip
        for row in summary.changes[f"{change}_aliases"].iter_rows(named=True):
            meaning = f"{row['entity_type']}  {row['alias']}  means  {row['entity_name']} ({row['entity_id']})"
            _print(console, change, meaning,
                   f"{row['basis']}, {row['alias_articles']} articles, likeness {row['similarity']:.2f}, "
                   f"company {row['context']:.2f}, confidence {row['confidence']:.2f}", row["samples"])  # fmt: skip
    counts = {name: frame.height for name, frame in summary.changes.items()}
    console.print(
        f"{summary.articles:,} articles teach {summary.templates:,} templates ({counts['new_templates']} new, "
        f"{counts['gone_templates']} gone) and {summary.aliases:,} aliases ({counts['new_aliases']} new, "
        f"{counts['gone_aliases']} gone) in {summary.wall_seconds:.1f} s"
    )
    console.print(_outcome(summary, dry_run))


def _outcome(summary: LearnSummary, dry_run: bool) -> str:
    if summary.version == summary.version_before:
        return f"version {summary.version} is pinned already: nothing to do"
    if dry_run:
        return f"dry run: version {summary.version} would be pinned in place of {summary.version_before or 'none'}"
    return (
        f"version {summary.version} is pinned (before: {summary.version_before or 'none'}); new articles use it from "
        "now on, those that are loaded after: saring rebuild"
    )


def _days(row: dict[str, object]) -> str:
    return f"{row['first_on']} to {row['last_on']}, " if row["first_on"] else ""


def _print(console: Console, change: str, title: str, evidence: str, samples: list[str]) -> None:
    sign, colour = SIGNS[change]
    console.print(Text(f"{sign} {title}", style=colour), soft_wrap=True)
    console.print(Text(f"    {evidence}", style="dim"), soft_wrap=True)
    for sample in samples[:2]:
        console.print(Text(f"    … {_short(sample)}", style="dim"), soft_wrap=True)


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_CHARS else line[: SHOWN_CHARS - 1] + "…"
