"""A warehouse as a DuckLake: a real PostgreSQL for its catalogue, Parquet on a folder or a real object store."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import polars as pl
import psycopg
import pytest
from typer.testing import CliRunner

from flows import run as run_module
from flows import steps
from flows.cli import app
from flows.forget import find, forget
from flows.lake.lock import sole_lake_writer
from flows.lake.upkeep import list_snapshots, tidy
from flows.learning import learn
from flows.publish import WarehouseBusy
from flows.sandbox import QueryError, run_sql
from flows.sqlfiles import read_sql
from flows.warehouse import WarehouseError, connect_readonly
from tests.conftest import EXAMPLES
from tests.lakes import lake_address, new_lake
from tests.postgres import PostgresServer
from tests.s3 import S3Server
from tests.test_end_to_end import facts_of

pytestmark = pytest.mark.xdist_group("lake")

CLOCK_COLUMNS = {"started_at", "finished_at", "checked_at", "created_at", "since_at", "wall_seconds"}
RECORDS = [json.loads(line) for line in EXAMPLES.read_text("utf-8").splitlines()]


@pytest.fixture
def lake(postgres: PostgresServer, tmp_path: Path) -> Path:
    """An empty lake with its files in ``tmp_path / "lake"``."""
    return new_lake(postgres, str(tmp_path / "lake"))


@pytest.fixture(scope="module")
def loaded_lake(postgres: PostgresServer, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lake of the examples; not to be written to."""
    lake = new_lake(postgres, str(tmp_path_factory.mktemp("lake")))
    steps.ingest([EXAMPLES], lake)
    return lake


def all_rows(warehouse: Path) -> dict[str, list[tuple]]:
    """Every table as sorted rows, less what the clock says and how files are named."""
    with connect_readonly(warehouse) as con:
        tables = con.execute(read_sql("queries/table_columns")).fetchall()
        return {
            table: con.execute(
                f"select {', '.join(c for c in columns if c not in CLOCK_COLUMNS)} from {table} order by all"
            ).fetchall()
            for table, columns in tables
        }


def write_news(path: Path, *records: dict) -> Path:
    path.write_text("".join(json.dumps(r, ensure_ascii=False) + "\n" for r in records), encoding="utf-8")
    return path


def load_story(warehouse: Path, folder: Path) -> None:
    """Three loads: new articles, then a revision and a copy elsewhere, then what was learned."""
    steps.ingest([EXAMPLES], warehouse)
    text = next(name for name, value in RECORDS[0].items() if value == max(map(str, RECORDS[0].values()), key=len))
    link = next(name for name, value in RECORDS[0].items() if str(value).startswith("http"))
    revised = RECORDS[0] | {text: RECORDS[0][text] + "\nSebanyak 17 rumah rusak, kata Budi Santoso."}
    copied = RECORDS[1] | {link: "https://www.salinan.co.id/berita/77"}
    steps.ingest([write_news(folder / "malam.jsonl", revised, copied)], warehouse)
    learn(warehouse)


def assert_same_tables(one: Path, other: Path) -> None:
    rows, other_rows = all_rows(one), all_rows(other)
    assert rows.keys() == other_rows.keys()
    for table in rows:
        assert rows[table] == other_rows[table], table


def check_failures(warehouse: Path) -> pl.DataFrame:
    results = steps.check_published(warehouse, everything=True)
    return results.filter((pl.col("severity") == "error") & (pl.col("failing_rows") > 0))


def test_the_same_tables_from_file_and_lake(lake: Path, tmp_path: Path) -> None:
    file = tmp_path / "w.duckdb"
    load_story(file, tmp_path)
    load_story(lake, tmp_path)
    assert_same_tables(lake, file)
    assert all_rows(lake)["fact_change"], "the revision changed facts"
    assert all_rows(lake)["fact_duplicate"], "the copy was found"
    assert check_failures(lake).is_empty()


def test_the_same_facts_from_an_object_store(postgres: PostgresServer, s3: S3Server, example_warehouse: Path) -> None:
    import fsspec

    files = fsspec.filesystem("s3")
    files.mkdir("gudang")
    lake = new_lake(postgres, "s3://gudang/saring")
    steps.ingest([EXAMPLES], lake)
    assert facts_of(lake) == facts_of(example_warehouse)
    assert files.find("gudang/saring"), "the files are in the store"
    assert run_sql(lake, "select count(*) from fact_article").rows == [[5]]


def test_the_same_file_again_changes_nothing(loaded_lake: Path) -> None:
    before = list_snapshots(loaded_lake)
    assert steps.ingest([EXAMPLES], loaded_lake).nothing_new
    assert list_snapshots(loaded_lake) == before


