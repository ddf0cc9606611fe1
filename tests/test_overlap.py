"""Two runs at once: the second waits or declines, and there is never a second writer."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from flows import steps
from flows.publish import WarehouseBusy, sole_writer
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES, ROOT
from tests.test_cli import saring
from tests.test_flows import state_of

TWO_NIGHTS = """
import sys
from flows.settings import prepare_prefect
prepare_prefect(quiet=True)
from flows.nightly import nightly
summary = nightly(inbox=sys.argv[1], warehouse=sys.argv[2], wait_seconds=300)
print("nothing new" if summary.nothing_new else "loaded", summary.loaded)
"""


def numbers(path: Path) -> tuple[int, int]:
    """Articles, and batches of the ledger."""
    with connect_readonly(path) as con:
        row = con.execute("select (select count(*) from fact_article), (select count(*) from etl_batch)").fetchone()
    assert row is not None
    return row


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    folder = tmp_path / "inbox"
    folder.mkdir()
    shutil.copy(EXAMPLES, folder / "malam.jsonl")
    return folder


def test_a_run_that_waited_passes_over_what_the_other_loaded(tmp_path: Path, inbox: Path) -> None:
    """Both found the same file new before either had the lock."""
    warehouse = tmp_path / "w.duckdb"
    sources, seen = steps.new_sources(warehouse, [inbox])
    steps.ingest([inbox], warehouse)
    before = warehouse.read_bytes()
    with steps.open_run(warehouse, "nightly", sources, seen) as second:
        assert second.load_file(sources[0]) == 0
        assert second.publish().nothing_new
    assert warehouse.read_bytes() == before
    assert numbers(warehouse) == (5, 1)


def test_two_at_once_in_one_process(tmp_path: Path, inbox: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    results: list[bool] = []
    threads = [
        threading.Thread(target=lambda: results.append(steps.ingest([inbox], warehouse, wait_seconds=300).nothing_new))
        for _ in range(2)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == [False, True]
    assert numbers(warehouse) == (5, 1)


def test_the_command_declines_with_exit_code_3(tmp_path: Path, inbox: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    with sole_writer(warehouse):
        declined = saring("ingest", inbox, "-w", warehouse, "--wait", "0.5")
    assert declined.returncode == 3
    assert "is being written by process" in declined.stderr
    assert not warehouse.exists()


@pytest.mark.xdist_group("prefect")
class TestNightly:
    @pytest.mark.timeout(900)
    def test_two_nightly_runs_at_once(self, tmp_path: Path, inbox: Path) -> None:
        warehouse = tmp_path / "w.duckdb"
        runs = [
            subprocess.Popen([sys.executable, "-c", TWO_NIGHTS, str(inbox), str(warehouse)], cwd=ROOT,
                             stdout=subprocess.PIPE, text=True)
            for _ in range(2)
        ]  # fmt: skip
        said = sorted(run.communicate()[0].strip() for run in runs)
        assert [run.returncode for run in runs] == [0, 0]
        assert said == ["loaded 5", "nothing new 0"]
        assert numbers(warehouse) == (5, 1)

    @pytest.mark.usefixtures("harness")
    def test_a_run_that_declines_is_a_failed_run_that_says_why(self, tmp_path: Path, inbox: Path) -> None:
        from flows.nightly import nightly

        with sole_writer(tmp_path / "w.duckdb"):
            state = state_of(nightly, inbox=inbox, warehouse=tmp_path / "w.duckdb")
        assert state.is_failed()
        assert "is being written by process" in state.message

    @pytest.mark.usefixtures("harness")
    def test_the_servers_limit_is_held_and_declines(self, tmp_path: Path, inbox: Path) -> None:
        from prefect.client.orchestration import get_client
        from prefect.client.schemas.actions import GlobalConcurrencyLimitCreate
        from prefect.concurrency.sync import concurrency

        from flows.nightly import nightly
        from flows.orchestration import WAREHOUSE_LIMIT

        with get_client(sync_client=True) as client:
            client.create_global_concurrency_limit(GlobalConcurrencyLimitCreate(name=WAREHOUSE_LIMIT, limit=1))
            try:
                with concurrency(WAREHOUSE_LIMIT):
                    declined = state_of(nightly, inbox=inbox, warehouse=tmp_path / "w.duckdb")
                with pytest.raises(WarehouseBusy, match=WAREHOUSE_LIMIT):
                    declined.result()
                assert nightly(inbox=inbox, warehouse=tmp_path / "w.duckdb", wait_seconds=120).loaded == 5
            finally:
                client.delete_global_concurrency_limit_by_name(WAREHOUSE_LIMIT)
