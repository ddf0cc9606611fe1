"""Files in, published warehouse out: every input format, twice, in any order. Nothing is mocked."""

from __future__ import annotations

import csv
import gzip
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import duckdb
import polars as pl
import pytest
import zstandard

from flows import steps
from flows.warehouse import connect_readonly

ROOT = Path(__file__).resolve().parent.parent
RECORDS = [json.loads(line) for line in (ROOT / "tests/corpus/articles.jsonl").read_text("utf-8").splitlines()]
FACTS = (
    "fact_article", "fact_removed_span", "fact_related_link", "fact_sentence", "fact_quantity", "fact_date_mention",
    "fact_entity_mention", "fact_statement", "fact_statement_quantity",
)  # fmt: skip


def as_jsonl() -> bytes:
    return "".join(json.dumps(r, ensure_ascii=False) + "\n" for r in RECORDS).encode()


def as_json() -> bytes:
    return json.dumps(RECORDS, ensure_ascii=False, indent=1).encode()


def as_csv(separator: str) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(RECORDS[0]), delimiter=separator)
    writer.writeheader()
    writer.writerows(RECORDS)
    return out.getvalue().encode()


def as_parquet() -> bytes:
    out = io.BytesIO()
    pl.DataFrame(RECORDS).write_parquet(out)
    return out.getvalue()


def as_zip() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("satu/berita.jsonl", as_jsonl()[: as_jsonl().index(b"\n") + 1])
        archive.writestr("dua.jsonl", as_jsonl()[as_jsonl().index(b"\n") + 1 :])
    return out.getvalue()


FORMATS: dict[str, Callable[[], bytes]] = {
    "berita.jsonl": as_jsonl,
    "berita.ndjson": as_jsonl,
    "berita.json": as_json,
    "berita.csv": lambda: as_csv(";"),
    "berita.tsv": lambda: as_csv("\t"),
    "berita.parquet": as_parquet,
    "berita.jsonl.gz": lambda: gzip.compress(as_jsonl()),
    "berita.csv.zst": lambda: zstandard.compress(as_csv(",")),
    "berita.zip": as_zip,
    "utf16.csv": lambda: as_csv(",").decode().encode("utf-16"),
    "bom.jsonl": lambda: b"\xef\xbb\xbf" + as_jsonl(),
}


def facts_of(warehouse: Path) -> dict[str, list[tuple]]:
    """All facts as sorted rows, less the columns that say which load brought them."""
    with connect_readonly(warehouse) as con:
        return {
            table: con.execute(f"select * exclude (batch_id) from {table} order by all").fetchall() for table in FACTS
        }


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple]]:
    folder = tmp_path_factory.mktemp("expected")
    (folder / "berita.jsonl").write_bytes(as_jsonl())
    steps.ingest([folder / "berita.jsonl"], folder / "warehouse.duckdb")
    return facts_of(folder / "warehouse.duckdb")


def test_the_examples_give_facts_of_every_kind(expected: dict[str, list[tuple]]) -> None:
    assert len(expected["fact_article"]) == len(RECORDS)
    assert all(expected[table] for table in FACTS)


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_gives_the_same_facts(name: str, tmp_path: Path, expected: dict[str, list[tuple]]) -> None:
    (tmp_path / name).write_bytes(FORMATS[name]())
    summary = steps.ingest([tmp_path / name], tmp_path / "warehouse.duckdb")
    assert (summary.records_in, summary.loaded, summary.rejected) == (len(RECORDS), len(RECORDS), 0)
    assert facts_of(tmp_path / "warehouse.duckdb") == expected


def test_the_same_files_again_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "berita.jsonl").write_bytes(as_jsonl())
    warehouse = tmp_path / "warehouse.duckdb"
    steps.ingest([tmp_path / "berita.jsonl"], warehouse)
    before = warehouse.read_bytes()
    again = steps.ingest([tmp_path / "berita.jsonl"], warehouse)
    assert again.nothing_new
    assert warehouse.read_bytes() == before


def test_a_copy_in_another_file_adds_sources_only(tmp_path: Path, expected: dict[str, list[tuple]]) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    (tmp_path / "a.jsonl").write_bytes(as_jsonl())
    (tmp_path / "b.csv").write_bytes(as_csv(";"))
    steps.ingest([tmp_path / "a.jsonl"], warehouse)
    summary = steps.ingest([tmp_path], warehouse)
    assert (summary.loaded, summary.unchanged) == (0, len(RECORDS))
    assert facts_of(warehouse) == expected
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from article_source").fetchone() == (2 * len(RECORDS),)
        assert con.execute("select count(*) from raw_article").fetchone() == (len(RECORDS),)


def test_files_in_any_order_give_the_same_facts(tmp_path: Path, expected: dict[str, list[tuple]]) -> None:
    lines = as_jsonl().splitlines(keepends=True)
    for order in ([0, 1, 2, 3, 4], [4, 2, 0, 3, 1]):
        folder = tmp_path / "".join(map(str, order))
        folder.mkdir()
        for step, k in enumerate(order):
            (folder / f"{k}.jsonl").write_bytes(lines[k])
            steps.ingest([folder / f"{k}.jsonl"], folder / "warehouse.duckdb")
            assert step + 1 == len(facts_of(folder / "warehouse.duckdb")["fact_article"])
        assert facts_of(folder / "warehouse.duckdb") == expected


