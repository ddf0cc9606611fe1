"""Thousands of damaged input files of every format through a real load: no record is lost, none stops it.

``python -m tests.soak.inputs --files 5000 --seed 1`` prints what became of them. For each file the reader's own
count, the batch's ledger and loaded + unchanged + rejected must agree, and each reject must say why.
"""

from __future__ import annotations

import argparse
import bz2
import gzip
import lzma
import random
import re
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import polars as pl
import zstandard

from flows import steps
from flows.readers import RECORD_SCHEMA, REJECT_SCHEMA, read_shards
from flows.readers.formats import is_supported
from flows.readers.open import open_contents
from flows.readers.records import MAX_RECORD_BYTES, ReadFault, reject_reasons
from flows.readers.streams import Content
from tests.reader_files import (
    ARTICLES,
    PAGE,
    WARC_INFO,
    WARC_RECORDS,
    as_csv,
    as_json,
    as_jsonl,
    as_parquet,
    as_response,
    as_tar,
    as_text,
    as_warc_record,
    as_zip,
    mutated,
    source_of,
)

Articles = list[dict]


def _archive(articles: Articles) -> bytes:
    pages = (PAGE.replace("Ngawi", str(a["judul"])[-12:] + str(a["id"])).encode() for a in articles)
    answers = [as_response(str(a["link"]), page) for a, page in zip(articles, pages, strict=True)]
    return b"".join([*WARC_RECORDS[:2], *answers, *WARC_RECORDS[3:5]])


def _texts(articles: Articles) -> bytes:
    texts = (as_warc_record("conversion", str(a["isi"]).encode(), str(a["link"]), "text/plain") for a in articles)
    return b"".join([WARC_INFO, *texts])


FORMATS: dict[str, Callable[[Articles], bytes]] = {
    "a.jsonl": as_jsonl, "b.ndjson": lambda articles: as_jsonl(articles * 2), "a.json": as_json,
    "b.json": lambda articles: b'{"artikel": ' + as_json(articles) + b', "jumlah": 4}',
    "a.csv": lambda articles: as_csv(",", articles), "b.csv": lambda articles: as_csv(";", articles),
    "a.tsv": lambda articles: as_csv("\t", articles), "a.parquet": as_parquet,
    "a.txt": lambda articles: f"{articles[0]['judul']}\n\n{articles[0]['isi']}\n".encode(),
    "a.html": lambda articles: PAGE.replace("Ngawi", f"Ngawi {articles[0]['id']}").encode(),
    "a.warc": _archive, "a.wet": _texts,
}  # fmt: skip
PACKED: dict[str, Callable[[bytes], bytes]] = {
    "": bytes, ".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress,
}  # fmt: skip
ENCODINGS = ["utf-8"] * 6 + ["utf-8-sig", "utf-16", "utf-16-le", "cp1252"]
BATCH_FILES = 500


@dataclass
class Outcome:
    """What became of the files."""

    files: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    """Records in, loaded, unchanged and rejected."""
    reasons: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    """Files whose counts do not agree, or whose reader raised; empty is a pass."""


def damaged_file(number: int, seed: int) -> tuple[str, bytes]:
    """The name and bytes of one file: a format, an encoding, a wrapping, damaged inside, outside or both."""
    rng = random.Random(f"{seed} {number}")
    name = rng.choice(list(FORMATS))
    articles = _articles(number if rng.random() < 0.8 else 0)
    data = FORMATS[name](articles)
    if name.endswith((".jsonl", ".ndjson", ".json", ".csv", ".tsv", ".txt")):
        data = data.decode().encode(rng.choice(ENCODINGS))
    where = rng.choice(["inside", "inside", "outside", "both", "pasted"])
    if where == "pasted":  # two files in one, in two encodings or formats
        other = FORMATS[rng.choice([name, *FORMATS])](articles)
        data += rng.choice([other, other, other.decode("latin-1").encode("utf-16")])
    if where in ("inside", "both"):
        data = mutated(data, rng)
    wrapping = rng.choice([*PACKED, "zip", "tar", "zip of gz", "tar.gz", "one member a record"])
    name, data = _wrapped(name, data, wrapping)
    return f"{number:05}-{name}", mutated(data, rng) if where in ("outside", "both") else data


def _articles(number: int) -> Articles:
    """The examples as other articles: a part of the files repeats what others hold."""
    return [
        {
            **article,
            "id": f"{number}-{article['id']}",
            "link": f"{article['link']}-{number}",
            "isi": f"{article['isi']} Harganya Rp{number + 20_000} per kilogram.",
        }
        for article in ARTICLES
    ]


def _wrapped(name: str, data: bytes, wrapping: str) -> tuple[str, bytes]:
    good = {"baik.txt": as_text()}
    match wrapping:
        case "zip":
            return f"{name}.zip", as_zip({name: data, **good})
        case "tar":
            return f"{name}.tar", as_tar({name: data, **good})
        case "zip of gz":
            return f"{name}.zip", as_zip({f"{name}.gz": gzip.compress(data, mtime=0), **good})
        case "tar.gz":
            return f"{name}.tar.gz", gzip.compress(as_tar({name: data, **good}), mtime=0)
        case "one member a record":
            parts = [data[start : start + 700] for start in range(0, len(data), 700)]
            return f"{name}.gz", b"".join(gzip.compress(part, mtime=0) for part in parts)
    return f"{name}{wrapping}", PACKED[wrapping](data)


