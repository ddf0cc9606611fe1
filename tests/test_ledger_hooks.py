"""What a flow run leaves behind in Prefect and in the ledger when it fails, crashes or succeeds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from flows.describe import status
from flows.journal import close_dead_notes
from flows.publish import sole_writer
from tests.conftest import EXAMPLES, ROOT
from tests.test_flows import state_of

STARTED = """
import os, signal, sys
from pathlib import Path
from flows.warehouse import Warehouse
with Warehouse.writing(Path(sys.argv[1])) as warehouse:
    warehouse.start_batch("nightly", rules_version="r")
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.fixture
def dead(tmp_path: Path, example_warehouse: Path) -> Path:
    """A warehouse whose last run was killed after its batch had begun."""
    path = tmp_path / "w.duckdb"
    path.write_bytes(example_warehouse.read_bytes())
    subprocess.run([sys.executable, "-c", STARTED, str(path)], cwd=ROOT, check=False)
    return path


def test_a_dead_batch_is_noted_at_once(dead: Path) -> None:
    assert [n["status"] for n in status(dead)["unpublished_batches"]] == ["running"]
    with sole_writer(dead):
        assert close_dead_notes(dead, "x", "2025-02-01T00:00:00+07:00") == 0, "a run that is alive is let alone"
    assert close_dead_notes(dead, "flow run biru: Crashed", "2025-02-01T00:00:00+07:00") == 1
    (note,) = status(dead)["unpublished_batches"]
    assert (note["status"], note["note"]) == ("crashed", "flow run biru: Crashed")


@pytest.mark.xdist_group("prefect")
@pytest.mark.usefixtures("harness")
class TestFlows:
    def test_the_hook_of_a_failed_flow_closes_the_ledger_and_tells(
        self, dead: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        from prefect.blocks.core import Block

        from flows import orchestration
        from flows.nightly import nightly

        class Kept(Block):
            folder: str

            def notify(self, body: str, subject: str | None = None) -> None:
                (Path(self.folder) / "told.txt").write_text(f"{subject}\n{body}", encoding="utf-8")

        Kept(folder=str(tmp_path)).save("saring", overwrite=True)
        monkeypatch.setattr(orchestration, "NOTIFY_BLOCK", "kept/saring")
        assert state_of(nightly, inbox=tmp_path / "tiada", warehouse=dead).is_failed()
        (note,) = status(dead)["unpublished_batches"]
        assert note["status"] == "crashed"
        assert "tiada" in note["note"]
        assert (tmp_path / "told.txt").read_text("utf-8").startswith("Saring: nightly Failed")

    def test_a_run_leaves_its_checks_and_rejects_as_artifacts(self, tmp_path: Path) -> None:
        from prefect.artifacts import Artifact

        from flows.backfill import backfill

        (tmp_path / "a.jsonl").write_text(EXAMPLES.read_text("utf-8") + "{rusak\n", encoding="utf-8")
        backfill(paths=[tmp_path / "a.jsonl"], warehouse=tmp_path / "w.duckdb")
        rejects = Artifact.get(key="saring-rejects")
        assert [row["records"] for row in json.loads(rejects.data)] == [1]
        checks = Artifact.get(key="saring-checks")
        assert {"unique_keys", "freshness"} <= {row["check_name"] for row in json.loads(checks.data)}
