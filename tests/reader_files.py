"""Small dumps in every format, for the reader tests."""

from __future__ import annotations

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
from pathlib import Path

import polars as pl
import zstandard

from flows.readers import Shard, SourceFile, read_shards

ARTICLES = [
    {
        "id": str(number),
        "judul": f"Harga cabai naik di pasar {place}",
        "link": f"https://warta.example/daerah/{number}/harga-cabai",
        "tanggal": f"Senin, {number} Juni 2025 | 10:0{number} WIB",
        "isi": f'{place.upper()} - Harga cabai naik.\n"Sudah, tiga hari; mahal," kata Bu Yati – pedagang.',
        "dibaca": number * 7,
    }
    for number, place in enumerate(["Kediri", "Blitar", "Tuban", "Jombang"], start=1)
]
PAGE = """<!doctype html><html lang="id"><head><meta charset="utf-8"><title>Panen raya di Ngawi</title>
<link rel="canonical" href="https://warta.example/tani/panen-raya">
<meta property="og:title" content="Panen raya di Ngawi">
<meta property="article:published_time" content="2025-03-04T08:30:00+07:00"></head>
<body><nav><a href="/">Beranda</a></nav><article><h1>Panen raya di Ngawi</h1>
<p>NGAWI - Petani di Kabupaten Ngawi memulai panen raya pada Selasa pagi dengan hasil rata-rata enam ton gabah
kering per hektare, lebih tinggi daripada musim tanam tahun lalu.</p>
<p>Kepala dinas pertanian setempat mengatakan harga gabah masih stabil karena gudang Bulog menyerap hasil
panen dari seluruh kecamatan, termasuk wilayah yang sempat terendam banjir pada awal Februari.</p>
</article></body></html>"""


def source_of(path: Path) -> SourceFile:
    return SourceFile(str(path), path, path.stat().st_size)


def read(path: Path, data: bytes | str | None = None, **options: object) -> Shard:
    """All shards of a file as one; writes ``data`` first. Holds the invariant that every reader keeps."""
    if data is not None:
        path.write_bytes(data.encode() if isinstance(data, str) else data)
    shards = list(read_shards(source_of(path), **options))  # type: ignore[arg-type]
    if not shards:
        return Shard(pl.DataFrame(schema={"raw": pl.String}), pl.DataFrame(schema={"reason": pl.String}))
    whole = Shard(pl.concat([s.records for s in shards]), pl.concat([s.rejects for s in shards]))
    numbers = sorted([*whole.records["record_no"], *whole.rejects["record_no"]])
    assert numbers == list(range(1, len(numbers) + 1)), "records and rejects together count without a gap"
    return whole


def as_jsonl(articles: list[dict] = ARTICLES) -> bytes:
    return b"".join(json.dumps(a, ensure_ascii=False).encode() + b"\n" for a in articles)


def as_json(articles: list[dict] = ARTICLES) -> bytes:
    return json.dumps(articles, ensure_ascii=False, indent=1).encode()


def as_csv(separator: str = ",", articles: list[dict] = ARTICLES) -> bytes:
    return pl.DataFrame(articles).write_csv(separator=separator).encode()


def as_parquet(articles: list[dict] = ARTICLES) -> bytes:
    buffer = io.BytesIO()
    pl.DataFrame(articles).write_parquet(buffer)
    return buffer.getvalue()


def as_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
    return buffer.getvalue()


def as_tar(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, data in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(data)
            archive.addfile(info, io.BytesIO(data))
    return buffer.getvalue()


def as_text() -> bytes:
    return f"{ARTICLES[0]['judul']}\n\n{ARTICLES[0]['isi']}\n".encode()


SAMPLES: dict[str, bytes] = {
    "a.jsonl": as_jsonl(),
    "a.ndjson.gz": gzip.compress(as_jsonl(), mtime=0),
    "a.jsonl.zst": zstandard.compress(as_jsonl()),
    "a.json": as_json(),
    "a.csv": as_csv(),
    "b.csv.gz": gzip.compress(as_csv(";"), mtime=0),
    "a.tsv": as_csv("\t"),
    "a.parquet": as_parquet(),
    "a.txt": as_text(),
    "utf16.txt": as_text().decode().encode("utf-16"),
    "utf16.csv": as_csv().decode().encode("utf-16"),
    "cp1252.csv": as_csv().decode().encode("cp1252"),
    "a.html": PAGE.encode(),
    "a.jsonl.bz2": bz2.compress(as_jsonl()),
    "a.csv.xz": lzma.compress(as_csv()),
    "a.tar": as_tar({"isi/satu.txt": as_text(), "dua.csv": as_csv()}),
    "b.tar.gz": gzip.compress(as_tar({"satu.txt": as_text(), "dua.json": as_json()}), mtime=0),
    "a.zip": as_zip(
        {"isi/satu.txt": as_text(), "dua.csv": as_csv(), "tiga.jsonl.gz": gzip.compress(as_jsonl(), mtime=0)}
    ),
}
"""File name → bytes, each format and wrapping once."""
