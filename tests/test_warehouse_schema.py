"""The schema: complete, commented, created once, brought up to date from its first version."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from flows import steps
from flows.connection import connect
from flows.describe import describe_schema, status
from flows.migrate import SCHEMA_VERSION, SchemaError, prepare_schema
from flows.sqlfiles import read_sql, sql_names
from flows.warehouse import Warehouse, WarehouseError, connect_readonly, now_utc
from tests.conftest import EXAMPLES
from tests.shards import Given, load, text_of

FIRST_SCHEMA = Path(__file__).parent / "corpus" / "schema_1.sql"
CONTRACT = {
    "fact_article": "record_id outlet_id url title standfirst authors tags place published_at published_on "
    "published_basis published_earliest_on published_latest_on language language_confidence text body "
    "text_chars body_chars word_count sentence_count revision rules_version learned_version",
    "fact_removed_span": "removed_span_id start_char end_char surface kind",
    "fact_related_link": "start_char end_char surface linked_title linked_url linked_article_id match_score",
    "fact_sentence": "sentence_no paragraph_no start_char end_char surface",
    "fact_quantity": "quantity_id sentence_no start_char end_char surface low high precision kind unit "
    "si_value_low si_value_high si_unit",
    "fact_date_mention": "sentence_no start_char end_char surface starts_on ends_on granularity anchor weekday_agrees",
    "fact_entity_mention": "sentence_no start_char end_char surface entity_type entity_id role confidence",
    "fact_statement": "statement_id sentence_no start_char end_char surface content speaker speaker_surface "
    "speaker_entity_id speaker_role cue stance form relay stated_on confidence",
    "fact_statement_quantity": "statement_id quantity_id concept subject_entity_id place_entity_id",
    "fact_duplicate": "cluster_id relation similarity first_article_id",
    "dim_outlet": "domain name owner_group",
    "dim_entity": "entity_id entity_type name name_en country_code external_ids basis merged_into",
    "dim_entity_alias": "alias entity_id basis evidence_article_id",
    "dim_rule": "rule_id stage kind scope description version",
    "dim_date": "date_on",
    "raw_article": "article_id revision raw metadata content_hash first_batch_id",
    "article_source": "article_id revision source_file_id position record_id",
    "etl_source_file": "uri sha256 bytes records dump_name status",
    "etl_batch": "flow started_at finished_at status records_in records_loaded records_unchanged records_rejected",
    "etl_rejected_record": "source_file_id position stage reason detail original",
    "etl_check_result": "batch_id check_name severity failing_rows sample",
    "fact_change": "article_id table_name before after reason",
    "warehouse_version": "schema_version product_version least_duckdb_version",
}
"""Names that queries of others rely on; they may be added to, never renamed."""


def columns_of(con: duckdb.DuckDBPyConnection) -> set[tuple[str, ...]]:
    return set(
        con.execute(
            "select table_name, column_name, data_type, is_nullable::varchar, comment from duckdb_columns() "
            "where not internal and database_name = current_database()"
        ).fetchall()
    )


@pytest.mark.parametrize("table", CONTRACT)
def test_public_columns_exist(table: str) -> None:
    columns = {column["column"] for column in describe_schema(table)[0]["columns"]}
    common = {"article_id", "rule_id", "batch_id"} if table.startswith("fact_") and table != "fact_change" else set()
    assert set(CONTRACT[table].split()) | common <= columns


def test_every_table_view_and_column_is_commented() -> None:
    for table in describe_schema():
        assert table["comment"], table["table"]
        for column in table["columns"]:
            assert column["comment"], (table["table"], column["column"])


def test_unknown_table_is_named_with_those_there_are() -> None:
    with pytest.raises(KeyError, match=r"nothing called 'fact_nothing'.*fact_article"):
        describe_schema("fact_nothing")


def test_schema_is_created_once_and_stays() -> None:
    with connect(":memory:") as con:
        prepare_schema(con, now_utc())
        before = columns_of(con)
        prepare_schema(con, now_utc())
        assert columns_of(con) == before
        assert con.execute("select count(*) from dim_date").fetchone() == (73049,)
        assert con.execute("select count(*) from warehouse_version").fetchone() == (1,)


def test_calendar() -> None:
    with connect(":memory:") as con:
        prepare_schema(con, now_utc())
        row = con.execute(
            "select weekday_name, month_name, iso_week, quarter, is_weekend from dim_date where date_on = '2024-12-29'"
        ).fetchone()
        assert row == ("Minggu", "Desember", 52, 4, True)


def first_schema_file(path: Path) -> None:
    with duckdb.connect(str(path)) as con:
        con.execute(FIRST_SCHEMA.read_text(encoding="utf-8"))
        con.execute(
            "insert into raw_article by name select 'a1' as article_id, 'h1' as content_hash, 1 as revision, "
            "'Isi lama.' as raw, 1 as first_batch_id"
        )


def test_a_load_brings_an_older_file_up_to_date(tmp_path: Path) -> None:
    """As the message of the refusal says."""
    path = tmp_path / "old.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute(FIRST_SCHEMA.read_text(encoding="utf-8"))
    assert steps.ingest([EXAMPLES], path).loaded == 5
    assert status(path)["schema_version"] == SCHEMA_VERSION


def test_first_schema_is_migrated_on_writing(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    first_schema_file(path)
    with pytest.raises(SchemaError, match="has schema 1"):
        connect_readonly(path)
    with Warehouse.writing(path) as warehouse:
        warehouse.publish()
    with connect_readonly(path) as migrated, connect(":memory:") as fresh:
        prepare_schema(fresh, now_utc())
        assert columns_of(migrated) == columns_of(fresh)
        assert migrated.execute("select raw, extracted from raw_article").fetchall() == [("Isi lama.", None)]
        assert migrated.execute("select schema_version from warehouse_version").fetchall() == [(SCHEMA_VERSION,)]


def test_each_migration_leads_from_one_version_to_the_next() -> None:
    """A file keeps the version that it has, not the migrations that it saw: one a version, none left out."""
    names = [name.rsplit("/", 1)[1] for name in sql_names("schema/migrations")]
    assert [int(name[:3]) for name in names] == list(range(2, SCHEMA_VERSION + 1))
    for version, name in enumerate(names, start=2):
        assert read_sql(f"schema/migrations/{name}").startswith(f"-- From schema {version - 1} to {version}: ")


def test_a_migration_may_meet_what_it_makes(tmp_path: Path) -> None:
    """So that one that is amended does no harm to a file that has been through it."""
    path = tmp_path / "old.duckdb"
    first_schema_file(path)
    with duckdb.connect(str(path)) as con:
        for _ in range(2):
            for name in sql_names("schema/migrations"):
                con.execute(read_sql(name))


def test_migrated_file_can_be_loaded_into(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    first_schema_file(path)
    load(path, [Given(text_of("Banjir", "Ada 3 rumah rusak"), "https://a.id/1")])
    assert status(path)["rows"]["fact_quantity"] == 1


def test_interrupted_migration_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "old.duckdb"
    first_schema_file(path)
    before = path.read_bytes()
    with pytest.raises(KeyboardInterrupt), Warehouse.writing(path):
        raise KeyboardInterrupt
    assert path.read_bytes() == before


def test_newer_schema_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "new.duckdb"
    with Warehouse.writing(path) as warehouse:
        warehouse.con.execute("update warehouse_version set schema_version = 99")
        warehouse.publish()
    with pytest.raises(SchemaError, match="schema 99, written by a newer Saring"):
        connect_readonly(path)
    with pytest.raises(SchemaError, match="newer Saring"), Warehouse.writing(path):
        pass


def test_foreign_database_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "other.duckdb"
    with duckdb.connect(str(path)) as con:
        con.execute("create table sales (amount int)")
    with pytest.raises(SchemaError, match="not a warehouse"):
        connect_readonly(path)
    with pytest.raises(SchemaError, match="not a warehouse"), Warehouse.writing(path):
        pass
    with duckdb.connect(str(path), read_only=True) as con:
        assert con.execute("select table_name from duckdb_tables()").fetchall() == [("sales",)]


def test_no_or_damaged_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse at"):
        connect_readonly(tmp_path / "none.duckdb")
    damaged = tmp_path / "damaged.duckdb"
    damaged.write_bytes(b"no database at all" * 1000)
    with pytest.raises(WarehouseError, match="cannot be opened"):
        connect_readonly(damaged)
    with pytest.raises(WarehouseError, match="damaged"), Warehouse.writing(damaged):
        pass
    assert damaged.read_bytes() == b"no database at all" * 1000


def test_views_work_under_another_file_name(tmp_path: Path) -> None:
    path = tmp_path / "first.duckdb"
    load(path, [Given(text_of("Banjir", "Ada 3 rumah rusak"), "https://a.id/1")])
    moved = path.rename(tmp_path / "second.duckdb")
    with connect_readonly(moved) as con:
        for (view,) in con.execute("select view_name from duckdb_views() where not internal").fetchall():
            con.execute(f"select * from {view} limit 1").fetchall()


def test_no_query_draws_a_bar_on_standard_output(tmp_path: Path) -> None:
    """DuckDB's Python package does where a query takes two seconds: into what ``--json`` prints, for one."""
    drawn = "select current_setting('enable_progress_bar')"
    with Warehouse.writing(tmp_path / "w.duckdb") as warehouse, warehouse.con.cursor() as cursor:
        batch_id = warehouse.start_batch("ingest", rules_version="f00d")
        warehouse.finish_batch(batch_id)
        assert warehouse.con.execute(drawn).fetchall() == cursor.execute(drawn).fetchall() == [(False,)]
        warehouse.publish()
    with connect_readonly(tmp_path / "w.duckdb") as con:
        assert con.execute(drawn).fetchall() == [(False,)]
