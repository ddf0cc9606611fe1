"""Web archives: pages and texts, what is no page, and reading on after damage."""

from __future__ import annotations

import gzip
import json
import re
import zlib
from collections.abc import Callable
from pathlib import Path

import brotli
import duckdb
import pytest
import zstandard

from flows import steps
from flows.readers.records import MAX_RECORD_BYTES
from flows.readers.warc_records import split_records
from tests.reader_files import ARTICLES, PAGE, WARC_INFO, WARC_RECORDS, WET_RECORDS, as_response, as_warc_record, read

PAGE_BYTES = PAGE.encode()
URLS = [f"https://warta.example/{number}" for number in (1, 2, 3)]
NO_PAGES = [("record 4", "not_a_page"), ("record 5", "not_a_page")]
PACKERS: dict[str, Callable[[bytes], bytes]] = {"": bytes, ".gz": gzip.compress, ".zst": zstandard.compress}


@pytest.mark.parametrize("suffix", PACKERS)
def test_pages_of_an_archive(tmp_path: Path, suffix: str) -> None:
    data = b"".join(map(PACKERS[suffix], WARC_RECORDS))
    shard = read(tmp_path / f"a.warc{suffix}", data)
    records = shard.records
    assert records["url"].to_list() == URLS
    assert records["position"].to_list() == ["record 3", "record 6", "record 8"]
    assert shard.rejects.select("position", "reason").rows() == NO_PAGES
    image, redirect = shard.rejects["detail"]
    assert image.startswith("record 4: https://warta.example/logo.png: it is image/png, not HTML.")
    assert redirect.startswith("record 5: https://warta.example/lama: the server answered with HTTP status 301.")
    assert shard.rejects["original"][0].startswith(b"WARC/1.0\r\n")
    assert not shard.rejects["original"][0].endswith(b"PNG\r\n\x1a\n"), "the image itself is not kept"
    assert records["raw"].to_list() == [PAGE] * 3
    assert all(text.splitlines()[-2].startswith("NGAWI - Petani") for text in records["extracted"])
    first = records.row(0, named=True)
    assert first["published_raw"] == "2025-03-04T08:30:00+07:00", "the page's own date, not the crawl's"
    assert first["record_id"].startswith("urn:uuid:")
    assert json.loads(first["metadata"])["warc_date"] == "2025-06-02T01:02:03Z"


def test_date_of_the_crawl_is_no_date_of_the_article(tmp_path: Path) -> None:
    page = re.sub(rb"<meta property=.article:published_time[^>]*>", b"", PAGE_BYTES)
    assert read(tmp_path / "a.warc", as_response(URLS[0], page)).records["published_raw"].to_list() == [None]


def test_texts_of_a_wet_file(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.warc.wet.gz", b"".join(map(gzip.compress, WET_RECORDS)))
    assert shard.rejects.height == 0
    assert shard.records["raw"].to_list() == [a["isi"] for a in ARTICLES]
    assert shard.records["url"].to_list() == [a["link"] for a in ARTICLES]
    assert shard.records["extracted"].null_count() == 4
    empty = as_warc_record("conversion", b"", URLS[0], "text/plain")
    assert read(tmp_path / "b.wet", empty).rejects["reason"].to_list() == ["empty_text"]


def test_archive_in_other_archives(tmp_path: Path) -> None:
    from tests.reader_files import as_tar, as_zip

    members = {"a.warc.gz": b"".join(map(gzip.compress, WARC_RECORDS))}
    for name, data in (("x.zip", as_zip(members)), ("x.tar", as_tar(members))):
        shard = read(tmp_path / name, data)
        assert shard.records["position"].to_list()[0] == "member a.warc.gz record 3"
        assert shard.records.height == 3


def _deflate_raw(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def _chunked(data: bytes) -> bytes:
    return b"%x\r\n%b\r\n%x;x=y\r\n%b\r\n0\r\n\r\n" % (300, data[:300], len(data) - 300, data[300:])


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(PAGE_BYTES), {"Content_Encoding": "gzip"}),
        (zlib.compress(PAGE_BYTES), {"Content_Encoding": "deflate"}),
        (_deflate_raw(PAGE_BYTES), {"Content_Encoding": "deflate"}),
        (brotli.compress(PAGE_BYTES), {"Content_Encoding": "br"}),
        (zstandard.compress(PAGE_BYTES), {"Content_Encoding": "zstd"}),
        (gzip.compress(zlib.compress(PAGE_BYTES)), {"Content_Encoding": "deflate, gzip"}),
        (_chunked(PAGE_BYTES), {"Transfer_Encoding": "chunked"}),
        (_chunked(gzip.compress(PAGE_BYTES)), {"Transfer_Encoding": "chunked", "Content_Encoding": "gzip"}),
        (PAGE_BYTES, {"Content_Encoding": "gzip"}),
        (PAGE_BYTES, {"Content_Encoding": "br", "Transfer_Encoding": "chunked"}),
        (PAGE_BYTES, {"Content_Encoding": "identity"}),
    ],
)
def test_encodings_of_the_answer(tmp_path: Path, body: bytes, header: dict[str, str]) -> None:
    shard = read(tmp_path / "a.warc", as_response(URLS[0], body, **header))
    assert shard.records["raw"].to_list() == [PAGE]