def soak(
    folder: Path, files: int, seed: int, report: Callable[[str], None] = lambda _: None, start: int = 0
) -> Outcome:
    """Load ``files`` damaged files, from the number ``start``, into a warehouse in ``folder``, some hundred a batch."""
    outcome = Outcome()
    for first in range(start, start + files, BATCH_FILES):
        inbox = folder / f"inbox-{first}"
        inbox.mkdir()
        for number in range(first, min(start + files, first + BATCH_FILES)):
            name, data = damaged_file(number, seed)
            (inbox / name).write_bytes(data)
        counted = {str(path): _read(path, outcome) for path in sorted(inbox.iterdir())}
        steps.ingest([inbox], folder / "w.duckdb")
        _compare(folder / "w.duckdb", counted, outcome)
        report(f"{outcome.files:,} files, {dict(outcome.counts)}, {len(outcome.faults)} faults")
    return outcome


def _read(path: Path, outcome: Outcome) -> int:
    """Records that the reader counts; what breaks its promises is a fault."""
    numbers: list[int] = []
    try:
        for shard in read_shards(source_of(path)):
            outcome.faults += [f"{path.name}: {what}" for what in _broken_promises(shard.records, shard.rejects)]
            numbers += [*shard.records["record_no"], *shard.rejects["record_no"]]
            outcome.reasons.update(shard.rejects["reason"])
    except Exception as error:
        outcome.faults.append(f"{path.name}: {type(error).__name__}: {error}")
        return len(numbers)
    if sorted(numbers) != list(range(1, len(numbers) + 1)):
        outcome.faults.append(f"{path.name}: record numbers have gaps")
    if not numbers and not _holds_no_row(path):
        outcome.faults.append(f"{path.name}: neither a record nor a reject")
    return len(numbers)


def _holds_no_row(path: Path) -> bool:
    """Whether it is a table of which only the header is left."""
    try:
        data = [b"".join(c.chunks) for c in open_contents(path, is_supported) if isinstance(c, Content)]
    except ReadFault:
        return False
    return all(len(re.findall(rb"[^\r\n]+", part)) < 2 for part in data)


def _broken_promises(records: pl.DataFrame, rejects: pl.DataFrame) -> Iterator[str]:
    if records.schema != RECORD_SCHEMA or rejects.schema != REJECT_SCHEMA:
        yield "another schema"
    if unknown := set(rejects["reason"]) - set(reject_reasons()):
        yield f"unknown reasons {unknown}"
    if records["raw"].str.strip_chars().str.len_chars().eq(0).any():
        yield "a record without text"
    if rejects["original"].bin.size().gt(MAX_RECORD_BYTES).any():
        yield "a reject that keeps too much"
    if not rejects["detail"].str.contains(r"(?s)^\S.*: .*\. \S").all():
        yield "a reject that does not say where, what and what to do"


def _compare(warehouse: Path, counted: dict[str, int], outcome: Outcome) -> None:
    with duckdb.connect(str(warehouse), read_only=True) as con:
        rows = con.execute(
            "select uri, records_in, records_loaded, records_unchanged, records_rejected"
            " from etl_source_file_batch join etl_source_file using (source_file_id)"
            " where batch_id = (select max(batch_id) from etl_batch)"
        ).fetchall()
    if missing := set(counted) - {uri for uri, *_ in rows}:
        outcome.faults += [f"{Path(uri).name}: not in the ledger" for uri in sorted(missing)]
    for uri, records, loaded, unchanged, rejected in rows:
        outcome.files += 1
        outcome.counts.update({"in": records, "loaded": loaded, "unchanged": unchanged, "rejected": rejected})
        if not records == counted[uri] == loaded + unchanged + rejected:
            what = f"{counted[uri]} read, {records} in, {loaded} loaded, {unchanged} unchanged, {rejected} rejected"
            outcome.faults.append(f"{Path(uri).name}: {what}")


def main() -> int:
    """Run it and print the outcome; 1 where anything is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=5000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int, metavar="NUMBER", help="one file, the one of this number")
    options = parser.parse_args()
    files, first = (options.files, 0) if options.only is None else (1, options.only)
    start = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        outcome = soak(Path(folder), files, options.seed, print, first)
    print(f"inputs: {outcome.files:,} damaged files in {time.perf_counter() - start:.0f} s, seed {options.seed}")
    print("  " + ", ".join(f"{count:,} {name}" for name, count in outcome.counts.items()))
    print(f"  formats: {', '.join(FORMATS)}; wrapped: {', '.join(filter(None, PACKED))}, zip, tar, in each other")
    print(f"  one file again: python -m tests.soak.inputs --seed {options.seed} --only NUMBER (of its name)")
    print("  rejects: " + ", ".join(f"{count:,} {reason}" for reason, count in outcome.reasons.most_common()))
    print("\n".join(["  FAULT " + fault for fault in outcome.faults]) or "  every record is accounted for")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
