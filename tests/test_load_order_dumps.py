"""The real dumps in other orders, in one file or many: the same facts and clusters; on a sample of each dump.

``python -m tests.soak.orders`` shows it for all of them.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

import polars as pl
import pytest

from flows import steps
from flows.readers import discover, read_shards
from flows.warehouse import connect_readonly

SAMPLE = 40
"""Records of each dump."""
COPIES = 5
"""The longest of them that another outlet prints too."""
FIELDS = {"url": "url", "title": "judul", "published_raw": "tanggal", "tags_raw": "tags"}


@pytest.fixture(scope="module")
def records(shared: Path) -> list[dict[str, str]]:
    return dump_records(shared, SAMPLE)


def dump_records(shared: Path, sample: int | None = None) -> list[dict[str, str]]:
    """The records of all dumps, or so many of each, and some of them once more as copies of another outlet."""
    found: list[dict[str, str]] = []
    for source in discover([shared / "data" / "dumps"]):
        rows = pl.concat([shard.records for shard in read_shards(source)]).sort("raw")
        for row in rows.head(sample or rows.height).with_columns(text=pl.coalesce("extracted", "raw")).to_dicts():
            record = {name: row[column] for column, name in FIELDS.items() if isinstance(row[column], str)}
            found.append(record | {"isi": row["text"]})
    long = sorted(found, key=lambda record: len(record["isi"]))[-COPIES:]
    return found + [r | {"url": f"https://salinan.id/{n}", "judul": f"Salinan {n}"} for n, r in enumerate(long)]


def facts(warehouse: Path) -> dict[str, list[str]]:
    with connect_readonly(warehouse) as con:
        tables = con.execute(
            "select table_name from duckdb_tables() where (table_name like 'fact_%' and table_name <> 'fact_change') "
            "or table_name in ('duplicate_pair', 'article_signature') order by 1"
        ).fetchall()
        return {
            table: sorted(map(repr, con.execute(f"select * exclude (batch_id) from {table}").fetchall()))
            for (table,) in tables
        }


def load(folder: Path, files: list[list[dict[str, str]]], *, at_once: bool) -> dict[str, list[str]]:
    paths = []
    for number, records in enumerate(files):
        paths.append(folder / f"{number}.jsonl")
        lines = (json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        paths[-1].write_text("".join(lines), encoding="utf-8")
    for part in [paths] if at_once else [[path] for path in paths]:
        steps.ingest(part, folder / "w.duckdb")
    return facts(folder / "w.duckdb")


def cut(records: list[dict[str, str]], files: int, pick: random.Random) -> list[list[dict[str, str]]]:
    """The records in a random order, in so many files."""
    order = records.copy()
    pick.shuffle(order)
    size = len(order) // files + 1
    return [order[first : first + size] for first in range(0, len(order), size)]


def differing(found: dict[str, list[str]], expected: dict[str, list[str]]) -> dict[str, list[str]]:
    """Rows of each table that only one side has."""
    rows = {name: sorted(set(found[name]) ^ set(expected[name])) for name in expected}
    unequal = {name: rows[name] for name in expected if found[name] != expected[name]}
    return unequal | {name: found[name] for name in found.keys() - expected.keys()}


def test_three_orders_and_one_file_or_many_give_the_same(
    records: list[dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    pick = random.Random(11)
    expected = load(tmp_path_factory.mktemp("one"), [records], at_once=True)
    assert expected["fact_statement"]
    assert expected["fact_duplicate"]
    for number in range(2):
        files = cut(records, 4, pick)
        again = load(tmp_path_factory.mktemp(f"many-{number}"), files, at_once=bool(number))
        assert differing(again, expected) == {}
