"""Crowds: a thousand copies of one text, long series and live reports are linked in bounded work, in any order."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows import link_pairs
from flows.warehouse import connect_readonly
from tests.examples import examples
from tests.test_link_end_to_end import FLOOD, MORE, PRICES, article, load
from transforms.duplicates.meeting import HUBS, Screen, band_buckets, by_family, paired, places_of, shared

COPIES = 300
HASHES = st.lists(st.integers(0, 2**32 - 1) | st.integers(0, 30), min_size=3, max_size=3)
"""Of one text, of three bands."""
PLACES = ["Cikupa", "Wonosari", "Pelaihari", "Lubuk Basung", "Tobelo", "Enrekang"]


def copies(count: int) -> list[dict[str, str]]:
    """One text under many addresses, some of them undated."""
    day = "2025-06-{:02} 08:00"
    return [
        article(f"situs-{n % 40}.id/berita/{n}", f"Banjir {n}", FLOOD + MORE, day.format(1 + n % 28) if n % 7 else None)
        for n in range(count)
    ]


def edited(count: int) -> list[dict[str, str]]:
    """The same with another ending everywhere: near copies, each of a wording of its own."""
    return [
        article(f"kabar-{n}.id/banjir", f"Banjir Sukamaju {n}",
                FLOOD + MORE + f" Laporan {PLACES[n % 6]} {PLACES[n // 6 % 6]} bagian {n}.",
                f"2025-06-{3 + n % 5:02} 09:{n % 60:02}")
        for n in range(count)
    ]  # fmt: skip


def series(count: int) -> list[dict[str, str]]:
    """Prices day by day: a series, of which no two are copies."""
    return [
        article(f"warta-satu.id/harga/{n}", f"Harga Pangan {n}",
                PRICES.format(a=40_000 + 37 * n, b=30_000 + 53 * n, c=27_000 + 71 * n, d=13_000 + 91 * n),
                f"2025-{1 + n // 28:02}-{1 + n % 28:02} 07:00")
        for n in range(count)
    ]  # fmt: skip


def test_pairs_of_a_crowd_grow_with_it_not_with_its_square(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    load(warehouse, tmp_path / "in", [copies(COPIES) + series(COPIES) + edited(COPIES)])
    with connect_readonly(warehouse) as con:
        pairs = dict(con.execute("select relation, count(*) from duplicate_pair group by 1").fetchall())
        members = con.execute("select count(*), count(distinct cluster_id) from fact_duplicate").fetchone()
        in_series = con.execute(
            "select count(*) from fact_duplicate join fact_article using (article_id) where url like '%/harga/%'"
        ).fetchone()
    assert pairs["exact"] == COPIES - 1, "each further copy is paired with the first"
    assert COPIES <= pairs["near"] <= 10 * HUBS * COPIES
    assert members == (2 * COPIES, 1)
    assert in_series == (0,)


def test_portions_of_any_size_give_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is paired, read and compared at once bounds memory and nothing else."""
    records = copies(20) + series(20) + edited(3 * HUBS)
    expected = load(tmp_path / "a.duckdb", tmp_path / "a", [records])
    assert expected["duplicate_pair"]
    for name in (
        "HASHES_AT_ONCE",
        "MET_WITH_AT_ONCE",
        "MET_AT_ONCE",
        "READ_AT_ONCE",
        "COMPARED_AT_ONCE",
        "RETOLD_AT_ONCE",
    ):
        assert getattr(link_pairs, name) >= 1_000
        monkeypatch.setattr(link_pairs, name, 40)
    assert load(tmp_path / "b.duckdb", tmp_path / "b", [records]) == expected


