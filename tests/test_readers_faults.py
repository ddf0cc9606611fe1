"""Each fault costs exactly the records it touches: one reject each, with position, reason and bytes."""

from __future__ import annotations

import gzip
import json
import random
import re
from pathlib import Path

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from flows.readers.columns import ColumnMap
from flows.readers.records import MAX_RECORD_BYTES, reject_reasons
from flows.readers.shards import read_items
from tests.examples import examples
from tests.reader_files import (
    ARTICLES,
    SAMPLES,
    as_csv,
    as_json,
    as_jsonl,
    as_parquet,
    as_text,
    as_zip,
    mutated,
    read,
    source_of,
)

GOOD = b'{"text": "Isi baik."}'


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"text": "Terpotong', "broken_json"),
        (b"ini bukan JSON", "broken_json"),
        (b'["daftar"]', "not_an_object"),
        (b"null", "not_an_object"),
        (b'{"text": "\xe2\x80\x93 baik, \xe2\x80 rusak"}', "undecodable"),
        (b'{"text": "a \x81 b"}', "undecodable"),
        (b'{"text": null}', "empty_text"),
        (b'{"text": " \\n\\t "}', "empty_text"),
        (b'{"text": "NaN"}', "empty_text"),
        (b'{"judul": "Tanpa isi"}', "no_text_column"),
        (b"{}", "no_text_column"),
        (b'{"text": "' + b"panjang " * 20 + b'"}', "text_too_long"),
        (b"[" * 100_000, "broken_json"),
    ],
)
def test_bad_line_between_good_ones(tmp_path: Path, line: bytes, reason: str) -> None:
    shard = read(tmp_path / "a.jsonl", GOOD + b"\n" + line + b"\n\n" + GOOD, max_text_chars=100)
    assert shard.records["position"].to_list() == ["line 1", "line 4"]
    assert shard.rejects.select("position", "record_no", "stage", "reason", "original").rows() == [
        ("line 2", 2, "read", reason, line)
    ]
    detail = shard.rejects["detail"].item()
    assert detail.startswith("line 2: ")
    assert detail.endswith(reject_reasons()[reason][1])


@pytest.mark.parametrize(
    ("items", "good", "reasons"),
    [
        ([GOOD, b'{"text": "A" "b": 1}', GOOD], 2, ["broken_json"]),
        ([GOOD, b'{"text": "tanpa tutup}', GOOD, GOOD], 3, ["broken_json"]),
        ([GOOD, b'{"text": "kurang", "tag": ["a"}', GOOD], 2, ["broken_json"]),
        ([GOOD, b"12", b'"kata"', b"null", GOOD], 2, ["not_an_object"] * 3),
        ([GOOD, b'{"text": "kurung ] } [ { dan \\" kutip \\\\"}', GOOD], 3, []),
        ([GOOD, b'{"text": "a", "x": [{"b": [1, {"c": "}"}]}, {"d": 1}]}', GOOD], 3, []),
    ],
)
def test_bad_item_of_an_array(tmp_path: Path, items: list[bytes], good: int, reasons: list[str]) -> None:
    data = b"[\n" + b",\n".join(items) + b"\n]\n"
    shard = read(tmp_path / "a.json", data)
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (good, reasons)


@pytest.mark.parametrize("cut", [1, 7, 100, 250])
def test_truncated_array_keeps_the_items_before(tmp_path: Path, cut: int) -> None:
    shard = read(tmp_path / "a.json", as_json()[:-cut])
    assert shard.rejects["reason"].to_list() == ["truncated"]
    assert shard.records["raw"].to_list() == [a["isi"] for a in ARTICLES][: shard.records.height]
    assert shard.records.height >= 2
    assert (shard.rejects["original"].item() == b"") == (cut == 1)