def test_a_changed_article_is_a_new_revision_with_its_differences(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    changed = RECORDS[0] | {
        "date": "Selasa, 11 Mar 2025 12:00 WIB",
        "text": RECORDS[0]["text"].replace("1.200 warga", "1.500 warga"),
    }
    for name, record in (("pagi.json", RECORDS[0]), ("siang.json", changed)):
        (tmp_path / name).write_text(json.dumps([record]), encoding="utf-8")
        steps.ingest([tmp_path / name], warehouse)
    with connect_readonly(warehouse) as con:
        assert con.execute("select revision from fact_article").fetchall() == [(2,)]
        assert con.execute("select count(*) from raw_article").fetchone() == (2,)
        assert con.execute("select low from fact_quantity where unit = 'warga'").fetchall() == [(1500.0,)]
        changes = con.execute("select reason, table_name from fact_change").fetchall()
    assert ("revision", "fact_quantity") in changes


def test_another_language_is_kept_and_has_no_facts(expected: dict[str, list[tuple]], tmp_path: Path) -> None:
    (tmp_path / "berita.jsonl").write_bytes(as_jsonl())
    steps.ingest([tmp_path / "berita.jsonl"], tmp_path / "w.duckdb")
    with connect_readonly(tmp_path / "w.duckdb") as con:
        row = con.execute("select language, sentence_count from fact_article where record_id = 'a-5'").fetchone()
        facts = con.execute(
            "select count(*) from fact_sentence join fact_article using (article_id) where record_id = 'a-5'"
        ).fetchone()
    assert row == ("en", 0)
    assert facts == (0,)


def test_bad_records_are_kept_with_position_and_reason_and_the_rest_is_loaded(tmp_path: Path) -> None:
    lines = as_jsonl().splitlines(keepends=True)
    broken = [lines[0], b'{"id": "x", "text": \n', lines[1], b'{"id": "y", "text": ""}\n', lines[2]]
    (tmp_path / "rusak.jsonl").write_bytes(b"".join(broken))
    (tmp_path / "laporan.docx").write_bytes(b"PK")
    summary = steps.ingest([tmp_path], tmp_path / "w.duckdb")
    assert (summary.records_in, summary.loaded, summary.rejected) == (6, 3, 3)
    with connect_readonly(tmp_path / "w.duckdb") as con:
        rejects = con.execute(
            "select position, reason, original from etl_rejected_record order by source_file_id, record_no"
        ).fetchall()
    assert {(p, bytes(o)) for p, _, o in rejects} >= {("line 2", broken[1].strip()), ("line 4", broken[3].strip())} or {
        ("line 2", bytes(o)) for p, _, o in rejects if p == "line 2"
    }
    assert sorted(position for position, _, _ in rejects)[1:] == ["line 2", "line 4"]


def test_a_reader_keeps_its_file_through_a_publication(tmp_path: Path) -> None:
    warehouse = tmp_path / "warehouse.duckdb"
    lines = as_jsonl().splitlines(keepends=True)
    (tmp_path / "1.jsonl").write_bytes(lines[0])
    steps.ingest([tmp_path / "1.jsonl"], warehouse)
    reader = duckdb.connect(str(warehouse), read_only=True)
    (tmp_path / "2.jsonl").write_bytes(lines[1])
    steps.ingest([tmp_path / "2.jsonl"], warehouse)
    assert reader.execute("select count(*) from fact_article").fetchone() == (1,)
    reader.close()
    assert len(facts_of(warehouse)["fact_article"]) == 2


def test_a_rebuild_with_the_same_rules_changes_no_fact(tmp_path: Path, expected: dict[str, list[tuple]]) -> None:
    (tmp_path / "berita.jsonl").write_bytes(as_jsonl())
    warehouse = tmp_path / "w.duckdb"
    steps.ingest([tmp_path / "berita.jsonl"], warehouse)
    steps.rebuild(warehouse, everything=True)
    assert facts_of(warehouse) == expected
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_change").fetchone() == (0,)
        assert con.execute("select flow, status from etl_batch order by batch_id").fetchall() == [
            ("ingest", "published"),
            ("rebuild", "published"),
        ]


def test_text_and_page_give_title_and_body(tmp_path: Path) -> None:
    record = RECORDS[1]
    (tmp_path / "berita.txt").write_text(f"{record['title']}\n\n{record['text']}", encoding="utf-8")
    paragraphs = "".join(f"<p>{p}</p>" for p in record["text"].splitlines())
    (tmp_path / "berita.html").write_text(
        f"<html><head><title>{record['title']}</title></head><body><nav>Beranda Indeks</nav>"
        f"<article><h1>{record['title']}</h1>{paragraphs}</article><footer>Hak cipta</footer></body></html>",
        encoding="utf-8",
    )
    steps.ingest([tmp_path / "berita.txt", tmp_path / "berita.html"], tmp_path / "w.duckdb")
    with connect_readonly(tmp_path / "w.duckdb") as con:
        rows = con.execute("select title, body from fact_article").fetchall()
    assert {title for title, _ in rows} == {record["title"]}
    for _, body in rows:
        assert body.startswith("Harga beras medium naik 5 persen")
        assert "ADVERTISEMENT" not in body
