"""Copies and story links through the whole pipeline: the same facts in any order, in one batch or many."""

from __future__ import annotations

import itertools
import json
import random
from pathlib import Path

import duckdb
import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from flows import forget, link, steps
from flows.warehouse import connect_readonly
from tests.examples import examples

pytestmark = pytest.mark.xdist_group("links")  # one worker loads for all

FLOOD = (
    "Banjir setinggi satu meter merendam 320 rumah di Desa Sukamaju sejak Senin (2/6/2025) malam. "
    "Kepala desa, Rahmat Hidayat, mengatakan warga mengungsi ke balai desa dan dua sekolah. "
    '"Air naik sangat cepat setelah tanggul jebol," kata Rahmat di lokasi pengungsian. '
    "Badan penanggulangan bencana mengirim empat perahu karet dan dapur umum. "
    "Hujan diperkirakan masih turun sampai akhir pekan sehingga warga diminta tetap waspada. "
)
MORE = (
    "Pemerintah kabupaten menyiapkan dana darurat untuk memperbaiki tanggul sepanjang tujuh puluh meter. "
    "Pengerjaan dimulai begitu permukaan air turun dan alat berat dapat masuk ke lokasi."
)
PRICES = (
    "Harga cabai rawit di Pasar Induk hari ini tercatat Rp {a} per kilogram, sedangkan bawang merah dijual Rp {b} "
    "per kilogram dan telur ayam Rp {c} per kilogram. Pedagang mengatakan pasokan dari petani masih lancar sehingga "
    "pembeli tidak perlu khawatir. Harga beras medium bertahan pada Rp {d} per kilogram di semua kios. "
)


def article(path: str, title: str, body: str, day: str | None) -> dict[str, str]:
    record = {"url": f"https://{path}", "judul": title, "isi": body}
    return record | ({"tanggal": day} if day else {})


RECORDS = [
    article("warta-satu.id/banjir", "Banjir Rendam Ratusan Rumah di Sukamaju", FLOOD + MORE, "2025-06-03 08:00"),
    article("kabar-dua.id/rumah", "320 Rumah di Sukamaju Terendam", FLOOD, "2025-06-03 09:30"),
    article("kabar-dua.id/rumah-lagi", "Ratusan Rumah Terendam Air", FLOOD, "2025-06-03 10:00"),
    article("pos-tiga.id/tanggul", "Tanggul Jebol, Warga Mengungsi",
            FLOOD.replace("mengatakan", "menyebut") + MORE, None),
    article("warta-satu.id/harga-senin", "Harga Pangan Senin",
            PRICES.format(a="45.000", b="31.000", c="27.500", d="13.100"), "2025-06-02 07:00"),
    article("warta-satu.id/harga-selasa", "Harga Pangan Selasa",
            PRICES.format(a="52.000", b="29.000", c="28.000", d="13.400"), "2025-06-03 07:00"),
    article("warta-satu.id/lanjutan", "Perbaikan Tanggul Sukamaju Dimulai",
            "Alat berat mulai memperbaiki tanggul di Desa Sukamaju pada Kamis pagi, tiga hari setelah banjir besar.\n"
            "Baca juga: Banjir Rendam Ratusan Rumah di Sukamaju\n"
            "Pekerjaan diperkirakan selesai dalam dua pekan bila cuaca mendukung, kata kepala dinas.",
            "2025-06-05 11:00"),
    article("pos-tiga.id/singkat", "Pengumuman", "Kantor tutup hari ini.", "2025-06-05 11:00"),
    article("pos-empat.id/singkat", "Pengumuman", "Kantor tutup hari ini.", "2025-06-05 11:00"),
]  # fmt: skip
PLACES = ["Cikupa", "Wonosari", "Pelaihari", "Tobelo", "Enrekang", "Sumenep"]
LINKED = {
    "fact_duplicate": "duplicate_id, article_id, cluster_id, relation, similarity, first_article_id, "
    "copied_from_article_id, copied_rule_id, rule_id",
    "fact_related_link": "related_link_id, linked_article_id, match_score, match_rule_id",
    "duplicate_pair": "left_article_id, right_article_id, relation, similarity, jaccard, rule_id",
    "article_signature": "article_id, algorithm, body_hash, body_words, bands, story_on, fact_bands, title_key",
    "fact_article": "article_id, published_earliest_on, published_latest_on",
}


def facts(warehouse: Path) -> dict[str, list[tuple]]:
    with connect_readonly(warehouse) as con:
        return {t: con.execute(f"select {c} from {t} order by all").fetchall() for t, c in LINKED.items()}


def load(warehouse: Path, folder: Path, batches: list[list[dict[str, str]]]) -> dict[str, list[tuple]]:
    folder.mkdir(exist_ok=True, parents=True)
    for number, records in enumerate(batches):
        path = folder / f"{number}.jsonl"
        path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
        steps.ingest([path], warehouse)
    return facts(warehouse)


@pytest.fixture(scope="module")
def at_once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[tuple]]]:
    folder = tmp_path_factory.mktemp("link")
    return folder / "w.duckdb", load(folder / "w.duckdb", folder / "in", [RECORDS])


def by_address(con: duckdb.DuckDBPyConnection) -> dict[str, str]:
    rows = con.execute("select article_id, url from fact_article").fetchall()
    return {url.removeprefix("https://"): article_id for article_id, url in rows}