@pytest.mark.parametrize(
    ("name", "data"),
    [("a.jsonl", as_jsonl()), ("a.csv", as_csv()), ("a.json", as_json()), ("a.jsonl", as_jsonl()[:-1])],
)
@pytest.mark.parametrize("wrap", ["gz", "zst"])
def test_truncated_compression_keeps_the_records_before(tmp_path: Path, name: str, data: bytes, wrap: str) -> None:
    data = data * 1 if name == "a.json" else data
    packed = gzip.compress(data) if wrap == "gz" else zstandard.compress(data * 1)
    packed = packed[:-5]
    shard = read(tmp_path / f"{name}.{wrap}", packed)
    assert shard.rejects["reason"].to_list() == ["truncated"]
    if wrap == "gz":  # all data are there, only the end mark is not
        assert shard.records.height == 4


def test_truncated_gzip_in_the_middle(tmp_path: Path) -> None:
    rng = random.Random(5)
    rows = [{"text": f"Isi {number} " + "".join(rng.choices("abcdefghijklmnop ", k=200))} for number in range(500)]
    packed = gzip.compress(as_jsonl(rows))
    shard = read(tmp_path / "a.jsonl.gz", packed[: len(packed) // 2])
    assert shard.rejects["reason"].to_list() == ["truncated"]
    assert 200 < shard.records.height < 300
    assert shard.records["raw"].to_list() == [r["text"] for r in rows][: shard.records.height]
    last = shard.rejects["original"].item()
    assert as_jsonl(rows).split(b"\n")[shard.records.height].startswith(last)


def test_damaged_gzip_keeps_what_it_can(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(as_jsonl() * 200, compresslevel=1))
    packed[-8] ^= 0xFF  # the checksum
    shard = read(tmp_path / "a.jsonl.gz", bytes(packed))
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (800, ["corrupt"])


def test_half_an_article_is_no_article(tmp_path: Path) -> None:
    for name, data in (("a.txt.gz", as_text()), ("a.html.gz", SAMPLES["a.html"])):
        shard = read(tmp_path / name, gzip.compress(data)[:-30])
        assert (shard.records.height, shard.rejects["reason"].to_list()) == (0, ["truncated"])
        assert data.startswith(shard.rejects["original"].item())


@pytest.mark.parametrize(
    ("rows", "good", "rejected"),
    [
        (["1,A,Isi.", "2,B", "3,C,Isi."], 2, {"row 3": b"2,B"}),
        (["1,A,Isi, dua, tiga.", "2,B,Isi."], 1, {"row 2": b"1,A,Isi, dua, tiga."}),
        (["1,A,Isi.,,", "2,B,Isi."], 2, {}),
        (['1,A,"Isi', 'dua baris."', "", "2,B,Isi."], 2, {}),
        (['1,A,"Kata ""ya"" ini."'], 1, {}),
        (['1,A,"Kata "ya" ini."', "2,B,Isi."], 2, {}),
        (['1,A,"Kata "ya, ini."', "2,B,Isi."], 1, {"row 2": b'1,A,"Kata "ya, ini."'}),
        (['1,A,"tak ditutup', '2,B,"Isi baik."', '3,C,"Isi."'], 2, {"row 2": b'1,A,"tak ditutup'}),
        (
            ['1,A,"Isi."', '2,B,"tak ditutup', "lagi, dan lagi"],
            1,
            {"row 3": b'2,B,"tak ditutup\nlagi, dan lagi'},
        ),
        (["1,A,Isi \ud800 rusak.".encode("utf-8", "surrogatepass").decode("latin-1")], 0, None),
    ],
)
def test_csv_rows(tmp_path: Path, rows: list[str], good: int, rejected: dict[str, bytes] | None) -> None:
    data = "\n".join(["id,judul,isi", *rows]).encode("latin-1")
    shard = read(tmp_path / "a.csv", data)
    assert shard.records.height == good
    if rejected is not None:
        assert dict(shard.rejects.select("position", "original").rows()) == rejected


def test_table_whose_line_ends_are_lost_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    shifted = as_csv().decode().encode("utf-16")
    shifted = shifted[:60] + b"\x80" + shifted[60:]
    shard = read(tmp_path / "a.csv", shifted)
    assert (shard.records.height, shard.rejects["reason"].to_list()) == (0, ["undecodable"])
    assert read(tmp_path / "b.csv", as_csv().partition(b"\n")[0]).rejects.height == 0


def test_csv_header_whose_quote_is_not_closed(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", 'id,"judul,isi\n1,A,Isi satu.\n2,B,Isi dua.\n')
    assert shard.records.height + shard.rejects.height > 0


def test_table_without_text_is_one_reject(tmp_path: Path) -> None:
    shard = read(tmp_path / "a.csv", "kota,jumlah\n" + "Solo,3\n" * 100)
    assert shard.rejects.select("position", "reason").rows() == [("file", "no_text_column")]
    assert "'kota', 'jumlah'" in shard.rejects["detail"].item()
    assert "--map text=COLUMN" in shard.rejects["detail"].item()
    assert read(tmp_path / "a.csv", "kota,jumlah\nSolo,3\n", mapping={"text": "kota"}).records.height == 1
    wrong = read(tmp_path / "a.csv", as_csv(), mapping={"text": "naskah"})
    assert wrong.rejects["detail"].item().startswith("file: no column 'naskah' among 'id', 'judul', 'link'")
    no_text = as_parquet([{"kota": "Solo"}])
    assert read(tmp_path / "a.parquet", no_text).rejects["reason"].to_list() == ["no_text_column"]


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.csv", as_json(), "wrong_format"),
        ("a.csv", as_jsonl(), "wrong_format"),
        ("a.txt", as_json(), "wrong_format"),
        ("a.txt", SAMPLES["a.html"], "wrong_format"),
        ("a.json", SAMPLES["a.html"], "wrong_format"),
        ("a.csv.gz", gzip.compress(as_json()), "wrong_format"),
        ("a.jsonl", b"PAR1" + bytes(100), "wrong_format"),
        ("a.parquet", as_csv(), "wrong_format"),
        ("a.txt", b"%PDF-1.7 ...", "wrong_format"),
        ("a.zip", as_text(), "wrong_format"),
        ("a.docx", b"PK", "unknown_format"),
        ("catatan", b"isi", "unknown_format"),
        ("a.txt", b"", "empty_file"),
        ("a.jsonl", b"", "empty_file"),
        ("a.parquet", as_parquet()[:-10], "corrupt"),
        ("a.parquet", b"PAR1" + bytes(40) + b"PAR1", "corrupt"),
        ("a.html", b"<html><body></body></html>", "no_article"),
        ("a.zip", as_zip({"a.txt": as_text()})[:20], "corrupt"),
        ("a.txt", b"\x00\x01\x02\x03 biner", "undecodable"),
    ],
)
def test_whole_file_rejected(tmp_path: Path, name: str, data: bytes, reason: str) -> None:
    shard = read(tmp_path / name, data)
    assert shard.records.height == 0
    assert shard.rejects["reason"].to_list() == [reason]
    assert shard.rejects["original"].item() in (
        data,
        gzip.decompress(data) if name.endswith(".gz") else data,
        b"",
    )


def test_one_endless_record_does_not_fill_memory(tmp_path: Path) -> None:
    over = b"x" * (MAX_RECORD_BYTES + 2**20)
    long = b'{"text": "' + over + b'"}'
    shard = read(tmp_path / "a.jsonl", GOOD + b"\n" + long + b"\n" + GOOD)
    assert (shard.records["position"].to_list(), shard.rejects["reason"].item()) == (
        ["line 1", "line 3"],
        "record_too_large",
    )
    assert shard.rejects["original"].item() == long[:MAX_RECORD_BYTES]
    shard = read(tmp_path / "a.json", b"[" + GOOD + b"," + long + b"," + GOOD + b"]")
    assert (shard.records["position"].to_list(), shard.rejects["reason"].item()) == (
        ["item 1", "item 3"],
        "record_too_large",
    )
    many = (b"baris lagi " * 1000 + b"\n") * (MAX_RECORD_BYTES // 10_000)
    shard = read(tmp_path / "a.csv", b'id,isi\n1,"baik"\n2,"tak ditutup\n' + many + b'3,"baik"\n')
    assert shard.records["raw"].to_list() == ["baik", "baik"]
    assert "record_too_large" in shard.rejects["reason"].to_list()
    assert read(tmp_path / "a.txt", over).rejects["reason"].item() == "record_too_large"


def test_unreadable_file(tmp_path: Path) -> None:
    (tmp_path / "a.txt").mkdir()
    shard = read(tmp_path / "a.txt")
    assert shard.rejects["reason"].to_list() == ["unreadable"]


@pytest.mark.parametrize("name", SAMPLES)
def test_mutated_files_never_raise_and_lose_no_record(tmp_path: Path, name: str) -> None:
    for seed in range(60):
        data = mutated(SAMPLES[name], random.Random(f"{name} {seed}"))
        shard = read(tmp_path / name, data)
        assert set(shard.rejects["reason"]) <= set(reject_reasons())
        if not data:
            assert shard.rejects["reason"].to_list() == ["empty_file"]


@pytest.mark.parametrize("seed", range(40))
def test_every_line_of_a_mutated_jsonl_is_accounted_for(tmp_path: Path, seed: int) -> None:
    data = mutated(as_jsonl() * 3, random.Random(seed))
    if data.lstrip()[:1] != b"{" or data.split(b"\n")[0] == b"{" or data[:4] == b"PK\x03\x04":
        return  # told by its beginning to be something else
    shard = read(tmp_path / "a.jsonl", data)
    kept = {int(p.removeprefix("line ")): None for p in shard.records["position"]}
    kept |= {int(p.removeprefix("line ")): o for p, o in shard.rejects.select("position", "original").rows()}
    numbered = {number: line for number, line in enumerate(data.split(b"\n"), start=1) if line.strip()}
    assert sorted(kept) == sorted(numbered)
    assert all(original is None or original == numbered[number] for number, original in kept.items())


def _originals(path: Path) -> list[bytes]:
    """The bytes of every record and reject of a file, in order."""
    items = read_items(source_of(path), ColumnMap())
    return [item.original or b"" for item in items]


@pytest.mark.parametrize("seed", range(60))
def test_every_byte_of_a_mutated_array_is_in_some_record(tmp_path: Path, seed: int) -> None:
    data = mutated(as_json() * 2, random.Random(seed))
    (tmp_path / "a.json").write_bytes(data)
    if data.lstrip()[:1] != b"[" or any(c in data for c in (b"\0", b"PK\x03\x04")):
        return  # told by its beginning to be something else
    between = re.compile(rb"[\s,\[\]]+")
    assert between.sub(b"", b"".join(_originals(tmp_path / "a.json"))) == between.sub(b"", data)


@pytest.mark.parametrize("seed", range(60))
def test_every_line_of_a_mutated_csv_is_in_some_record(tmp_path: Path, seed: int) -> None:
    header, _, rows = (as_csv() + as_csv().partition(b"\n")[2] * 2).partition(b"\n")
    data = header + b"\n" + mutated(rows, random.Random(seed))
    (tmp_path / "a.csv").write_bytes(data)
    if b"\0" in data:
        return  # may pass for UTF-16
    kept = b"\n".join(_originals(tmp_path / "a.csv")).split(b"\n")
    assert [line for line in kept if line.strip()] == [line for line in data.split(b"\n")[1:] if line.strip()]


@examples(150)
@given(
    st.lists(
        st.dictionaries(
            st.sampled_from(["text", "judul", "url", "x", "isi", "tanggal", "", "a.b"]),
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats()
            | st.text(max_size=20)
            | st.lists(st.text(max_size=5)),
            max_size=4,
        ),
        max_size=6,
    ),
    st.sampled_from(["a.jsonl", "a.json"]),
)
def test_any_json_records_in_equals_records_out(
    tmp_path_factory: pytest.TempPathFactory, items: list, name: str
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    as_lines = "".join(json.dumps(item) + "\n" for item in items) or "\n"
    data = json.dumps(items) if name == "a.json" else as_lines
    shard = read(path, data)
    assert shard.records.height + shard.rejects.height == len(items)