@pytest.mark.parametrize(
    ("body", "header"),
    [
        (gzip.compress(PAGE_BYTES)[:-40], {"Content_Encoding": "gzip"}),
        (brotli.compress(PAGE_BYTES)[:-40], {"Content_Encoding": "br"}),
        (_chunked(PAGE_BYTES)[:-40], {"Transfer_Encoding": "chunked"}),
    ],
)
def test_half_a_page_is_no_page(tmp_path: Path, body: bytes, header: dict[str, str]) -> None:
    shard = read(tmp_path / "a.warc", as_response(URLS[0], body, **header) + as_response(URLS[1]))
    assert shard.rejects.select("position", "reason").rows() == [("record 1", "truncated")]
    assert shard.records["url"].to_list() == URLS[1:2]


def test_page_that_the_crawler_cut(tmp_path: Path) -> None:
    block = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE_BYTES
    record = as_warc_record("response", block, URLS[0], "application/http", WARC_Truncated="length")
    shard = read(tmp_path / "a.warc", record)
    assert shard.rejects["reason"].to_list() == ["truncated"]
    assert shard.rejects["original"].to_list() == [record.removesuffix(b"\r\n\r\n")]


def test_page_that_expands_without_end(tmp_path: Path) -> None:
    bomb = zlib.compress(bytes(MAX_RECORD_BYTES + 2**20))
    shard = read(tmp_path / "a.warc", as_response(URLS[0], bomb, Content_Encoding="deflate"))
    assert shard.rejects["reason"].to_list() == ["record_too_large"]


@pytest.mark.parametrize(
    ("media_type", "body", "is_read"),
    [
        ("text/html; charset=iso-8859-15", PAGE_BYTES.replace(b"utf-8", b"").replace(b"enam", b"\xa4"), True),
        ('Text/HTML; Charset="utf-8"', PAGE_BYTES, True),
        ("text/plain", PAGE_BYTES, True),
        ("", PAGE_BYTES, True),
        ("text/plain", b"User-agent: *", False),
        ("application/json", b"{}", False),
        ("image/jpeg", PAGE_BYTES, False),
    ],
)
def test_what_is_a_page(tmp_path: Path, media_type: str, body: bytes, is_read: bool) -> None:
    shard = read(tmp_path / "a.warc", as_response(URLS[0], body, media_type=media_type))
    assert shard.rejects["reason"].to_list() == ([] if is_read else ["not_a_page"])
    if b"\xa4" in body:
        assert "rata-rata € ton" in shard.records["extracted"][0]


def test_pages_without_http_header_and_pages_without_article(tmp_path: Path) -> None:
    saved = as_warc_record("resource", PAGE_BYTES, URLS[0], "text/html; charset=utf-8")
    image = as_warc_record("resource", b"GIF89a", URLS[1], "image/gif")
    form = as_response(URLS[2], b"<html><head><title>Masuk</title></head><body></body></html>")
    shard = read(tmp_path / "a.warc", saved + image + form)
    assert shard.records["raw"].to_list() == [PAGE]
    assert shard.rejects["reason"].to_list() == ["not_a_page", "no_article"]