def test_a_reader_keeps_its_snapshot_and_versions_can_be_asked_for(lake: Path, tmp_path: Path) -> None:
    steps.ingest([write_news(tmp_path / "satu.jsonl", *RECORDS[:2])], lake)
    version = list_snapshots(lake)[0]["version"]
    with connect_readonly(lake) as reader:
        steps.ingest([write_news(tmp_path / "dua.jsonl", *RECORDS[2:])], lake)
        assert reader.execute("select count(*) from fact_article").fetchone() == (2,)
    with connect_readonly(lake) as reader:
        assert reader.execute("select count(*) from fact_article").fetchone() == (5,)
        assert reader.execute(f"select count(*) from fact_article at (version => {version})").fetchone() == (2,)
    assert [s["message"] for s in list_snapshots(lake) if s["message"]] == ["batch 2: ingest", "batch 1: ingest"]


def test_a_second_writer_declines_naming_the_first_or_waits(lake: Path) -> None:
    with sole_lake_writer(lake), pytest.raises(WarehouseBusy, match=rf"written by saring \S+ {os.getpid()};"):
        steps.ingest([EXAMPLES], lake)
    taken, free = threading.Event(), threading.Event()

    def hold() -> None:
        with sole_lake_writer(lake):
            taken.set()
            free.wait()

    holder = threading.Thread(target=hold)
    holder.start()
    taken.wait()
    threading.Timer(1, free.set).start()
    assert steps.ingest([EXAMPLES], lake, wait_seconds=120).loaded == 5
    holder.join()


def ingesting(lake: Path, *paths: Path, wait: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "flows.cli", "ingest", *map(str, paths), "-w", str(lake), "--wait", str(wait)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)


def test_writers_at_the_same_time_load_everything_once(lake: Path, example_warehouse: Path, tmp_path: Path) -> None:
    """Two processes begin together, and each has articles that the other has too."""
    files = [write_news(tmp_path / "a.jsonl", *RECORDS[:4]), write_news(tmp_path / "b.jsonl", *RECORDS[1:])]
    writers = [ingesting(lake, file, wait=300) for file in files]
    for writer in writers:
        output, _ = writer.communicate()
        assert writer.returncode == 0, output.decode()
    assert {t: len(r) for t, r in facts_of(lake).items()} == {t: len(r) for t, r in facts_of(example_warehouse).items()}
    assert check_failures(lake).is_empty()


def test_a_killed_writer_leaves_nothing_and_the_next_one_finds_it(
    lake: Path, example_warehouse: Path, tmp_path: Path
) -> None:
    writer = ingesting(lake, EXAMPLES)
    while writer.poll() is None:
        with connect_readonly(lake) as con:
            if con.execute("select 1 from etl_batch where status = 'running'").fetchone():
                writer.send_signal(signal.SIGKILL)
                break
        time.sleep(0.05)
    writer.wait()
    assert writer.returncode == -signal.SIGKILL
    assert not any(facts_of(lake).values())
    assert steps.ingest([EXAMPLES], lake, wait_seconds=60).loaded == 5
    assert facts_of(lake) == facts_of(example_warehouse)
    with connect_readonly(lake) as con:
        assert con.execute("select batch_id, status from etl_batch order by all").fetchall() == [
            (1, "crashed"),
            (2, "published"),
        ]


