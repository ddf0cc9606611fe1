"""Export: any table or view to a file, with what its columns mean beside it."""

from __future__ import annotations

import csv
import hashlib
import json
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from flows.describe import describe_schema
from flows.errors import UsageError
from flows.export import export
from flows.warehouse import connect_readonly
from tests.test_cli import saring

ARTICLES = 5


def package_of(path: Path) -> dict[str, Any]:
    return json.loads(path.with_name(f"{path.name}.datapackage.json").read_text("utf-8"))


def stored(warehouse: Path, query: str) -> list[tuple[Any, ...]]:
    with connect_readonly(warehouse) as con:
        return con.execute(query).fetchall()


@pytest.mark.parametrize("form", ["parquet", "csv", "json", "jsonl"])
def test_the_description_names_each_column_with_its_meaning_and_the_file(
    example_warehouse: Path, tmp_path: Path, form: str
) -> None:
    out = tmp_path / f"klaim.{form}"
    written = export(example_warehouse, "quantity_claim", out)
    assert written.rows == stored(example_warehouse, "select count(*) from quantity_claim")[0][0] > 0
    resource = package_of(out)["resources"][0]
    (described,) = describe_schema("quantity_claim")
    assert [field["name"] for field in resource["schema"]["fields"]] == [c["column"] for c in described["columns"]]
    assert all(field["description"] for field in resource["schema"]["fields"])
    assert (resource["path"], resource["format"], resource["rows"]) == (out.name, form, written.rows)
    assert resource["bytes"] == out.stat().st_size
    assert resource["hash"] == "sha256:" + hashlib.sha256(out.read_bytes()).hexdigest()


@pytest.mark.parametrize("form", ["parquet", "csv", "json", "jsonl"])
def test_every_type_of_column_can_be_exported(example_warehouse: Path, tmp_path: Path, form: str) -> None:
    seen: set[str] = set()
    for described in describe_schema(path=example_warehouse):
        types = {column["type"] for column in described["columns"]}
        if described["kind"] == "macro" or types <= seen:
            continue
        seen |= types
        out = tmp_path / f"{described['table']}.{form}"
        export(example_warehouse, described["table"], out)
        fields = package_of(out)["resources"][0]["schema"]["fields"]
        assert all(field["type"] for field in fields)
    assert len(seen) > 8


def test_csv_holds_lists_stamps_and_nulls(example_warehouse: Path, tmp_path: Path) -> None:
    export(example_warehouse, "fact_article", tmp_path / "artikel.csv", where="record_id = 'a-1'")
    with (tmp_path / "artikel.csv").open(encoding="utf-8", newline="") as file:
        (row,) = csv.DictReader(file)
    ((authors, stamp, text),) = stored(
        example_warehouse, "select authors, published_at, text from fact_article where record_id = 'a-1'"
    )
    assert json.loads(row["authors"]) == authors
    assert row["published_at"] == stamp.isoformat(timespec="seconds")
    assert row["published_at"].endswith("+07:00")
    assert row["text"] == text
    assert row["learned_version"] == ""


def test_parquet_carries_meanings_and_types(example_warehouse: Path, tmp_path: Path) -> None:
    export(example_warehouse, "fact_article", tmp_path / "artikel.parquet")
    table = pq.read_table(tmp_path / "artikel.parquet")
    assert table.schema.field("published_on").metadata[b"description"].startswith(b"Day of publication")
    assert table.schema.metadata[b"description"] == b"The current version of one article."
    rows = stored(example_warehouse, "select article_id, authors, published_on from fact_article")
    found = table.select(["article_id", "authors", "published_on"]).to_pylist()
    assert [tuple(row.values()) for row in found] == rows


