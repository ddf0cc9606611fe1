"""``make bench``: the whole path and each stage, beside a plain per-article pipeline in the same run.

    make bench                                # 20,000 articles
    make bench BENCH_ARGS="--articles 5000 --plain 100"

Prints articles/s, MB/s and peak memory of ``saring ingest`` from file to published warehouse, milliseconds an
article of each stage against its budget, and the ratio to the plain pipeline on both cores.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench import plain
from tests.bench.corpus import write_corpus

BUDGET_MS = {
    "read and repair": (("read", "repair"), 0.10),
    "clean and metadata": (("clean", "metadata"), 0.16),
    "language": (("language",), 0.10),
    "segment": (("segment",), 0.06),
    "numbers and dates": (("numbers", "dates"), 0.20),
    "entities": (("entities",), 0.18),
    "statements": (("statements",), 0.10),
    "load, link, check and publish": (("dimensions", "load", "link", "check", "publish"), 0.10),
}
"""Stage → (names in ``RunSummary.stage_seconds``, milliseconds an article on two cores)."""


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000, help="articles of distinct text (default 20,000)")
    parser.add_argument("--plain", type=int, default=400, help="articles of the plain pipeline's sample (default 400)")
    parser.add_argument("--runs", type=int, default=1, help="runs of the whole path; the fastest counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="saring-bench-") as folder:
        corpus = Path(folder) / "corpus.jsonl"
        size = write_corpus(corpus, arguments.articles)
        runs = [whole_path(corpus, Path(folder) / f"w{k}" / "warehouse.duckdb") for k in range(arguments.runs)]
        best = min(runs, key=lambda run: run["wall_seconds"])
        plain_seconds = plain.run(sample(corpus, arguments.plain), Path(folder) / "plain.duckdb")
    report(best, size, arguments.articles, arguments.plain / plain_seconds, arguments.plain)


def whole_path(corpus: Path, warehouse: Path) -> dict[str, Any]:
    """Run ``saring ingest`` in a process of its own; its summary, with wall time and peak memory (bytes)."""
    command = [sys.executable, "-m", "flows.cli", "ingest", str(corpus), "-w", str(warehouse), "--json"]
    start = perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise SystemExit(f"saring ingest failed: {output}")
    scale = 1 if sys.platform == "darwin" else 1024
    summary: dict[str, Any] = json.loads(output)
    return summary | {"wall_seconds": perf_counter() - start, "peak_bytes": usage.ru_maxrss * scale,
                      "cpu_seconds": usage.ru_utime + usage.ru_stime}  # fmt: skip


def sample(corpus: Path, count: int) -> list[str]:
    """The texts of the first ``count`` articles."""
    with corpus.open(encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line, _ in zip(lines, range(count), strict=False)]


def report(run: dict[str, Any], size: int, articles: int, plain_rate: float, plain_articles: int) -> None:
    console = Console(highlight=False)
    rate = articles / run["wall_seconds"]
    console.print(f"{articles:,} articles of distinct text, {size / 1e6:.1f} MB, {os.cpu_count()} cores\n")
    table = Table("stage", "ms an article", "budget", "")
    for stage, (names, budget) in BUDGET_MS.items():
        spent = 1000 * sum(run["stage_seconds"].get(name, 0.0) for name in names) / articles
        table.add_row(stage, f"{spent:.3f}", f"{budget:.2f}", "" if spent <= budget else "over")
    total = 1000 * run["wall_seconds"] / articles
    table.add_row("whole, with start-up", f"{total:.3f}", "1.00", "" if total <= 1 else "over")
    console.print(table)
    console.print(f"whole path      {rate:,.0f} articles/s, {size / 1e6 / run['wall_seconds']:.2f} MB/s, "
                  f"{run['wall_seconds']:.1f} s wall, {run['cpu_seconds']:.1f} s processor")  # fmt: skip
    console.print(f"peak memory     {run['peak_bytes'] / 2**30:.2f} GiB")
    console.print(
        f"plain pipeline  {plain_rate:,.1f} articles/s on two processes, {plain_articles:,} of the same articles"
    )
    console.print(f"ratio           {rate / plain_rate:,.0f}")


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
