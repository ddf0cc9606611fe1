"""Articles of distinct text for benchmarks, recombined from real ones, as a JSONL file."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import orjson
import polars as pl

from flows.readers import discover, read_shards

ROOT = Path(__file__).resolve().parents[2]
DUMPS = ROOT.parent / "shared" / "data" / "dumps"
SEEDS = ROOT / "seeds" / "articles"
MAX_UNIT_CHARS = 400
"""Longer pieces have lost their sentence ends; shared by two articles they would make them copies."""
_BREAK = re.compile(r"(?<=[.!?”\"])\s+")


def real_articles() -> list[dict[str, str | None]]:
    """Title, date and text of every article of the dumps, or of the seeds where there are no dumps."""
    sources = discover([DUMPS if DUMPS.exists() else SEEDS])
    shards = [shard.records for source in sources for shard in read_shards(source)]
    records = pl.concat(
        [s.select("title", "published_raw", "url", pl.coalesce("extracted", "raw").alias("text")) for s in shards]
    )
    return records.sort("text").to_dicts()


def write_corpus(path: Path, articles: int, *, mean_chars: int = 2200, seed: int = 0) -> int:
    """Write ``articles`` records to ``path``; returns the bytes written.

    Each keeps the beginning and the end of one real article (datelines, tails) and takes the sentences
    between from others, at least as much text again, so that no two texts are alike and every kind of boilerplate
    stays in its place. Its title begins as that of the same article and ends as that of another.
    """
    rng = np.random.default_rng(seed)
    real = real_articles()
    units = [_BREAK.split(r["text"] or "") for r in real]
    long_enough = [k for k, u in enumerate(units) if len(u) >= 4 and max(len(u[0]), len(u[-1])) <= MAX_UNIT_CHARS]
    titles = [r["title"].split() for r in real if len((r["title"] or "").split()) >= 4] or [["Berita", "hari", "ini"]]
    pool = sorted({s for u in units for s in u[1:-1] if 20 < len(s) <= MAX_UNIT_CHARS})
    with path.open("wb") as out:
        for number in range(articles):
            k = long_enough[int(rng.integers(len(long_enough)))]
            head, tail = units[k][:1], units[k][-1:]
            kept = sum(map(len, head + tail))
            room = max(kept, 300 - kept, int(rng.normal(mean_chars, mean_chars / 3)) - kept)
            middle: list[str] = []
            while room > 0:
                middle.append(pool[int(rng.integers(len(pool)))])
                room -= len(middle[-1]) + 1
            if middle and room < -len(middle[-1]) / 2:
                middle.pop()  # nearer to the length drawn, so that the mean is the one asked for
            joiner = "\n" if "\n" in (real[k]["text"] or "").strip() else " "
            record = {
                "id": f"bench-{number}",
                "title": _title((real[k]["title"] or "").split(), titles[int(rng.integers(len(titles)))]),
                "date": real[k]["published_raw"],
                "url": f"https://www.{_host(real[k]['url'])}/read/{number}/berita",
                "text": joiner.join(head + middle + tail),
            }
            out.write(orjson.dumps(record) + b"\n")
    return path.stat().st_size


def _title(first: list[str], second: list[str]) -> str:
    """The first half of one title and the second half of another."""
    return " ".join(first[: -(-len(first) // 2)] + second[len(second) // 2 :])


def _host(url: str | None) -> str:
    match = re.match(r"https?://(?:www\.)?([^/]+)", url or "")
    return match.group(1) if match else "contoh.co.id"
