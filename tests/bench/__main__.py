"""``make bench``: the whole path and each stage, and beside it what others would do a part of it with.

    make bench                                             # 20,000 articles
    make bench BENCH_ARGS="--articles 5000 --sample 100"
    make bench BENCH_ARGS="--sizes 1000,10000,100000,1000000 --out build/bench"

Prints, and with ``--out`` writes as ``bench.md``, ``bench.json``, ``bench.svg`` and ``bench.png``: articles/s, MB/s,
processor time and peak memory of ``saring ingest`` from file to published warehouse; processor time of each stage
(:mod:`tests.bench.stages`); load, publish and query times; a plain per-article pipeline, datatrove, dateparser and a
CRF tagger on the same articles in the same run (:mod:`tests.bench.yardsticks`); cost by size of the corpus.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from tests.bench import plain, report, yardsticks
from tests.bench.corpus import write_corpus
from tests.bench.measure import Measured, measure, module

QUERIES = {
    "figures of an article": "select * from fact_quantity "
    "where article_id = (select min(article_id) from fact_article)",
    "figures by unit": "select unit, count(*), median(low) from fact_quantity group by unit order by 2 desc limit 20",
    "most named entities": "select entity_id, count(distinct article_id) from fact_entity_mention group by 1 "
    "order by 2 desc limit 20",
    "claims that conflict": "select * from claim_conflict limit 100",
}
QUERY_RUNS = 3


def main() -> None:
    arguments = _arguments()
    sizes = sorted({*arguments.sizes, arguments.articles})
    with tempfile.TemporaryDirectory(prefix="saring-bench-") as name:
        folder = Path(name)
        corpora = {size: folder / f"{size}.jsonl" for size in sizes}
        for size, path in corpora.items():
            write_corpus(path, size)
        by_size = [whole_path(corpora[size], folder / f"{size}" / "warehouse.duckdb", size) for size in sizes]
        main_corpus = corpora[arguments.articles]
        for run in range(1, arguments.runs):
            again = whole_path(main_corpus, folder / f"again-{run}" / "warehouse.duckdb", arguments.articles)
            place = sizes.index(arguments.articles)
            by_size[place] = min(by_size[place], again, key=lambda found: found["wall_seconds"])
        result = {
            "cores": os.cpu_count(),
            "articles": arguments.articles,
            "whole": by_size[sizes.index(arguments.articles)],
            "stage_cpu_seconds": stages(main_corpus, folder / "stages" / "warehouse.duckdb"),
            "query_seconds": queries(folder / f"{arguments.articles}" / "warehouse.duckdb"),
            "yardsticks": beside(main_corpus, arguments.articles, arguments.sample, folder),
            "by_size": by_size,
        }
    report.show(result)
    if arguments.out:
        report.write(result, arguments.out)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="make bench", description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--articles", type=int, default=20_000, help="articles of distinct text (default 20,000)")
    parser.add_argument("--sample", type=int, default=400, help="of these, for what goes text by text (default 400)")
    parser.add_argument("--runs", type=int, default=1, help="runs of the whole path; the fastest counts")
    parser.add_argument("--sizes", type=_sizes, default=[], help="also the whole path of corpora of these sizes")
    parser.add_argument("--out", type=Path, help="folder for the table, the figures and the plot")
    return parser.parse_args()


def _sizes(text: str) -> list[int]:
    return [int(size) for size in text.split(",")]


def whole_path(corpus: Path, warehouse: Path, articles: int) -> dict[str, Any]:
    """``saring ingest`` in a process of its own: its summary, and what it took."""
    found: Measured = measure(module("flows.cli", "ingest", corpus, "-w", warehouse, "--json"))
    summary: dict[str, Any] = json.loads(found.output)
    return summary | {
        "articles": articles,
        "corpus_bytes": corpus.stat().st_size,
        "warehouse_bytes": warehouse.stat().st_size,
        "wall_seconds": found.wall_seconds,
        "cpu_seconds": found.cpu_seconds,
        "peak_bytes": found.peak_bytes,
    }


def stages(corpus: Path, warehouse: Path) -> dict[str, float]:
    """Processor seconds of each stage, nothing overlapping."""
    seconds: dict[str, float] = json.loads(measure(module("tests.bench.stages", corpus, warehouse)).output)
    return seconds


def queries(warehouse: Path) -> dict[str, float]:
    """Seconds of some questions to the warehouse, the best of some runs each, without opening it."""
    from flows.warehouse import connect_readonly

    with connect_readonly(warehouse) as con:
        return {what: min(_seconds(lambda q=query: con.execute(q).fetchall()) for _ in range(QUERY_RUNS))  # type: ignore[misc]
                for what, query in QUERIES.items()}  # fmt: skip


def _seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def beside(corpus: Path, articles: int, sample: int, folder: Path) -> dict[str, float | str]:
    """Articles a second of each yardstick on two processes, or why there is none."""
    with corpus.open(encoding="utf-8") as lines:
        texts = [json.loads(line)["text"] for line, _ in zip(lines, range(sample), strict=False)]
    asked: dict[str, Callable[[], float]] = {
        "plain pipeline, all of it": lambda: len(texts) / plain.run(texts, folder / "plain.duckdb"),
        "datatrove: read, repair, write": lambda: yardsticks.datatrove(corpus, articles),
        "dateparser: dates": lambda: yardsticks.dateparser(texts),
        "CRF tagger: entities": lambda: yardsticks.crf(texts),
    }
    found: dict[str, float | str] = {}
    for what, rate in asked.items():
        try:
            found[what] = rate()
        except yardsticks.Absent as error:
            found[what] = str(error)
    return found


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    main()
