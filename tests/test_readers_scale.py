"""Memory stays bounded whatever the size of the file; the shared dumps are read to the last record."""

from __future__ import annotations

import gzip
import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from flows.readers import discover, read_shards
from tests.reader_files import ARTICLES, as_csv, as_jsonl

ROOT = Path(__file__).resolve().parent.parent
DUMPS = ROOT.parent / "shared" / "data" / "dumps"
MEGABYTE = 2**20
_READ = """
import re, resource, sys
from pathlib import Path
from flows.readers import discover, read_shards
records = 0
(source,) = discover([Path(sys.argv[1])])
for shard in read_shards(source):
    records += shard.records.height
    assert shard.rejects.height == 0
status = Path("/proc/self/status")
if status.exists():  # ru_maxrss would count the parent's pages before the exec
    peak = int(re.search(r"VmHWM:\\s+(\\d+) kB", status.read_text())[1]) * 1024
else:
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
print(records, peak)
"""


def _big(path: Path, megabytes: int) -> int:
    """Write a dump of about that size uncompressed; returns its number of records."""
    articles = [{**a, "isi": str(a["isi"]) * 16} for a in ARTICLES] * 250
    block = as_jsonl(articles)
    repeats = megabytes * MEGABYTE // len(block)
    if path.suffix == ".parquet":  # one row group, as hostile to streaming as Parquet gets
        frame = pl.concat([pl.DataFrame(articles).with_columns(nomor=repeat) for repeat in range(repeats)])
        frame = frame.with_columns(isi=pl.col("isi") + pl.col("nomor").cast(pl.String))
        frame.write_parquet(path, row_group_size=frame.height, compression="uncompressed")
        return frame.height
    head, body, between, tail = {
        ".jsonl": (b"", block, b"", b""),
        ".gz": (b"", gzip.compress(block, compresslevel=1), b"", b""),
        ".json": (b"[", b",".join(block.splitlines()), b",", b"]"),
        ".csv": (*as_csv(",", articles).partition(b"\n")[::2], b"", b""),
    }[path.suffix]
    with path.open("wb") as file:
        file.write(head + (b"\n" if path.suffix == ".csv" else b"") + body)
        for _ in range(repeats - 1):
            file.write(between + body)
        file.write(tail)
    return len(articles) * repeats


@pytest.mark.parametrize("name", ["a.jsonl", "a.jsonl.gz", "a.json", "a.csv", "a.parquet"])
def test_memory_is_bounded(tmp_path: Path, name: str) -> None:
    path = tmp_path / name
    records = _big(path, 150 if "jsonl" in name else 60)
    run = [sys.executable, "-c", _READ, str(path)]
    done = subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=True)
    read, peak = map(int, done.stdout.split())
    assert read == records
    assert peak / MEGABYTE < 300, f"{peak / MEGABYTE:.0f} MB, of which about 130 are the libraries'"


@pytest.mark.skipif(not DUMPS.is_dir(), reason=f"no dumps at {DUMPS.relative_to(ROOT.parent)}")
def test_every_record_of_the_shared_dumps_is_read() -> None:
    counts: Counter[str] = Counter()
    for source in discover([DUMPS]):
        for shard in read_shards(source):
            counts[source.path.parent.name if source.path.suffix == ".html" else source.path.name] += (
                shard.records.height
            )
            assert shard.rejects.height == 0, shard.rejects["detail"].to_list()
            assert shard.records["raw"].str.strip_chars().str.len_chars().min() > 0  # type: ignore[operator]
            assert all(isinstance(json.loads(m), dict) for m in shard.records["metadata"])
    assert counts == {
        "portal-2025-06.jsonl.zst": 1500, "qa-crawl.parquet": 700, "bisnis.csv.gz": 400, "antara.csv": 300,
        "harian.json": 400, "regional.zip": 140, "html": 13,
    }  # fmt: skip
