"""SQL from a user: answers, clear errors, and no way out."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows.sandbox import Limits, QueryError, run_sql
from flows.warehouse import Warehouse, WarehouseError
from tests.shards import Given, load, text_of

NOT_READING = [
    "copy fact_article to '{folder}/out.csv'",
    "copy (select 1) to '/dev/stdout'",
    "export database '{folder}/out'",
    "attach '{folder}/secret.duckdb'",
    "attach ':memory:' as m",
    "detach w",
    "install httpfs",
    "load httpfs",
    "load '{folder}/x.duckdb_extension'",
    "set enable_external_access = true",
    "set lock_configuration = false",
    "set memory_limit = '100GB'",
    "reset lock_configuration",
    "pragma enable_profiling",
    "pragma enable_logging",
    "call enable_logging(storage = 'file', storage_path = '{folder}/out')",
    "call enable_logging(storage = 'stdout')",
    "create table x (a int)",
    "create temp table x (a int)",
    "create secret s (type s3)",
    "insert into fact_article select * from fact_article",
    "with x as (select 1) delete from fact_article",
    "drop table fact_article",
    "vacuum",
    "checkpoint",
    "prepare q as select 1",
    "begin transaction",
    "use memory",
    "select 1; select 2",
    "select 1; copy (select 1) to '{folder}/out.csv'",
    "",
    "-- nothing",
]
NO_FILES = [
    "select * from read_csv('/etc/passwd')",
    "select * from '/etc/passwd'",
    "from '{folder}/secret.csv'",
    "from read_text('{folder}/secret.csv')",
    "from read_blob('/proc/self/environ')",
    "from read_json('{folder}/secret.csv')",
    "from read_parquet('{folder}/*.parquet')",
    "from read_duckdb('{folder}/secret.duckdb')",
    "from glob('{folder}/*')",
    "from sniff_csv('/etc/passwd')",
    "from parquet_metadata('/etc/passwd')",
    "from sqlite_scan('{folder}/x', 'y')",
    "from read_csv('https://example.com/x.csv')",
    "select * from query('from read_text(''/etc/passwd'')')",
    "import database '{folder}'",
    "explain analyze copy (select 1) to '{folder}/out.csv'",
    "select getenv('HOME')",
    "from duckdb_secrets()",
    "from sys",
    "from json_execute_serialized_sql(json_serialize_sql('from read_text(''/etc/passwd'')'))",
]
HARMLESS = [
    "from enable_logging(storage = 'file', storage_path = '{folder}/out')",
    "select * from query('from enable_logging(storage = ''file'', storage_path = ''{folder}/out'')')",
    "from enable_logging(storage = 'stdout'), (select write_log('x'))",
    "from force_checkpoint()",
]
"""They may run, but must leave nothing behind and not disturb the answer."""


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sandbox") / "w.duckdb"
    load(
        path, [Given(text_of("Banjir", "TokohA berkata 7 rumah rusak hari ini"), "https://a.id/1", "2025-06-01T10:00")]
    )
    return path


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    """A folder with something to steal and nothing to be added to."""
    (tmp_path / "secret.csv").write_text("rahasia\n1\n")
    with Warehouse.writing(tmp_path / "secret.duckdb") as secret:
        secret.publish()
    (tmp_path / ".work" / "secret.duckdb.lock").unlink()
    (tmp_path / ".work").rmdir()
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    yield tmp_path
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_values_come_back_plain(warehouse: Path) -> None:
    result = run_sql(
        warehouse,
        "select published_at, published_on, text_chars, authors, 1.5::decimal(5, 2) as d, 10::hugeint as h, "
        "{'a': [1, null]} as s, "
        "'nan'::double as n, true as b, null as z, '\\x41'::blob as y, sum(text_chars) over () as total "
        "from fact_article",
    )
    assert result.columns == ["published_at", "published_on", "text_chars", "authors", *"dhsnbzy", "total"]
    assert result.types[:4] == ["TIMESTAMP WITH TIME ZONE", "DATE", "INTEGER", "VARCHAR[]"]
    assert result.rows == [
        ["2025-06-01T10:00:00+07:00", "2025-06-01", 52, [], 1.5, 10, {"a": [1, None]}, "nan", True, None, "41", 52]
    ]
    assert not result.is_truncated


@pytest.mark.parametrize(
    "query",
    [
        "describe fact_article",
        "show tables",
        "summarize dim_rule",
        "explain select 1",
        "from fact_article",
        "values (1)",
    ],
)
def test_ways_of_reading(warehouse: Path, query: str) -> None:
    assert run_sql(warehouse, query).rows


def test_rows_are_limited(warehouse: Path) -> None:
    result = run_sql(warehouse, "from range(1000)", max_rows=10)
    assert len(result.rows) == 10
    assert result.is_truncated
    assert not run_sql(warehouse, "from range(10)", max_rows=10).is_truncated


def test_a_long_query_draws_no_bar(warehouse: Path) -> None:
    assert run_sql(warehouse, "select current_setting('enable_progress_bar') as drawn").rows == [[False]]


def test_no_rows(warehouse: Path) -> None:
    result = run_sql(warehouse, "select title from fact_article where false")
    assert (result.columns, result.rows) == (["title"], [])


def test_a_wrong_query_is_explained(warehouse: Path) -> None:
    with pytest.raises(QueryError, match='syntax error at or near "selec"'):
        run_sql(warehouse, "selec 1")
    with pytest.raises(QueryError, match="fact_artikel does not exist"):
        run_sql(warehouse, "from fact_artikel")


@pytest.mark.parametrize("query", NOT_READING)
def test_only_reading_statements(warehouse: Path, folder: Path, query: str) -> None:
    with pytest.raises(QueryError, match=r"only one reading statement|does not exist|syntax error"):
        run_sql(warehouse, query.format(folder=folder))


@pytest.mark.parametrize("query", NO_FILES)
def test_no_file_is_read_or_written(warehouse: Path, folder: Path, query: str) -> None:
    with pytest.raises(QueryError, match=r"disabled by configuration|does not exist|not in the catalog|Permission"):
        run_sql(warehouse, query.format(folder=folder))


@pytest.mark.parametrize("query", HARMLESS)
def test_logging_leaves_nothing(warehouse: Path, folder: Path, query: str, capfd: pytest.CaptureFixture[str]) -> None:
    try:
        result = run_sql(warehouse, query.format(folder=folder))
        assert result.columns
    except QueryError:
        pass
    assert capfd.readouterr().out == ""


def test_python_variables_are_no_tables(warehouse: Path) -> None:
    for name in ("request", "statements", "con"):
        with pytest.raises(QueryError, match="does not exist"):
            run_sql(warehouse, f"from {name}")


@pytest.mark.parametrize(
    "query",
    [
        "select length(repeat('x', 3000000000))",
        "select list(range) from range(300000000)",
        "select string_agg(repeat('x', 1000000)) from range(100000)",
    ],
)
def test_memory_is_bounded(warehouse: Path, query: str) -> None:
    with pytest.raises(QueryError, match=r"[Mm]emory"):
        run_sql(warehouse, query, limits=Limits(memory_mb=300))


def test_time_is_bounded(warehouse: Path) -> None:
    endless = "select count(*) from range(10000000) a, range(10000000) b where hash(a.range, b.range) = 1"
    with pytest.raises(QueryError, match="1 s of processor time"):
        run_sql(warehouse, endless, limits=Limits(cpu_seconds=1))
    with pytest.raises(QueryError, match=r"longer than 0\.5 s"):
        run_sql(warehouse, endless, limits=Limits(wall_seconds=0.5))


def test_output_is_bounded(warehouse: Path) -> None:
    with pytest.raises(QueryError, match="larger than 1 MB"):
        run_sql(warehouse, "select repeat('x', 1000) from range(5000)", limits=Limits(output_mb=1))


def test_no_warehouse_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="there is no warehouse"):
        run_sql(tmp_path / "none.duckdb", "select 1")


def test_a_hostile_title_stays_text(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    load(path, [Given(text_of('"; drop table x; -- <script> \u202e', "Ada 7 rumah rusak"), "https://a.id/1")])
    assert run_sql(path, "select title from fact_article").rows == [['"; drop table x; -- <script> \u202e']]


def test_the_child_imports_nothing_of_the_product() -> None:
    source = (Path(__file__).parent.parent / "flows" / "sandbox_child.py").read_text(encoding="utf-8")
    assert "from flows" not in source
    assert "import flows" not in source
    loaded = "import sys, flows.sandbox; sys.exit('flows.sandbox_child' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", loaded], cwd=Path(__file__).parent.parent, check=False).returncode == 0