def test_json_is_an_array_and_jsonl_a_line_each_with_keys_as_text(example_warehouse: Path, tmp_path: Path) -> None:
    export(example_warehouse, "fact_quantity", tmp_path / "angka.json")
    export(example_warehouse, "fact_quantity", tmp_path / "angka.jsonl")
    rows = json.loads((tmp_path / "angka.json").read_text("utf-8"))
    assert rows == [json.loads(line) for line in (tmp_path / "angka.jsonl").read_text("utf-8").splitlines()]
    assert [row["quantity_id"] for row in rows] == [
        str(key) for (key,) in stored(example_warehouse, "select quantity_id from fact_quantity")
    ]
    fields = {f["name"]: f["type"] for f in package_of(tmp_path / "angka.json")["resources"][0]["schema"]["fields"]}
    assert (fields["quantity_id"], fields["low"], fields["start_char"]) == ("string", "number", "integer")


def test_no_rows_are_a_file_all_the_same(example_warehouse: Path, tmp_path: Path) -> None:
    for form in ("csv", "json", "jsonl", "parquet"):
        assert export(example_warehouse, "denial", tmp_path / f"x.{form}", where="false").rows == 0
    assert (tmp_path / "x.csv").read_text("utf-8").startswith("statement_id,said_on,")
    assert json.loads((tmp_path / "x.json").read_text("utf-8")) == []
    assert pq.read_table(tmp_path / "x.parquet").num_rows == 0


def test_days_are_those_of_the_row_or_of_its_article(example_warehouse: Path, tmp_path: Path) -> None:
    ((first, undated),) = stored(
        example_warehouse, "select min(published_on), count(*) filter (where published_on is null) from fact_article"
    )
    out = tmp_path / "x.csv"
    written = export(example_warehouse, "fact_article", out, since=first, until=first)
    assert written.day_column == "published_on"
    assert written.rows_without_day == undated
    same_day = stored(example_warehouse, f"select count(*) from fact_article where published_on = '{first}'")
    assert [(written.rows,)] == same_day
    of_article = export(example_warehouse, "fact_quantity", out, since=first, until=first)
    assert [(of_article.rows,)] == stored(
        example_warehouse,
        f"select count(*) from fact_quantity join fact_article using (article_id) where published_on = '{first}'",
    )
    assert of_article.day_column == "published_on of the article"
    assert export(example_warehouse, "etl_batch", out, until=date(1990, 1, 1)).rows == 0
    with pytest.raises(UsageError, match="no day"):
        export(example_warehouse, "dim_rule", out, since=first)


@pytest.mark.parametrize(
    "where",
    [
        "lo > 3",
        "1=1) union all (select 1",
        "true; drop table fact_article",
        "low > (select count(*) from read_csv('/etc/passwd'))",
        "surface::date > '2024-01-01'",
    ],
)
def test_a_bad_condition_is_refused_and_leaves_the_old_file(
    example_warehouse: Path, tmp_path: Path, where: str
) -> None:
    out = tmp_path / "angka.csv"
    out.write_text("old", "utf-8")
    with pytest.raises(UsageError, match="no condition"):
        export(example_warehouse, "fact_quantity", out, where=where)
    assert [path.name for path in tmp_path.iterdir()] == ["angka.csv"]
    assert out.read_text("utf-8") == "old"


def test_the_command_says_what_it_wrote_and_what_is_wrong(example_warehouse: Path, tmp_path: Path) -> None:
    out = tmp_path / "artikel.csv"
    done = saring("export", "fact_article", "-o", out, "--since", "2000-01-01", "-w", example_warehouse)
    assert done.returncode == 0, done.stderr
    assert "rows, " in done.stdout
    assert "artikel.csv.datapackage.json" in done.stdout
    wrong = {
        "did you mean fact_article": ("fact_artikel", "-o", out),
        "one of parquet, csv, json, jsonl": ("fact_article", "-o", tmp_path / "a.xlsx"),
        "there is no folder": ("fact_article", "-o", tmp_path / "mana" / "a.csv"),
    }
    for message, arguments in wrong.items():
        failed = saring("export", *arguments, "-w", example_warehouse)
        assert (failed.returncode, message in failed.stderr) == (2, True), failed.stderr