def test_copies_are_clustered_and_series_are_not(at_once: tuple[Path, dict]) -> None:
    with connect_readonly(at_once[0]) as con:
        ids = by_address(con)
        members = dict(con.execute("select article_id, relation from fact_duplicate").fetchall())
        firsts = con.execute("select distinct first_article_id from fact_duplicate").fetchall()
    flood = ["warta-satu.id/banjir", "kabar-dua.id/rumah", "kabar-dua.id/rumah-lagi", "pos-tiga.id/tanggul"]
    assert set(members) == {ids[path] for path in flood}
    assert firsts == [(ids["warta-satu.id/banjir"],)]


def test_the_link_is_resolved(at_once: tuple[Path, dict]) -> None:
    with connect_readonly(at_once[0]) as con:
        ids = by_address(con)
        graph = con.execute("select article_id, linked_article_id from story_graph").fetchall()
    assert graph == [(ids["warta-satu.id/lanjutan"], ids["warta-satu.id/banjir"])]


def test_links_in_parts_are_resolved_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pointers to a title that was changed since: found in each part of a large batch."""
    pointers = [
        article(f"warta-satu.id/susulan-{n}", f"Kabar {PLACES[n]} Hari Ini",
                f"Bantuan dari {PLACES[n]} tiba di posko pada Jumat siang, kata kepala desa kepada wartawan.\n"
                "Baca juga: Banjir Rendam Ratusan Rumah di Desa Sukamaju\n"
                f"Warga {PLACES[n]} mengumpulkan pakaian, selimut dan makanan siap saji sejak kemarin.",
                "2025-06-06 11:00")
        for n in range(len(PLACES))
    ]  # fmt: skip
    expected = load(tmp_path / "a.duckdb", tmp_path / "a", [RECORDS + pointers])
    assert len([row for row in expected["fact_related_link"] if row[3] == "link:title-fuzzy"]) == len(PLACES)
    monkeypatch.setattr(link, "STORIES_AT_ONCE", 3)
    assert load(tmp_path / "b.duckdb", tmp_path / "b", [RECORDS + pointers]) == expected


def test_an_undated_copy_is_bounded_by_its_dated_copies(at_once: tuple[Path, dict]) -> None:
    with connect_readonly(at_once[0]) as con:
        row = con.execute(
            "select published_on, published_earliest_on::varchar, published_latest_on::varchar from fact_article "
            "where url like '%pos-tiga.id/tanggul'"
        ).fetchone()
    assert row == (None, "2025-05-27", "2025-06-10")


def test_an_undated_story_is_not_later_than_one_that_points_to_it(tmp_path: Path) -> None:
    """And not earlier than what it reports as said on a named day."""
    undated = article(
        "pos-tiga.id/tanggul",
        "Tanggul Jebol di Sukamaju, Warga Mengungsi",
        FLOOD + "Bupati mengatakan pada Senin (2/6/2025) bahwa tanggul segera diperbaiki.",
        None,
    )
    pointing = article(
        "pos-tiga.id/lanjutan",
        "Perbaikan Tanggul Dimulai",
        "Alat berat mulai bekerja pada Kamis pagi, tiga hari setelah banjir besar itu.\n"
        "Baca juga: Tanggul Jebol di Sukamaju, Warga Mengungsi\n"
        "Pekerjaan diperkirakan selesai dalam dua pekan, kata kepala dinas.",
        "2025-06-05 11:00",
    )
    load(tmp_path / "w.duckdb", tmp_path / "in", [[undated], [pointing]])
    with connect_readonly(tmp_path / "w.duckdb") as con:
        row = con.execute(
            "select published_on, published_latest_on::varchar from fact_article where url like '%/tanggul'"
        ).fetchone()
    assert row == (None, "2025-06-05")


@examples(4, suppress_health_check=list(HealthCheck))
@given(seed=st.integers(0, 2**32), cuts=st.sets(st.integers(1, len(RECORDS) - 1), min_size=1, max_size=3))
def test_any_order_and_any_batches_give_the_same(
    at_once: tuple[Path, dict], tmp_path_factory: pytest.TempPathFactory, seed: int, cuts: set[int]
) -> None:
    records = RECORDS.copy()
    random.Random(seed).shuffle(records)
    bounds = [0, *sorted(cuts), len(records)]
    batches = [records[a:b] for a, b in itertools.pairwise(bounds)]
    folder = tmp_path_factory.mktemp("order")
    assert load(folder / "w.duckdb", folder / "in", batches) == at_once[1]


def test_a_revision_leaves_its_cluster_and_a_forgotten_article_too(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(warehouse, tmp_path / "a", [RECORDS[:2]])
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_duplicate").fetchone() == (2,)
    new = RECORDS[1] | {"isi": PRICES.format(a="1.000", b="2.000", c="3.000", d="4.000"), "tanggal": "2025-06-04 08:00"}
    load(warehouse, tmp_path / "b", [[new]])
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_duplicate").fetchone() == (0,)
    load(warehouse, tmp_path / "c", [[RECORDS[2]]])
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_duplicate").fetchone() == (2,)
        gone = con.execute("select article_id from fact_article where url like '%rumah-lagi'").fetchone()
    assert gone
    forget.forget(warehouse, forget.find(warehouse, gone[0]))
    with connect_readonly(warehouse) as con:
        assert con.execute("select count(*) from fact_duplicate").fetchone() == (0,)
        assert con.execute("select count(*) from duplicate_pair").fetchone() == (0,)


def test_rebuilding_changes_nothing(at_once: tuple[Path, dict], tmp_path: Path) -> None:
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(at_once[0].read_bytes())
    steps.rebuild(copy, everything=True)
    assert facts(copy) == at_once[1]
