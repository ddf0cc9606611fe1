"""Shared fixtures: a warehouse of the example articles, made once a session."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from flows import steps
from flows.deriving import Derivers
from tests.needs import lacking
from tests.postgres import PostgresServer, find_programs, postgres_server
from tests.s3 import S3Server, s3_server

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = ROOT / "tests" / "corpus" / "articles.jsonl"
SHARED = ROOT.parent / "shared"
SERVER_SECONDS = 300

# a busy machine fails no test, and what passes passes again; ``make soak`` looks elsewhere every time
settings.register_profile("tests", deadline=None, derandomize=True, max_examples=25)
settings.register_profile("soak", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "tests"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Bytes are named by their number: all workers must find the same names, and gzip writes the time into them."""
    return f"{len(val)} bytes" if isinstance(val, bytes) else None


@pytest.fixture(autouse=True)
def _workers_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    """Worker processes wait for the next test; elsewhere they end before a batch is linked, for their memory."""
    monkeypatch.setattr(Derivers, "rest", lambda derivers: derivers._futures.clear())


@pytest.fixture(scope="session")
def example_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse of ``tests/corpus/articles.jsonl``; not to be written to."""
    path = tmp_path_factory.mktemp("examples") / "warehouse.duckdb"
    steps.ingest([EXAMPLES], path)
    return path


@pytest.fixture(scope="session")
def seed_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse of the sample articles; not to be written to."""
    path = tmp_path_factory.mktemp("seeds") / "warehouse.duckdb"
    steps.ingest([ROOT / "seeds" / "articles"], path)
    return path


@pytest.fixture(scope="session")
def report_warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A published warehouse of three loads for the tests of pages; not to be written to."""
    from tests.report_warehouse import make

    return make(tmp_path_factory.mktemp("report"))


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real dumps and annotated articles beside the project; skips where it is absent."""
    if not SHARED.exists():
        pytest.skip("needs the real dumps in ../shared, which are not part of the project")
    return SHARED


@pytest.fixture(scope="session")
def harness() -> Iterator[None]:
    """A temporary Prefect server; tests that use it belong to the xdist group ``prefect``."""
    from prefect.testing.utilities import prefect_test_harness

    with prefect_test_harness(server_startup_timeout=SERVER_SECONDS):
        yield


@pytest.fixture(scope="session")
def _s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    with s3_server(tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3(_s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> S3Server:
    """An S3-compatible server, named in the environment as clients of S3 expect it; make a bucket of your own."""
    for name, value in _s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return _s3_server


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    """A PostgreSQL server without databases of yours: make one with ``create_database``."""
    programs = find_programs()
    if programs is None:
        lacking("PostgreSQL (apt-get install postgresql)")
    with postgres_server(programs) as server:
        yield server