def test_a_run_that_fails_publishes_nothing_and_says_why(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("cakram penuh")

    with monkeypatch.context() as patch:
        patch.setattr(run_module, "link_batch", fail)
        with pytest.raises(RuntimeError):
            steps.ingest([EXAMPLES], lake)
    with connect_readonly(lake) as con:
        assert con.execute("select status, note from etl_batch").fetchall() == [
            ("failed", "RuntimeError: cakram penuh")
        ]
    assert not any(facts_of(lake).values())


def test_a_writer_that_lost_its_lock_publishes_nothing(lake: Path, postgres: PostgresServer) -> None:
    def lose_it_before_publishing() -> None:
        with steps.open_run(lake, "ingest", [], 0) as run:
            ask(postgres, lake, "select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory'")
            run.warehouse.finish_batch(run.batch_id)
            run.warehouse.publish()

    with pytest.raises(WarehouseError, match="nothing was published"):
        lose_it_before_publishing()
    assert steps.ingest([EXAMPLES], lake).loaded == 5


def test_the_lock_is_free_before_the_server_sees_its_holder_go(lake: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    left_open: list[psycopg.Connection] = []

    def stay_open(connection: psycopg.Connection) -> None:
        left_open.append(connection)

    monkeypatch.setattr(psycopg.Connection, "close", stay_open)
    for _ in range(2):
        with sole_lake_writer(lake) as lock:
            lock.require_held()
    monkeypatch.undo()
    for connection in left_open:
        connection.close()
    assert len(left_open) == 2


def test_a_user_who_may_only_read_reads_and_no_more(lake: Path, postgres: PostgresServer, tmp_path: Path) -> None:
    ask(postgres, lake, "create role analis login")
    ask(postgres, lake, "grant select on all tables in schema public to analis")
    ask(postgres, lake, "alter default privileges in schema public grant select on tables to analis")
    steps.ingest([EXAMPLES], lake)
    theirs = Path(str(lake).replace(f"user={postgres.user}", "user=analis"))
    assert run_sql(theirs, "select count(*) from fact_article").rows == [[5]]
    with pytest.raises((duckdb.Error, WarehouseError)):
        steps.ingest(
            [write_news(tmp_path / "lain.jsonl", RECORDS[0] | {"url": "https://www.lain.id/berita/1"})], theirs
        )
    assert len(all_rows(lake)["fact_article"]) == 5


def ask(postgres: PostgresServer, lake: Path, query: str) -> None:
    """Ask the catalogue's database as its owner."""
    name = str(lake).split("dbname=")[1]
    command = [postgres.programs / "psql", "-q", "-h", "127.0.0.1", "-p", str(postgres.port), "-U", postgres.user]
    subprocess.run([*command, "-d", name, "-c", query], check=True, stdout=subprocess.DEVNULL)


def test_tidying_leaves_the_facts_and_few_files(lake: Path, tmp_path: Path) -> None:
    for number in range(2):
        steps.ingest([write_news(tmp_path / f"{number}.jsonl", RECORDS[number])], lake)
    version = list_snapshots(lake)[1]["version"]
    before = all_rows(lake)
    done = tidy(lake, keep_days=0, reader_hours=0)
    assert done["snapshots_expired"] > 0
    assert done["files_merged"] > 0
    assert done["files_removed"] > 0
    tables = {file.parent.name for file in (tmp_path / "lake").rglob("*.parquet")}
    assert "fact_sentence" in tables
    assert len(list((tmp_path / "lake").rglob("*.parquet"))) <= len(tables) + 2, "about one file a table is left"
    assert all_rows(lake) == before
    with connect_readonly(lake) as con, pytest.raises(duckdb.Error):
        con.execute(f"from fact_article at (version => {version})")
    assert tidy(lake)["snapshots_expired"] == 0


def test_what_is_forgotten_is_in_no_file(lake: Path, tmp_path: Path) -> None:
    steps.ingest([EXAMPLES], lake)
    with connect_readonly(lake) as con:
        rows = con.execute("select article_id, url from fact_article where url is not null order by all").fetchall()
    article_id, url = rows[0]
    forget(lake, find(lake, url))
    assert article_id not in {row[0] for row in all_rows(lake)["fact_article"]}
    assert check_failures(lake).is_empty()
    for file in (tmp_path / "lake").rglob("*.parquet"):
        frame = pl.read_parquet(file)
        if "article_id" in frame.columns and file.parent.name not in {"fact_change", "etl_tombstone"}:
            assert article_id not in frame["article_id"].to_list(), file
    assert steps.ingest([write_news(tmp_path / "lagi.jsonl", *RECORDS)], lake).loaded == 0


def test_commands(postgres: PostgresServer, tmp_path: Path) -> None:
    lake = str(lake_address(postgres, "perintah"))
    missing = CliRunner().invoke(app, ["status", "-w", lake])
    assert missing.exit_code == 1
    assert "saring lake create" in missing.output
    commands = (
        ["lake", "create", lake, "--data", str(tmp_path / "lake")],
        ["ingest", str(EXAMPLES), "-w", lake],
        ["status", "-w", lake],
        ["check", "--all", "-w", lake],
        ["sql", "select title from fact_article", "-w", lake],
        ["lake", "snapshots", lake],
        ["lake", "tidy", lake],
    )
    for command in commands:
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 0, result.output
    assert json.loads(CliRunner().invoke(app, ["status", "-w", lake, "--json"]).output)["bytes"] > 0
    rollback = CliRunner().invoke(app, ["rollback", "-w", lake])
    assert rollback.exit_code == 2
    assert "at (version" in rollback.output


def test_sql_reaches_no_file_but_the_lakes(loaded_lake: Path, tmp_path: Path) -> None:
    (tmp_path / "rahasia.csv").write_text("a\n1\n")
    assert run_sql(loaded_lake, "select count(*) from claim_conflict").rows[0][0] >= 0
    for query in (f"from read_csv('{tmp_path}/rahasia.csv')", f"copy fact_article to '{tmp_path}/keluar.csv'"):
        with pytest.raises(QueryError):
            run_sql(loaded_lake, query)
    assert not (tmp_path / "keluar.csv").exists()


def test_a_catalogue_that_cannot_be_reached_is_said_to_be() -> None:
    with pytest.raises(WarehouseError, match=r"cannot be opened.*Connection refused"):
        steps.ingest([EXAMPLES], Path("ducklake:postgres:host=127.0.0.1 port=1 dbname=tiada connect_timeout=5"))