def test_notes_of_the_crawler_are_no_records(tmp_path: Path) -> None:
    lookup = as_warc_record("response", b"20250602\nwarta.example. 60 IN A 192.0.2.1", "dns:warta.example", "text/dns")
    shard = read(tmp_path / "a.warc", WARC_INFO + lookup)
    assert shard.rejects.select("position", "reason").rows() == [("file", "not_a_page")]
    assert "no page and no text among its records (1 warcinfo, 1 response)" in shard.rejects["detail"].item()
    assert read(tmp_path / "a.warc", b"bukan arsip\n" * 9).rejects["reason"].to_list() == ["wrong_format"]


def _length_changed(record: bytes, change: Callable[[int], int]) -> bytes:
    return re.sub(rb"(Content-Length: )(\d+)", lambda m: b"%b%d" % (m[1], change(int(m[2]))), record, count=1)


@pytest.mark.parametrize(
    "damage",
    [
        lambda record: record.replace(b"WARC/1.0", b"WARX/1.0"),
        lambda record: record.replace(b"Content-Length", b"Content-Lenght"),
        lambda record: _length_changed(record, lambda size: size - 100),
        lambda record: _length_changed(record, lambda size: size + 100),
        lambda record: _length_changed(record, lambda size: size * 100),
        lambda record: _length_changed(record, lambda _: 10**12),
        lambda record: record[:60],
        lambda record: record[:-300] + b"\r\n\r\n",
        lambda record: b"sampah\r\ndi antara\r\n",
    ],
)
def test_one_damaged_record_costs_itself_alone(tmp_path: Path, damage: Callable[[bytes], bytes]) -> None:
    damaged = damage(as_response(URLS[1]))
    shard = read(tmp_path / "a.warc", as_response(URLS[0]) + damaged + as_response(URLS[2]))
    assert shard.records["url"].to_list() == [URLS[0], URLS[2]]
    assert shard.rejects.select("position", "reason").rows() == [("record 2", "corrupt")]
    assert damaged.startswith(shard.rejects["original"].item().strip())


@pytest.mark.parametrize("cut", [5, 300, 950])
def test_truncated_archive_keeps_the_records_before(tmp_path: Path, cut: int) -> None:
    shard = read(tmp_path / "a.warc", (as_response(URLS[0]) + as_response(URLS[1]))[:-cut])
    assert shard.records["url"].to_list() == URLS[:1]
    assert shard.rejects.select("position", "reason").rows() == [("record 2", "truncated")]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
def test_damaged_compression_goes_on_with_the_next_member(tmp_path: Path, suffix: str) -> None:
    members = [PACKERS[suffix](as_response(f"https://warta.example/{number}")) for number in range(6)]
    members[2] = members[2][:60] + bytes(20) + members[2][80:]
    members[4] = b"??" + members[4][2:]
    shard = read(tmp_path / f"a.warc{suffix}", b"".join(members))
    assert [url[-1] for url in shard.records["url"]] == ["0", "1", "3", "5"]
    assert shard.rejects["reason"].to_list() == ["corrupt", "corrupt"]
    shard = read(tmp_path / f"b.warc{suffix}", b"".join(members)[:-20])
    assert [url[-1] for url in shard.records["url"]] == ["0", "1", "3"]
    assert shard.rejects["reason"].to_list() == ["corrupt", "corrupt", "truncated"]


def test_thousands_of_damaged_members(tmp_path: Path) -> None:
    text = as_warc_record("conversion", b"Isi.", URLS[0], "text/plain")
    good, bad = gzip.compress(text), bytearray(gzip.compress(text))
    bad[12:40] = bytes(28)
    shard = read(tmp_path / "a.wet.gz", (good + bytes(bad)) * 3000)
    assert (shard.records.height, shard.rejects.height) == (3000, 3000)