@examples(3)
@given(seed=st.integers(0, 2**32), cut=st.integers(1, 3 * 3 * HUBS - 1))
def test_a_crowd_in_any_order_and_batches_gives_the_same(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cut: int
) -> None:
    records = copies(3 * HUBS) + series(3 * HUBS) + edited(3 * HUBS)
    folder = tmp_path_factory.mktemp("crowd")
    at_once = load(folder / "a.duckdb", folder / "a", [records])
    random.Random(seed).shuffle(records)
    assert load(folder / "b.duckdb", folder / "b", [records[:cut], records[cut:]]) == at_once


def test_the_first_of_a_crowd_may_be_forgotten_or_come_last(tmp_path: Path) -> None:
    """An earlier copy that comes later takes the first place; when it is revised, the next one has it again."""
    warehouse, records = tmp_path / "w.duckdb", copies(20) + edited(2 * HUBS)
    before = load(warehouse, tmp_path / "a", [records])
    early = article("situs-dini.id/berita/0", "Banjir Sukamaju", FLOOD + MORE, "2025-05-30 05:00")
    after = load(warehouse, tmp_path / "b", [[early]])
    assert after == load(tmp_path / "all.duckdb", tmp_path / "c", [[*records, early]])
    assert {row[5] for row in after["fact_duplicate"]} != {row[5] for row in before["fact_duplicate"]}
    other = early | {"isi": PRICES.format(a=1_111, b=2_222, c=3_333, d=4_444), "tanggal": "2025-05-30 09:00"}
    assert load(warehouse, tmp_path / "d", [[other]])["fact_duplicate"] == before["fact_duplicate"]


@given(
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 40)), max_size=120),
    st.sets(st.integers(0, 40), max_size=8),
)
@settings(deadline=None)
def test_who_is_paired(stands: list[tuple[int, int]], new: set[int]) -> None:
    buckets = np.array([b for b, _ in stands], np.uint64)
    rows = np.array([r for _, r in stands], np.int64)
    holders: dict[int, list[int]] = {}
    for bucket, row in set(stands):
        holders.setdefault(bucket, []).append(row)
    expected = {
        (hub, row) for members in holders.values() for hub in sorted(members)[:HUBS] for row in members if hub < row
    }
    one, other = places_of(paired(buckets, rows))
    assert list(zip(one.tolist(), other.tolist(), strict=True)) == sorted(expected)

    met = shared(buckets, rows, np.array(sorted(new), np.int64), np.zeros(0, np.uint64)).unique()
    wanted = {(b, r) for b, m in holders.items() if len(m) > 1 and new & set(m) for r in m}
    doubled = {(b, r) for b, r in stands if stands.count((b, r)) > 1 and r in new}
    assert set(met.select(pl.col("bucket").cast(pl.Int64), "row").rows()) - doubled == (wanted - doubled)


@given(st.lists(HASHES, max_size=20), st.lists(HASHES, max_size=20))
def test_a_screen_lets_through_whatever_may_meet(new: list[list[int]], others: list[list[int]]) -> None:
    own, rest = (pl.Series(bands, dtype=pl.List(pl.UInt32)) for bands in (new, others))
    screen = Screen.of(own)
    buckets, rows = band_buckets(own, 0, screen)
    every = [(band << 32 | value, row) for row, bands in enumerate(new) for band, value in enumerate(bands)]
    assert sorted(zip(buckets.tolist(), rows.tolist(), strict=True)) == sorted(every)
    met = set(zip(*(found.tolist() for found in band_buckets(rest, 0, screen)), strict=True))
    known = {value for bands in new for value in bands}
    assert met >= {
        (band << 32 | value, row)
        for row, bands in enumerate(others)
        for band, value in enumerate(bands)
        if value in known
    }


def test_pairs_of_one_family_stand_together() -> None:
    one, other = np.array([0, 1, 0, 5, 2]), np.array([4, 3, 6, 6, 3])
    order = by_family(one, other, 7)
    assert list(zip(one[order].tolist(), other[order].tolist(), strict=True)) == [
        (0, 4),
        (0, 6),
        (5, 6),
        (1, 3),
        (2, 3),
    ]
    assert by_family(one[:0], other[:0], 0).size == 0
