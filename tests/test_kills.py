"""What befalls the machine: kills, a full disk, a disk that cannot be written to, a corrupt published file."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import run as run_module
from flows import steps
from flows.warehouse import Warehouse, WarehouseError
from tests.conftest import EXAMPLES
from tests.soak import kills
from tests.test_cli import saring


@pytest.mark.timeout(900)
def test_killed_runs_repeated_end_as_uninterrupted_ones(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One of the sixty of ``make soak``; other tests kill publications, backfills and workers."""
    monkeypatch.setattr(run_module, "SHARD_RECORDS", kills.SHARD_RECORDS)
    kills.soak(1, 7, tmp_path, ("load",))


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 24 MB of its own, mounted in memory."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "saring-test", str(disk)]
    if os.geteuid() or subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("needs the right to mount a small file system")
    try:
        yield disk
    finally:
        subprocess.run(["umount", str(disk)], check=False)


def test_a_full_disk_fails_the_run_and_leaves_the_published_file(small_disk: Path, tmp_path: Path) -> None:
    warehouse = small_disk / "w.duckdb"
    steps.ingest([EXAMPLES], warehouse)
    before = warehouse.read_bytes()
    (small_disk / "filler").write_bytes(bytes(24 * 2**20 - len(before) - 2**20))
    (tmp_path / "b.txt").write_text("Sebanyak 12 rumah di Demak rusak, kata Bupati Eisti'anah.", encoding="utf-8")
    failed = saring("ingest", tmp_path / "b.txt", "-w", warehouse)
    assert failed.returncode == 1, failed.stderr
    assert "Traceback" not in failed.stderr
    assert "space" in failed.stderr
    assert warehouse.read_bytes() == before
    (small_disk / "filler").unlink()
    assert steps.ingest([tmp_path / "b.txt"], warehouse).loaded == 1


def test_a_disk_that_cannot_be_written_to(small_disk: Path, tmp_path: Path) -> None:
    warehouse = small_disk / "w.duckdb"
    steps.ingest([EXAMPLES], warehouse)
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)
    (tmp_path / "b.txt").write_text("Sebanyak 12 rumah di Demak rusak.", encoding="utf-8")
    failed = saring("ingest", tmp_path / "b.txt", "-w", warehouse)
    assert failed.returncode == 1, failed.stderr
    assert "Read-only file system" in failed.stderr
    assert json.loads(saring("status", "-w", warehouse, "--json").stdout)["rows"]["fact_article"] == 5


def test_a_published_file_cut_short_is_refused_by_name(tmp_path: Path) -> None:
    warehouse = tmp_path / "w.duckdb"
    steps.ingest([EXAMPLES], warehouse)
    warehouse.write_bytes(warehouse.read_bytes()[:5000])
    with pytest.raises(WarehouseError, match="saring rollback"), Warehouse.writing(warehouse):
        pass
    assert saring("ingest", EXAMPLES, "-w", warehouse).returncode == 1


def test_what_a_dead_run_left_is_corrupt(tmp_path: Path) -> None:
    """A work copy and a journal of garbage: discarded."""
    warehouse = tmp_path / "w.duckdb"
    (tmp_path / ".work").mkdir()
    (tmp_path / ".work" / "w.duckdb.loading").write_bytes(b"rusak" * 1000)
    (tmp_path / ".work" / "w.duckdb.batch-00000009.json").write_bytes(b"\xff\xfe{")
    assert steps.ingest([EXAMPLES], warehouse).loaded == 5
