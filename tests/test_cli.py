"""The command line as a person meets it: in processes of its own, with real files."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from flows.publish import sole_writer
from tests.conftest import EXAMPLES, ROOT

SEED = ROOT / "seeds" / "articles" / "004_0a989a0488d0a30f.txt"
COMMANDS = ["ingest", "nightly", "backfill", "rebuild", "status", "check", "sql", "schema", "explain"]


def saring(*arguments: str | Path, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess:
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    environment_cwd = cwd or ROOT
    return subprocess.run(
        command, input=stdin, capture_output=True, text=True, cwd=environment_cwd, check=False,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(environment_cwd), "COLUMNS": "100"},
    )  # fmt: skip


def test_help_names_every_command_and_the_exit_codes() -> None:
    shown = saring("--help")
    assert shown.returncode == 0
    assert all(f" {command} " in shown.stdout for command in COMMANDS)
    assert "Exit codes" in shown.stdout


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str) -> None:
    shown = saring(command, "--help")
    assert shown.returncode == 0
    assert "Usage: saring" in shown.stdout or f" {command} " in shown.stdout


def test_version() -> None:
    assert saring("--version").stdout.startswith("saring 0.")


def test_ingest_then_again(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    first = saring("ingest", EXAMPLES, "-w", warehouse)
    assert first.returncode == 0, first.stderr
    assert "5 loaded" in first.stdout
    example = re.search(r"Try next:.* explain (\w{20}) --warehouse", first.stdout, re.DOTALL)
    assert example, first.stdout
    assert saring("explain", example[1], "-w", warehouse).returncode == 0
    again = saring("ingest", EXAMPLES, "-w", warehouse)
    assert again.returncode == 0
    assert "Nothing new" in again.stdout
    counts = json.loads(saring("ingest", EXAMPLES, "-w", warehouse, "--json").stdout)
    assert counts["nothing_new"] is True


def test_a_missing_path_is_named(tmp_path: Path) -> None:
    missing = saring("ingest", tmp_path / "tiada", "-w", tmp_path / "w.duckdb")
    assert missing.returncode == 2
    assert "tiada: no such file or folder" in missing.stderr
    assert "Traceback" not in missing.stderr


def test_a_map_that_is_none_is_explained(tmp_path: Path) -> None:
    wrong = saring("ingest", EXAMPLES, "-w", tmp_path / "w.duckdb", "--map", "isi")
    assert wrong.returncode == 2
    assert "FIELD=COLUMN" in wrong.stderr


def test_a_map_field_that_does_not_exist_is_explained(tmp_path: Path) -> None:
    wrong = saring("ingest", EXAMPLES, "-w", tmp_path / "w.duckdb", "--map", "teks=isi")
    assert wrong.returncode == 2
    assert "teks" in wrong.stderr
    assert "Traceback" not in wrong.stderr


def test_map_finds_the_text(tmp_path: Path) -> None:
    (tmp_path / "aneh.csv").write_text(
        "kolom_x,judul\nHarga beras naik lima persen di pasar.,Beras\n", encoding="utf-8"
    )
    loaded = saring("ingest", tmp_path / "aneh.csv", "-w", tmp_path / "w.duckdb", "--map", "text=kolom_x", "--json")
    assert json.loads(loaded.stdout)["loaded"] == 1


def test_a_second_writer_is_refused_with_exit_code_3(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with sole_writer(warehouse):
        busy = saring("ingest", EXAMPLES, "-w", warehouse)
    assert busy.returncode == 3
    assert "is being written by process" in busy.stderr


def test_sql_in_three_forms(example_warehouse: Path) -> None:
    query = "select record_id, title from fact_article order by record_id limit 2"
    table = saring("sql", query, "-w", example_warehouse)
    assert "Banjir Rendam Tiga Desa" in table.stdout
    rows = json.loads(saring("sql", query, "-w", example_warehouse, "--json").stdout)
    assert [row["record_id"] for row in rows] == ["a-1", "a-2"]
    csv = saring("sql", "-", "-w", example_warehouse, "--csv", stdin=query).stdout.splitlines()
    assert csv[0] == "record_id,title"
    assert csv[2].startswith("a-2,")


def test_sql_reports_what_was_cut_off(example_warehouse: Path) -> None:
    shown = saring("sql", "select record_id from fact_article", "-w", example_warehouse, "--max-rows", "2")
    assert "2 rows, cut off here" in shown.stderr


@pytest.mark.parametrize(
    "query", ["select nonsense from fact_article", "copy fact_article to 'x.csv'", "from read_csv('/etc/passwd')"]
)
def test_sql_that_is_wrong_or_forbidden_ends_with_2(query: str, example_warehouse: Path) -> None:
    refused = saring("sql", query, "-w", example_warehouse)
    assert refused.returncode == 2
    assert refused.stderr.startswith("saring: ")
    assert "Traceback" not in refused.stderr


def test_no_warehouse_says_how_to_make_one(tmp_path: Path) -> None:
    for command in (["status"], ["sql", "select 1"], ["check"], ["rebuild"]):
        missing = saring(*command, "-w", tmp_path / "tiada.duckdb")
        assert missing.returncode == 1, command
        assert "saring ingest PATH" in missing.stderr


def test_status_and_check(example_warehouse: Path) -> None:
    status = saring("status", "-w", example_warehouse)
    assert status.returncode == 0, status.stderr
    assert "fact_article" in status.stdout
    found = json.loads(saring("status", "-w", example_warehouse, "--json").stdout)
    assert found["rows"]["fact_article"] == 5
    for arguments in (["check"], ["check", "--all"]):
        checked = saring(*arguments, "-w", example_warehouse)
        assert checked.returncode == 0, checked.stdout
        assert "unique_keys" in checked.stdout


def test_schema_of_all_and_of_one_table() -> None:
    every = saring("schema")
    assert "fact_quantity" in every.stdout
    assert {"tables", "views", "macros"} <= set(every.stdout.split("\n"))
    one = saring("schema", "fact_quantity")
    assert "precision" in one.stdout
    assert "fact_statement_quantity" not in one.stdout
    macro = saring("schema", "claims_about")
    assert "claims_about(name)" in macro.stdout
    assert "Lower bound of the figure" in macro.stdout
    part = saring("schema", "batch")
    assert "etl_batch" in part.stdout
    assert "batch_quality" in part.stdout
    assert "share_rejected" in part.stdout
    unknown = saring("schema", "fact_angka")
    assert unknown.returncode == 2
    assert "fact_quantity" in unknown.stderr


def test_explain_a_file_standard_input_and_an_article(example_warehouse: Path) -> None:
    shown = saring("explain", SEED)
    assert shown.returncode == 0, shown.stderr
    assert "⟦byline: " in shown.stdout
    assert "sekitar 1.500 tentara" in shown.stdout
    piped = saring("explain", "-", stdin="Banjir\nSekitar 200 warga mengungsi di Demak, kata Bupati Eisti'anah.")
    assert "sekitar" in piped.stdout.lower()
    article_id = json.loads(saring("sql", "select article_id from fact_article where record_id = 'a-1'", "-w",
                                   example_warehouse, "--json").stdout)[0]["article_id"]  # fmt: skip
    found = json.loads(saring("explain", article_id, "-w", example_warehouse, "--json").stdout)
    assert found["article"]["title"].startswith("Banjir Rendam")
    assert any(q["unit"] == "warga" for q in found["quantities"])


def test_explain_one_record_of_many_and_one_too_far() -> None:
    second = json.loads(saring("explain", EXAMPLES, "--record", "2", "--json").stdout)
    assert second["article"]["title"].startswith("Harga Beras")
    far = saring("explain", EXAMPLES, "--record", "99")
    assert far.returncode == 2
    assert "5 records" in far.stderr


def test_markup_in_an_article_is_shown_as_text(tmp_path: Path) -> None:
    (tmp_path / "aneh.txt").write_text(
        "[red]Judul[/red]\n\nSebanyak 12 orang [bold]hadir[/bold] di Solo.", encoding="utf-8"
    )
    shown = saring("explain", tmp_path / "aneh.txt")
    assert "[bold]hadir[/bold]" in shown.stdout


def test_it_starts_without_loading_prefect() -> None:
    code = "import sys, flows.cli; sys.exit('prefect' in sys.modules or 'polars' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0


def test_stages_start_without_sqlalchemy_and_leave_it_to_others() -> None:
    code = "import sys, transforms.pipeline; sys.exit('sqlalchemy' in sys.modules or not __import__('sqlalchemy').text)"
    assert subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=False).returncode == 0
