"""A PostgreSQL server on loopback, for the tests of what is kept in one (Debian package ``postgresql``)."""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.s3 import dies_with_parent, free_ports

START_SECONDS = 120


@dataclass(frozen=True)
class PostgresServer:
    """A running server with one user, who may do all and needs no password."""

    port: int
    programs: Path
    user: str = "saring"

    def create_database(self, name: str) -> str:
        """A new, empty database; returns its address, ``postgresql://user@host:port/name``."""
        subprocess.run(
            [self.programs / "createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", self.user, name], check=True
        )
        return f"postgresql://{self.user}@127.0.0.1:{self.port}/{name}"


def find_programs() -> Path | None:
    """The folder of ``initdb`` and ``postgres``: on the path, or where Debian keeps them."""
    if found := shutil.which("initdb"):
        return Path(found).resolve().parent
    return max((p.parent for p in Path("/usr/lib/postgresql").glob("*/bin/initdb")), default=None)


@contextmanager
def postgres_server(programs: Path) -> Iterator[PostgresServer]:
    """A server with a database cluster of its own; ended and removed with the block."""
    (port,) = free_ports(1)
    server = PostgresServer(port, programs)
    folder = Path(tempfile.mkdtemp(prefix="saring-postgres-"))
    owner = _owner(folder)
    try:
        subprocess.run(
            [programs / "initdb", "-D", folder / "data", "-U", server.user, "--auth=trust", "-E", "UTF8", "--no-sync"],
            check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner,
        )  # fmt: skip
        with (folder / "log").open("wb") as log:
            process = subprocess.Popen(
                [*dies_with_parent(), programs / "postgres",
                 "-D", folder / "data", "-p", str(port), "-h", "127.0.0.1", "-k", folder,
                 "-c", "fsync=off", "-c", "max_connections=100"],
                cwd=folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **owner,
            )  # fmt: skip
        try:
            _wait(server, process, folder / "log")
            yield server
        finally:
            process.send_signal(signal.SIGQUIT)
            process.wait()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner(folder: Path) -> dict[str, Any]:
    """Arguments of a process that may run a server: PostgreSQL refuses the administrator."""
    if os.geteuid():
        return {}
    account = next(a for name in ("postgres", "nobody") if (a := _account(name)))
    os.chown(folder, account.pw_uid, account.pw_gid)
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def _account(name: str) -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(name)
    except KeyError:
        return None


def _wait(server: PostgresServer, process: subprocess.Popen[bytes], log: Path) -> None:
    command = [server.programs / "pg_isready", "-q", "-h", "127.0.0.1", "-p", str(server.port)]
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        if not subprocess.run(command, check=False).returncode:
            return
        time.sleep(0.1)
    raise AssertionError(f"no PostgreSQL server: {log.read_text('utf-8', 'replace')[-2000:]}")
