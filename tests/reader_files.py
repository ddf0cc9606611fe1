"""Small dumps in every format, for the reader tests."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import json
import lzma
import random
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


def as_warc_record(kind: str, block: bytes, url: str = "", media_type: str = "", **extra: str) -> bytes:
    """One record of a web archive; ``extra`` are header fields with ``_`` for ``-``."""
    digest = hashlib.sha256(kind.encode() + url.encode() + block).hexdigest()
    header = {
        "WARC-Type": kind, "WARC-Record-ID": f"<urn:uuid:{digest[:8]}>", "WARC-Date": "2025-06-02T01:02:03Z",
        "WARC-Target-URI": url, "Content-Type": media_type, **{k.replace("_", "-"): v for k, v in extra.items()},
        "Content-Length": str(len(block)),
    }  # fmt: skip
    lines = [b"WARC/1.0", *(f"{name}: {value}".encode() for name, value in header.items() if value)]
    return b"\r\n".join(lines) + b"\r\n\r\n" + block + b"\r\n\r\n"


def as_response(
    url: str, body: bytes = PAGE.encode(), status: str = "200 OK", media_type: str = "text/html", **extra: str
) -> bytes:
    """The record of an HTTP response; ``extra`` are HTTP header fields."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {media_type}"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in extra.items()]
    return as_warc_record("response", "\r\n".join([*lines, "", ""]).encode() + body, url, "application/http")


WARC_INFO = as_warc_record("warcinfo", b"software: contoh\r\n", "", "application/warc-fields")
WARC_RECORDS = [
    WARC_INFO,
    as_warc_record(
        "request", b"GET / HTTP/1.1\r\nHost: warta.example\r\n\r\n", "https://warta.example/1", "application/http"
    ),
    as_response("https://warta.example/1"),
    as_response("https://warta.example/logo.png", b"\x89PNG\r\n\x1a\n", media_type="image/png"),
    as_response("https://warta.example/lama", b"", status="301 Moved Permanently"),
    as_response("https://warta.example/2", gzip.compress(PAGE.encode(), mtime=0), Content_Encoding="gzip"),
    as_warc_record("metadata", b"fetchTimeMs: 12", "https://warta.example/2", "application/warc-fields"),
    as_response("https://warta.example/3"),
]
"""Three pages (records 3, 6, 8), two answers that are none (4, 5), three notes of the crawler."""
WET_RECORDS = [
    WARC_INFO,
    *(as_warc_record("conversion", str(a["isi"]).encode(), str(a["link"]), "text/plain") for a in ARTICLES),
]


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
    "a.warc": b"".join(WARC_RECORDS),
    "a.warc.gz": b"".join(gzip.compress(record, mtime=0) for record in WARC_RECORDS),
    "a.warc.zst": b"".join(map(zstandard.compress, WARC_RECORDS)),
    "a.wet.gz": b"".join(gzip.compress(record, mtime=0) for record in WET_RECORDS),
    "a.tar": as_tar({"isi/satu.txt": as_text(), "dua.csv": as_csv()}),
    "b.tar.gz": gzip.compress(as_tar({"satu.txt": as_text(), "dua.json": as_json()}), mtime=0),
    "a.zip": as_zip(
        {"isi/satu.txt": as_text(), "dua.csv": as_csv(), "tiga.jsonl.gz": gzip.compress(as_jsonl(), mtime=0)}
    ),
}
"""File name → bytes, each format and wrapping once."""


def mutated(data: bytes, rng: random.Random) -> bytes:
    """One to five random damages: flipped bits, cuts, repeats, insertions of what hurts parsers."""
    changed = bytearray(data)
    poison = [
        b'"',
        b"\n",
        b"{",
        b"}",
        b"]",
        b",",
        b";",
        b"\\",
        b"\0",
        b"\xff",
        b"\xc3",
        b"\r",
        b"\\ud800",
        b"PK\x03\x04",
    ]
    for _ in range(rng.choice([1, 1, 1, 2, 5])):
        if not changed:
            break
        start = rng.randrange(len(changed))
        end = min(len(changed), start + rng.choice([1, 2, 8, 64, 1000]))
        match rng.randrange(6):
            case 0:
                changed[start] ^= 1 << rng.randrange(8)
            case 1:
                del changed[start:end]
            case 2:
                changed[start:start] = rng.randbytes(rng.choice([1, 4, 16]))
            case 3:
                del changed[start:]
            case 4:
                changed[start:start] = changed[start:end]
            case 5:
                changed[start:start] = rng.choice(poison)
    return bytes(changed)