@pytest.mark.parametrize("is_packed", [False, True])
def test_zstandard_with_a_dictionary_in_front(tmp_path: Path, is_packed: bool) -> None:
    pages = [as_response(f"https://warta.example/{number}") for number in range(40)]
    dictionary = zstandard.train_dictionary(
        2000, [page[start : start + 200] for page in pages for start in range(0, 800, 200)]
    )
    data = zstandard.compress(dictionary.as_bytes()) if is_packed else dictionary.as_bytes()
    packer = zstandard.ZstdCompressor(dict_data=dictionary)
    frames = [packer.compress(page) for page in pages]
    front = b"\x5d\x2a\x4d\x18" + len(data).to_bytes(4, "little") + data
    shard = read(tmp_path / "a.warc.zst", front + b"".join(frames))
    assert (shard.records.height, shard.rejects.height) == (40, 0)
    frames[7] = frames[7][:20] + bytes(9) + frames[7][29:]
    shard = read(tmp_path / "b.warc.zst", front + b"".join(frames))
    assert (shard.records.height, shard.rejects.height) == (39, 1)
    broken = read(tmp_path / "c.warc.zst", front[:200])
    assert broken.records.height == 0
    assert broken.rejects.height == 1


def test_zstandard_with_a_frame_to_be_skipped_in_front(tmp_path: Path) -> None:
    skipped = b"\x50\x2a\x4d\x18\x04\0\0\0\x01\x02\x03\x04"
    data = skipped + zstandard.compress(as_response(URLS[0])) + skipped
    assert read(tmp_path / "a.warc.zst", data).records["url"].to_list() == URLS[:1]


def test_damage_does_not_glue_lines_of_other_formats_together(tmp_path: Path) -> None:
    lines = [json.dumps({"text": f"Isi nomor {number}."}).encode() + b"\n" for number in range(6)]
    members = [gzip.compress(line) for line in lines]
    members[2] = members[2][:12] + bytes(8) + members[2][20:]
    shard = read(tmp_path / "a.jsonl.gz", b"".join(members))
    assert shard.records["raw"].to_list() == ["Isi nomor 0.", "Isi nomor 1."]
    assert shard.rejects["reason"].to_list() == ["corrupt"]


def test_headers_with_plain_line_ends(tmp_path: Path) -> None:
    header, _, block = as_response(URLS[0]).partition(b"\r\n\r\n")
    plain = header.replace(b"\r\n", b"\n") + b"\n\n" + block.replace(b"\r\n\r\n", b"\n\n")
    plain = _length_changed(plain, lambda size: size - 2)  # the blank line of the HTTP header is shorter now
    assert read(tmp_path / "a.warc", plain + plain).records["url"].to_list() == [URLS[0]] * 2


@pytest.mark.parametrize("size", [1, 7, 100, 4000])
def test_records_do_not_depend_on_how_the_stream_is_chunked(size: int) -> None:
    data = b"".join(WARC_RECORDS) + b"\r\n\r\nsampah" + b"".join(WARC_RECORDS)
    pieces = (data[start : start + size] for start in range(0, len(data), size))
    assert list(map(str, split_records(pieces))) == list(map(str, split_records(iter([data]))))


def test_film_in_an_archive_is_not_kept() -> None:
    film = as_response(URLS[0], bytes(MAX_RECORD_BYTES * 2), media_type="video/mp4")
    data = as_response(URLS[1]) + film + as_response(URLS[2])
    pieces = (data[start : start + 2**20] for start in range(0, len(data), 2**20))
    first, large, last = split_records(pieces)
    assert large.fault
    assert (large.fault.reason, len(large.block) < 2**17) == ("record_too_large", True)
    assert (first.fault, last.fault, last.number) == (None, None, 3)


def test_archive_in_the_warehouse(tmp_path: Path) -> None:
    """The source is kept, the facts point into the extracted text, and pictures raise no alarm."""
    pages = [as_response(f"https://warta.example/tani/{number}/panen-raya") for number in range(24)]
    pictures = [as_response(f"https://warta.example/{n}.png", b"PNG", media_type="image/png") for n in range(24)]
    (tmp_path / "a.warc").write_bytes(WARC_INFO + b"".join(pages + pictures))
    summary = steps.ingest([tmp_path / "a.warc"], tmp_path / "w.duckdb")
    assert (summary.records_in, summary.loaded, summary.rejected) == (48, 24, 24)
    assert "share_rejected" not in summary.warnings
    with duckdb.connect(str(tmp_path / "w.duckdb"), read_only=True) as con:
        rows = con.execute(
            "select distinct r.raw, a.text from fact_article as a join raw_article as r using (article_id)"
        )
        ((raw, text),) = rows.fetchall()
    assert raw == PAGE
    assert "NGAWI - Petani di Kabupaten Ngawi" in text
    assert "<" not in text
