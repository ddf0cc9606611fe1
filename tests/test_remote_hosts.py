"""Inboxes on web servers and behind SFTP, against real servers; addresses whose package is missing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from flows import steps
from flows.errors import UsageError
from flows.readers import discover
from flows.warehouse import connect_readonly
from tests.conftest import EXAMPLES, ROOT
from tests.reader_files import SAMPLES
from tests.web import sftp_server, web_server


@pytest.fixture(params=["http", "sftp"])
def host(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a server of ``tmp_path/masuk``."""
    (tmp_path / "masuk" / "sub").mkdir(parents=True)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with web_server(tmp_path) if request.param == "http" else sftp_server(tmp_path, tmp_path) as address:
        yield address


def test_an_inbox_on_another_host_is_loaded_as_a_folder_is(host: str, tmp_path: Path) -> None:
    """Every format, in folders of folders, litter and links elsewhere left out; the next night there is nothing new."""
    folder, inbox = tmp_path / "masuk", f"{host}/masuk/"
    for number, (name, data) in enumerate(SAMPLES.items()):
        (folder / (f"sub/{name}" if number % 2 else name)).write_bytes(data)
    (folder / ".sembunyi.jsonl").write_bytes(b"{}")
    here = steps.ingest([folder], tmp_path / "here.duckdb")
    there = steps.ingest([inbox], tmp_path / "there.duckdb")
    assert (there.files_seen, there.loaded, there.rejected) == (here.files_seen, here.loaded, here.rejected)
    with connect_readonly(tmp_path / "here.duckdb") as one, connect_readonly(tmp_path / "there.duckdb") as other:
        uris = {uri for (uri,) in other.execute("select uri from etl_source_file").fetchall()}
        names = one.execute("select count(*) from fact_statement").fetchone()
        assert names == other.execute("select count(*) from fact_statement").fetchone()
    assert uris == {f"{inbox}sub/{n}" if i % 2 else inbox + n for i, n in enumerate(SAMPLES)}
    assert steps.ingest([inbox], tmp_path / "there.duckdb").nothing_new
    (folder / "a.jsonl").write_bytes(EXAMPLES.read_bytes())
    sources, seen = steps.new_sources(tmp_path / "there.duckdb", [inbox])
    assert ([source.name for source in sources], seen) == (["a.jsonl"], here.files_seen), "known files by their tag"


def test_one_file_on_another_host(host: str, tmp_path: Path) -> None:
    (tmp_path / "masuk" / "a.jsonl").write_bytes(EXAMPLES.read_bytes())
    address = f"{host}/masuk/a.jsonl"
    (source,) = discover([address])
    assert (source.uri, source.bytes) == (address, EXAMPLES.stat().st_size)
    assert source.tag
    assert steps.ingest([address], tmp_path / "w.duckdb").loaded == 5


def test_what_is_not_there(host: str) -> None:
    for address in (f"{host}/masuk/tiada.jsonl", f"{host}/tiada/"):
        with pytest.raises(FileNotFoundError, match=address.split("@")[-1]):
            discover([address])


def test_a_host_whose_key_is_not_known_is_not_trusted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with sftp_server(tmp_path, tmp_path) as address:
        (tmp_path / ".ssh" / "known_hosts").unlink()
        with pytest.raises(PermissionError, match="known_hosts; when you trust it, add it by: sftp"):
            discover([f"{address}/masuk"])


@pytest.mark.parametrize(
    ("address", "missing", "remedy"),
    [
        ("sftp://berita.example/masuk", "paramiko", "saring[sftp]"),
        ("https://berita.example/masuk/", "aiohttp", "saring[https]"),
        ("s3://kotak/masuk", "s3fs", "saring[s3]"),
        ("gs://kotak/masuk", "gcsfs", "gcsfs"),
    ],
)
def test_a_missing_package_is_named_with_what_to_install(address: str, missing: str, remedy: str) -> None:
    code = f"import sys; sys.modules[{missing!r}] = None; from flows.readers import discover; discover([{address!r}])"
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=False
    )
    assert UsageError.__name__ in done.stderr
    assert remedy in done.stderr.splitlines()[-1]
