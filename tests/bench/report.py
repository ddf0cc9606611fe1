"""The figures of ``make bench`` as tables and as a plot."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.table import Table

STAGES = {
    "read and repair": ("read", "repair"),
    "clean and metadata": ("clean", "metadata"),
    "language": ("language",),
    "segment": ("segment",),
    "numbers and dates": ("numbers", "dates"),
    "entities": ("entities",),
    "statements": ("statements",),
    "signatures": ("signatures",),
    "load": ("dimensions", "load"),
    "link": ("link",),
    "check and publish": ("check", "publish"),
}
"""Stage → names in ``RunSummary.stage_seconds``."""

Rows = tuple[list[str], list[list[str]]]


def tables(result: dict[str, Any]) -> dict[str, Rows]:
    """Title → columns and rows, in the order in which they are shown."""
    return {
        "The whole path, from file to published warehouse": _whole(result["by_size"]),
        "Stages, one at a time": _stages(result),
        "Beside it, on the same articles and two processes": _yardsticks(result),
        "Load, publish, ask": _waits(result),
    }


def show(result: dict[str, Any]) -> None:
    """Print the tables."""
    console = Console(highlight=False)
    console.print(f"{result['articles']:,} articles of distinct text, {result['cores']} cores")
    for title, (columns, rows) in tables(result).items():
        table = Table(*columns, title=title, title_justify="left")
        for row in rows:
            table.add_row(*row)
        console.print(table)


def write(result: dict[str, Any], folder: Path) -> None:
    """Write ``bench.json``, ``bench.md``, and the plot as ``bench.svg`` and ``bench.png``."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(result, indent=1, default=str), encoding="utf-8")
    parts = [f"{result['articles']:,} articles of distinct text, {result['cores']} cores\n"]
    for title, (columns, rows) in tables(result).items():
        lines = [columns, ["---"] * len(columns), *rows]
        parts.append(f"## {title}\n\n" + "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n")
    (folder / "bench.md").write_text("\n".join(parts), encoding="utf-8")
    chart = plot(result)
    for form in ("svg", "png"):
        chart.save(str(folder / f"bench.{form}"))


def plot(result: dict[str, Any]) -> Any:
    """Rates beside each other, processor time by stage, and cost by size where several were run."""
    import altair as alt

    rates = [("Saring, all of it", result["articles"] / result["whole"]["wall_seconds"])]
    rates += [(what, rate) for what, rate in result["yardsticks"].items() if not isinstance(rate, str)]
    charts = [
        alt.Chart(pl.DataFrame(rates, schema=["what", "rate"], orient="row"), title="Articles a second")
        .mark_bar()
        .encode(
            alt.X("rate:Q").scale(type="log", domainMin=1).title(None),
            alt.X2Datum(1),  # a logarithmic scale has no zero for bars to begin at
            alt.Y("what:N").sort([what for what, _ in rates]).title(None),
        ),
        alt.Chart(
            pl.DataFrame(_stage_ms(result), schema=["stage", "ms"], orient="row"),
            title="Processor milliseconds an article",
        )
        .mark_bar()
        .encode(alt.X("ms:Q").title(None), alt.Y("stage:N").sort(list(STAGES)).title(None)),
    ]
    if len(result["by_size"]) > 1:
        sizes = pl.DataFrame(
            [(run["articles"], 1000 * run["wall_seconds"] / run["articles"]) for run in result["by_size"]],
            schema=["articles", "ms"],
            orient="row",
        )
        charts.append(
            alt.Chart(sizes, title="Milliseconds an article, by articles")
            .mark_line(point=True)
            .encode(alt.X("articles:Q").scale(type="log").title(None), alt.Y("ms:Q").scale(zero=True).title(None))
        )
    return alt.vconcat(*charts)


def _stage_ms(result: dict[str, Any]) -> list[tuple[str, float]]:
    seconds = result["stage_cpu_seconds"]
    return [
        (stage, 1000 * sum(seconds.get(name, 0.0) for name in names) / result["articles"])
        for stage, names in STAGES.items()
    ]


def _whole(runs: list[dict[str, Any]]) -> Rows:
    columns = ["articles", "articles/s", "MB/s", "seconds", "processor s", "peak memory", "warehouse", "kB an article"]
    rows = [
        [
            f"{run['articles']:,}",
            f"{run['articles'] / run['wall_seconds']:,.0f}",
            f"{run['corpus_bytes'] / 1e6 / run['wall_seconds']:.2f}",
            f"{run['wall_seconds']:.1f}",
            f"{run['cpu_seconds']:.1f}",
            f"{run['peak_bytes'] / 2**30:.2f} GiB",
            f"{run['warehouse_bytes'] / 1e6:,.0f} MB",
            f"{run['warehouse_bytes'] / 1e3 / run['articles']:.1f}",
        ]
        for run in runs
    ]
    return columns, rows


def _stages(result: dict[str, Any]) -> Rows:
    stages = _stage_ms(result)
    total = sum(ms for _, ms in stages)
    rows = [[stage, f"{ms:.3f}", f"{ms / result['cores']:.3f}", f"{ms / total:.0%}"] for stage, ms in stages]
    whole = 1000 * result["whole"]["wall_seconds"] / result["articles"]
    rows.append(["all stages", f"{total:.3f}", f"{total / result['cores']:.3f}", "100%"])
    rows.append(["whole path, by the clock, with start-up", "", f"{whole:.3f}", ""])
    return ["stage", "processor ms an article", "ms an article if no core idled", "share"], rows


def _yardsticks(result: dict[str, Any]) -> Rows:
    rate = result["articles"] / result["whole"]["wall_seconds"]
    rows = [["Saring, all of it", f"{rate:,.0f}", ""]]
    for what, other in result["yardsticks"].items():
        absent = isinstance(other, str)
        rows.append([what, str(other) if absent else f"{other:,.1f}", "" if absent else f"{rate / other:,.1f}"])
    return ["", "articles/s", "Saring is so many times as fast"], rows


def _waits(result: dict[str, Any]) -> Rows:
    seconds = result["whole"]["stage_seconds"]
    waits = {name: seconds.get(name, 0.0) for name in ("dimensions", "load", "link", "check", "publish")}
    asked = {f"query: {what}": spent for what, spent in result["query_seconds"].items()}
    return ["", "seconds"], [[what, f"{spent:.3f}"] for what, spent in (waits | asked).items()]
