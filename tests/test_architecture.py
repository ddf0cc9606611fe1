"""One direction: a stage imports only what stands before it; transforms know nothing of flows; groups of tests."""

from __future__ import annotations

import ast
import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = [
    "repair", "published", "clean", "metadata", "language", "segment", "numbers", "dates", "entities", "statements",
    "learn", "duplicates", "pipeline",
]  # fmt: skip
SIBLINGS = {"numbers", "dates", "entities"}
MODULES = sorted((ROOT / "transforms").rglob("*.py"))


def imported_modules(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names


def stage_of(name: str) -> str:
    return name.split(".")[1].removesuffix(".py")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_a_stage_imports_only_what_stands_before_it(path: Path) -> None:
    stage = path.relative_to(ROOT / "transforms").parts[0].removesuffix(".py")
    if stage not in ORDER:
        return
    for name in imported_modules(path):
        if not name.startswith("transforms."):
            continue
        other = stage_of(name)
        if other in ORDER and other != stage:
            assert ORDER.index(other) < ORDER.index(stage), f"{path.name} imports {name}"
            assert not {stage, other} <= SIBLINGS, f"{path.name} imports its sibling {name}"


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_transforms_are_pure(path: Path) -> None:
    forbidden = {"flows", "prefect", "duckdb", "logging", "time.time", "datetime.now"}
    for name in imported_modules(path):
        assert name.split(".")[0] not in forbidden, f"{path.name} imports {name}"


@pytest.mark.parametrize("path", sorted((ROOT / "flows").rglob("*.py")), ids=lambda p: p.relative_to(ROOT).as_posix())
def test_only_flow_modules_import_prefect(path: Path) -> None:
    flow_modules = {
        "nightly.py",
        "backfill.py",
        "rebuild.py",
        "orchestration.py",
        "artifacts.py",
        "learn.py",
        "check.py",
        "dask_workers.py",
    }
    if path.name not in flow_modules:
        assert not any(n.split(".")[0] == "prefect" for n in imported_modules(path))


@pytest.mark.parametrize(
    "name", ["nightly.py", "backfill.py", "rebuild.py", "orchestration.py", "artifacts.py", "learn.py", "check.py"]
)
def test_flow_modules_hold_no_frame_logic_and_no_sql(name: str) -> None:
    path = ROOT / "flows" / name
    assert not any(n.split(".")[0] in {"polars", "duckdb"} for n in imported_modules(path)), (
        "keep steps in plain modules"
    )


@pytest.mark.xdist_group("one")
def test_tests_of_a_group_share_a_worker(request: pytest.FixtureRequest) -> None:
    """pytest-xdist 3.8 knows groups by the ids of tests, which pytest 9.2 does not let it change."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        assert request.node.nodeid.endswith("@one")
