"""A warehouse for the tests of pages: the sample articles, then a night with rejects, a revision and hostile texts."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb

from flows import steps
from tests.conftest import ROOT

SCRIPT = "</script><script>window.hacked=1</script>"
IMAGE = "<img src=x onerror=window.hacked=2>"
SHAPE = '"><svg onload=window.hacked=3>'
HOSTILE = (SCRIPT, IMAGE, SHAPE)

BODY = (
    "JAKARTA - Menteri Pertanian Budi Santoso mengatakan sebanyak {count} orang mengungsi akibat banjir di Karawang. "
    "Ia mengatakan bantuan senilai Rp 2 miliar disalurkan pada Senin.\n"
    "Warga Karawang menunggu bantuan sejak pagi. Pemerintah Kabupaten Karawang membuka posko di tiga desa."
)


def night(folder: Path, count: int) -> Path:
    """A dump of one night: three articles, one of them hostile, and three records that are refused."""
    folder.mkdir(parents=True, exist_ok=True)
    articles = [
        {"judul": f"Banjir Karawang, {count} Orang Mengungsi", "isi": BODY.format(count=count),
         "url": "https://www.harian-uji.id/banjir-karawang", "tanggal": f"2025-06-0{count % 9 + 1}"},
        {"judul": f"Judul {SCRIPT}", "isi": f"{BODY.format(count=count)}\n{SHAPE} {IMAGE} &lt;b&gt; kata Bupati.",
         "url": f"https://www.harian-uji.id/jahat-{count}", "tanggal": "2025-06-02"},
        {"judul": f"Tautan jahat {IMAGE}", "isi": BODY.format(count=count + 1), "url": "javascript:window.hacked=4",
         "tanggal": "2025-06-02"},
    ]  # fmt: skip
    refused = ['{"judul": "rusak', json.dumps({"judul": "kosong", "isi": ""}), json.dumps({IMAGE: 1})]
    path = folder / f"malam-{count}.jsonl"
    path.write_text("\n".join([*map(json.dumps, articles), *refused]), encoding="utf-8")
    return path


def make(folder: Path) -> Path:
    """The warehouse: batch 1 the sample articles, batch 2 a night, batch 3 another that changes a figure."""
    warehouse = folder / "warehouse.duckdb"
    steps.ingest([ROOT / "seeds" / "articles"], warehouse)
    for count in (120, 125):
        steps.ingest([night(folder / "inbox", count)], warehouse)
    return warehouse


def poison(warehouse: Path) -> None:
    """Put hostile words wherever a page shows words from outside."""
    with duckdb.connect(str(warehouse)) as con:
        con.execute("update dim_entity set name = name || ? where entity_id = 'country:KP'", [SCRIPT])
        con.execute("update dim_outlet set name = coalesce(name, outlet_id) || ?, owner_group = ?", [IMAGE, SHAPE])
        con.execute("update fact_statement set speaker = speaker || ?, content = content || ?", [SHAPE, SCRIPT])
        con.execute("update etl_source_file set uri = uri || ?", [IMAGE])
        con.execute("update etl_check_result set failing_rows = 1, sample = ?", [json.dumps([{IMAGE: SCRIPT}])])
        con.execute(
            "update fact_article set title = title || ?, url = ? where url is not null",
            [IMAGE, "javascript:window.hacked=5"],
        )
