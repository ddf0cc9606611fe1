"""The checks: silent on a sound warehouse, each of them loud on the fault that it is for."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest

import transforms.schemas as schemas
from flows.checks import (
    all_checks,
    check_published,
    check_texts,
    explain_failures,
    failed,
    fits_one_part,
    run_checks,
)
from flows.link import link_batch
from flows.sqlfiles import read_sql
from flows.warehouse import Warehouse, now_utc
from tests.shards import Given, fill, load, text_of

RECORDS = [
    Given(
        text_of("Pasukan tiba", "TokohA berkata 300 tentara tiba di KotaX hari ini", "Ada 12 perwira lain"),
        "https://a.id/1",
        "2025-06-01T10:00",
    ),
    Given(text_of("Pasukan pergi", "TokohA berkata 200 tentara pergi hari ini"), "https://a.id/1", "2025-06-01T12:00"),
    Given(text_of("Banjir", "Ada 7 rumah rusak di KotaY"), "https://b.id/2", None),
]
MANY = [Given(text_of("Banjir", f"Ada {n} rumah rusak"), f"https://c.id/{n}", "2025-06-01T10:00") for n in range(40)]

EARLIER = (
    "update fact_article set batch_id = 0 where article_id in "
    "(select article_id from fact_article where url like 'https://c.id/%' order by article_id limit 20); "
)
"""Half of the many articles as if an earlier batch had loaded them."""

FAULTS = {
    "drift_removed": EARLIER + "update fact_article set body_chars = 0 where batch_id = 0",
    "drift_silent_rules": EARLIER
    + "delete from fact_removed_span where article_id in (select article_id from fact_article where batch_id = 1)",
    "drift_new_tails": "update fact_article set body = body || chr(10) || 'Ikuti kanal kami'",
    "records_accounted": "update etl_source_file_batch set records_in = records_in + 1",
    "records_accounted_by_batch": "update etl_batch set records_rejected = 5 where batch_id = 1",
    "text_rebuilt": "update fact_article set body = replace(body, 'rumah', 'gedung')",
    "span_surfaces": "update fact_removed_span set start_char = start_char + 1",
    "mention_surfaces": "update fact_quantity set end_char = end_char - 1",
    "unique_keys": "insert into fact_quantity select * from fact_quantity limit 1",
    "unique_articles": "insert into fact_article select * from fact_article limit 1",
    "unique_dimensions": "insert into dim_rule select * from dim_rule limit 1",
    "rules_known": "delete from dim_rule where rule_id = 't:number'",
    "entities_known": "update dim_entity set entity_type = 'ORG' where name = 'KotaY'",
    "references_resolve": "delete from fact_quantity where surface = '200 tentara'",
    "rejects_have_files": "insert into etl_rejected_record values "
    "(1, 'none', 0, 'line 1', 'read', 'x', null, null, 1, null)",
    "facts_have_articles": "update fact_quantity set batch_id = 7 where surface = '7 rumah'",
    "current_version": "update raw_article set published_at = '2030-01-01 00:00:00+07' where revision = 1",
    "values_in_range": "update fact_quantity set low = high + 1",
    "values_known": "update fact_statement set stance = 'guess'",
    "every_column_commented": "comment on column fact_article.title is null",
    "share_rejected": "update etl_source_file_batch set records_in = 43, records_rejected = 3, records_loaded = 40",
    "share_other_languages": "update fact_article set language = 'en'",
    "share_undated": "update fact_article set published_on = null, published_at = null, published_basis = null",
    "share_empty_body": "update fact_article set body = ''",
    "duplicates_sound": "delete from fact_duplicate where article_id = first_article_id",
    "links_sound": "update fact_related_link set match_score = 0.5",
    "signatures_current": "delete from article_signature",
    "freshness": "update etl_batch set flow = 'nightly', started_at = '2025-06-04 17:00:00+00'",
    "volume": "update etl_batch set flow = 'nightly'; insert into etl_batch by name select e.* replace "
    "(-n as batch_id, 1000 as records_in, 1000 as records_loaded) from etl_batch as e, "
    "(select range as n from range(1, 6))",
    "share_without_keys": "update fact_article set url = null",
    "outlets_known": "update dim_outlet set basis = 'learned'",
}
"""Check → what breaks its rule."""

MORE_FAULTS = [
    ("text_rebuilt", "update fact_removed_span set end_char = end_char + 4"),
    ("text_rebuilt", "insert into fact_removed_span select * replace (5 as end_char) from fact_removed_span"),
    ("text_rebuilt", "delete from fact_removed_span"),
    ("text_rebuilt", "update fact_article set body = body || ' x'"),
    ("span_surfaces", "update fact_sentence set surface = surface || '.'"),
    ("span_surfaces", "update fact_statement set end_char = 99999"),
    ("span_surfaces", "update fact_statement set start_char = end_char"),
    ("span_surfaces", "update fact_sentence set start_char = -3"),
    ("mention_surfaces", "update fact_entity_mention set sentence_no = 99"),
    ("mention_surfaces", "update fact_date_mention set surface = 'kemarin'"),
    ("unique_articles", "insert into article_source select * from article_source limit 1"),
    ("unique_articles", "insert into raw_article select * replace ('x' as content_hash) from raw_article limit 1"),
    ("unique_dimensions", "insert into warehouse_version select * from warehouse_version"),
    ("entities_known", "delete from dim_entity where name = 'KotaY'"),
    ("entities_known", "update fact_statement_quantity set place_entity_id = 'city:0'"),
    ("references_resolve", "update fact_article set outlet_id = 'nowhere.id'"),
    ("references_resolve", "update fact_article set revision = 9"),
    ("references_resolve", "delete from raw_article"),
    ("references_resolve", "delete from etl_source_file"),
    ("references_resolve", "update fact_related_link set linked_article_id = 'x'"),
    ("facts_have_articles", "delete from fact_article"),
    ("current_version", "update fact_article set content_hash = 'x'"),
    ("values_in_range", "update fact_date_mention set ends_on = starts_on - 1"),
    ("values_in_range", "update fact_date_mention set ends_on = null"),
    ("values_in_range", "update fact_quantity set low = null, high = null"),
    ("values_in_range", "update fact_article set published_on = published_latest_on + 1"),
    ("values_in_range", "update fact_article set body_chars = 1"),
    ("values_in_range", "update fact_entity_mention set confidence = 1.5"),
    ("values_in_range", "update fact_quantity set low = 'nan'::double"),
    ("values_known", "update fact_removed_span set kind = 'noise'"),
    ("values_known", "update etl_batch set status = 'fine'"),
    ("every_column_commented", "create table extra (x int)"),
]

WITH_LINK = (
    "insert into fact_related_link select 1, article_id, start_char, end_char, surface, 'x', null, null, null, null, "
    "rule_id, batch_id from fact_removed_span limit 1"
)

WITH_DUPLICATE = (
    "insert into fact_duplicate by name with member as (select article_id, batch_id, min(article_id) over () as first "
    "from fact_article where url like 'https://c.id/%' order by article_id limit 2) select fact_key(article_id) as "
    "duplicate_id, article_id, 'cluster:' || first as cluster_id, 'exact' as relation, 1.0 as similarity, "
    "first as first_article_id, rule_id, batch_id from member, (select min(rule_id) as rule_id from dim_rule)"
)


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("checks") / "w.duckdb"
    with Warehouse.writing(path) as warehouse:
        batch_id = warehouse.start_batch("ingest", rules_version="r1")
        fill(warehouse, batch_id, RECORDS, MANY)
        warehouse.con.execute("update dim_outlet set basis = 'reference'")
        warehouse.con.execute(WITH_LINK)
        link_batch(warehouse, batch_id)
        warehouse.con.execute(WITH_DUPLICATE)
        warehouse.finish_batch(batch_id)
        warehouse.publish()
    return path


@pytest.fixture
def con(sound: Path, tmp_path: Path) -> duckdb.DuckDBPyConnection:
    copy = tmp_path / "w.duckdb"
    copy.write_bytes(sound.read_bytes())
    return duckdb.connect(str(copy))


@pytest.mark.parametrize("batch_id", [1, None])
def test_a_sound_warehouse_passes(con: duckdb.DuckDBPyConnection, batch_id: int | None) -> None:
    results = run_checks(con, batch_id, checked_at=now_utc())
    assert explain_failures(results) == ""
    expected = {c.name for c in all_checks() if batch_id is None or c.scope != "whole"}
    assert set(results["check_name"]) == expected
    recorded = con.execute("select check_name from etl_check_result where batch_id is not distinct from ?", [batch_id])
    assert {name for (name,) in recorded.fetchall()} == expected


def test_every_check_has_a_fault() -> None:
    assert {check.name for check in all_checks()} == set(FAULTS)


@pytest.mark.parametrize(("check", "fault"), [*FAULTS.items(), *MORE_FAULTS])
def test_each_check_finds_its_fault(
    con: duckdb.DuckDBPyConnection, check: str, fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    con.execute(fault)
    (described,) = (c for c in all_checks() if c.name == check)
    for batch_id in (None,) if described.scope == "whole" else (1, None):
        results = run_checks(con, batch_id, checked_at=now_utc(), record=False)
        if batch_id == 1 and described.scope in ("article", "text", "key"):
            with monkeypatch.context() as patched:
                patched.setattr("flows.checks.PART_ARTICLES", 5)
                in_parts = run_checks(con, batch_id, checked_at=now_utc(), record=False)
            assert {row["check_name"] for row in failed(in_parts)} == {row["check_name"] for row in failed(results)}
        assert check in {row["check_name"] for row in failed(results, described.severity)}
        assert described.rule in explain_failures(results)
        assert all(row["sample"] for row in failed(results, described.severity))


def test_texts_that_were_checked_beforehand_are_not_checked_again(con: duckdb.DuckDBPyConnection) -> None:
    con.execute("update fact_sentence set surface = surface || '!'")
    whole = run_checks(con, 1, checked_at=now_utc(), record=False)
    before = check_texts(con, 1)
    con.execute("update fact_sentence set surface = ''")  # would break more of them
    after = run_checks(con, 1, checked_at=now_utc(), record=False, of_texts=before)
    assert after.drop("wall_seconds").equals(whole.drop("wall_seconds"))
    assert {row["check_name"] for row in failed(after)} == {"span_surfaces"}


def test_a_batch_of_more_than_one_part_is_known(
    con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert fits_one_part(con, 1)
    monkeypatch.setattr("flows.checks.PART_ARTICLES", 5)
    assert not fits_one_part(con, 1)


def test_large_batches_are_checked_in_parts(con: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch) -> None:
    con.execute("update fact_quantity set low = high + 1")
    con.execute("insert into fact_sentence select * from fact_sentence order by sentence_id limit 7")
    whole = run_checks(con, 1, checked_at=now_utc(), record=False)
    monkeypatch.setattr("flows.checks.PART_ARTICLES", 5)
    parts = run_checks(con, 1, checked_at=now_utc(), record=False)
    assert whole.drop("sample", "wall_seconds").equals(parts.drop("sample", "wall_seconds"))
    failing = dict(whole.select("check_name", "failing_rows").rows())
    assert failing["values_in_range"] == 42
    assert failing["unique_keys"] == 7


def test_a_batch_check_looks_at_that_batch_alone(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, RECORDS[:1], uri="1")
    load(path, RECORDS[2:], uri="2")
    with duckdb.connect(str(path)) as con:
        con.execute("update fact_quantity set low = high + 1 where batch_id = 1")
        assert not failed(run_checks(con, 2, checked_at=now_utc(), record=False))
        assert failed(run_checks(con, 1, checked_at=now_utc(), record=False))
    assert not failed(check_published(path))
    assert failed(check_published(path, everything=True))


def test_checking_leaves_nothing_behind(con: duckdb.DuckDBPyConnection) -> None:
    run_checks(con, None, checked_at=now_utc(), record=False)
    assert con.execute("select count(*) from duckdb_views() where temporary and not internal").fetchone() == (0,)


def test_an_empty_warehouse_passes(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [])
    assert not failed(check_published(path, everything=True))


@pytest.mark.parametrize(
    ("table", "column", "values"),
    [
        ("fact_removed_span", "kind", schemas.REMOVED_KINDS),
        ("fact_quantity", "precision", schemas.PRECISIONS),
        ("fact_quantity", "kind", schemas.QUANTITY_KINDS),
        ("fact_date_mention", "granularity", schemas.GRANULARITIES),
        ("fact_date_mention", "anchor", schemas.ANCHORS),
        ("fact_entity_mention", "entity_type", schemas.ENTITY_TYPES),
        ("fact_statement", "stance", schemas.STANCES),
        ("fact_statement", "form", schemas.STATEMENT_FORMS),
        ("fact_article", "published_basis", schemas.PUBLISHED_BASES),
    ],
)
def test_enumerations_are_those_of_the_stages(table: str, column: str, values: tuple[str, ...]) -> None:
    found = re.search(
        rf"'{column}',?(?: as column_name,)?\s+'{table}'(?: as table_name)?,?\s+\[([^\]]*)\]",
        read_sql("checks/values_known"),
    )
    assert found, (table, column)
    assert tuple(re.findall(r"'(\w+)'", found[1])) == values


@pytest.mark.parametrize(
    ("began", "is_stale"),
    [
        ("2025-06-04 16:59:59+00", False),  # still the 4th in Jakarta, three days after the newest article
        ("2025-06-04 17:00:00+00", True),  # midnight there
        ("2025-06-01 03:00:00+00", False),
    ],
)
def test_freshness_counts_days_in_jakarta(tmp_path: Path, began: str, is_stale: bool) -> None:
    path = tmp_path / "w.duckdb"
    load(path, MANY[:3], flow="nightly")
    with Warehouse.writing(path) as warehouse:
        warehouse.con.execute(f"update etl_batch set started_at = '{began}'")
        results = run_checks(warehouse.con, 1, checked_at=now_utc(), record=False)
    assert ("freshness" in [row["check_name"] for row in failed(results, "warn")]) is is_stale


def test_every_error_says_what_to_run() -> None:
    assert all(check.remedy for check in all_checks())
    assert all(
        "saring" in c.remedy or "run" in c.remedy or "seeds/" in c.remedy or "sql/" in c.remedy for c in all_checks()
    )
